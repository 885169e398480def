import Messages
import Synchronization

/// What a worker tells and asks while it works on a job.
public final class JobContext: Sendable {
    /// Why the work has to stop.
    enum Stop {
        /// Its owner asked for it.
        case owner
        /// Another worker has the job, or nobody.
        case lost
        /// This process stops.
        case shutdown
        /// The job cannot succeed.
        case failure(JobFailure)
    }

    private struct State {
        var stop: Stop?
        var hooks: [@Sendable () -> Void] = []
    }

    /// The job as it was when this worker took it.
    public let job: Job
    /// Records of jobs, for what must be frozen once.
    public let store: JobStore
    /// The files that it makes.
    public let results: JobResults
    let progress: JobProgress
    private let state = Mutex(State())

    init(job: Job, store: JobStore, results: JobResults, progress: JobProgress) {
        self.job = job
        self.store = store
        self.results = results
        self.progress = progress
    }

    /// Tells how far the job is; may be called as often as one likes.
    ///
    /// - Parameters:
    ///   - share: share of the work done, 0…1; it never goes back.
    ///   - rows: rows done so far, where the kind has rows.
    public func progress(_ share: Double, _ message: String, rows: UInt64 = 0) async {
        await progress.tell(share, message, rows: rows)
    }

    /// Adds a line to the job's log, of which the newest 200 are kept.
    public func log(_ line: String) async { await progress.note(line) }

    /// Whether the owner cancelled it.
    public var isCancelled: Bool {
        if case .owner = stopped { true } else { false }
    }

    /// Has something done as soon as the work has to stop, for what the end of its task does not interrupt, such as a
    /// query inside a database; at once where that is already so.
    ///
    /// The work must then return soon; what it returns or throws no longer matters.
    public func onCancel(_ hook: @escaping @Sendable () -> Void) {
        let isLate = state.withLock { state in
            if state.stop == nil { state.hooks.append(hook) }
            return state.stop != nil
        }
        if isLate { hook() }
    }

    var stopped: Stop? { state.withLock { $0.stop } }

    /// Has the work stop; the first reason counts.
    func stop(_ reason: Stop) {
        let hooks = state.withLock { state in
            defer { state.hooks = [] }
            if state.stop == nil { state.stop = reason }
            return state.hooks
        }
        for hook in hooks { hook() }
    }
}

/// Why a job cannot succeed however often it is tried; the message is for its owner.
public struct JobFailure: Error, CustomStringConvertible {
    /// What was wrong and what was expected.
    public let description: String

    /// Makes the failure.
    public init(_ description: String) {
        self.description = description
    }
}
