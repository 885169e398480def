import Messages
import Synchronization

/// What a worker tells and asks while it works on a job.
public final class JobContext: Sendable {
    /// The job as it was submitted.
    public let job: Job
    /// Records of jobs, for what must be frozen once.
    public let store: JobStore
    private let report: @Sendable (Double, String) async -> Void
    private let cancelled = Mutex(false)

    init(job: Job, store: JobStore, report: @escaping @Sendable (Double, String) async -> Void) {
        self.job = job
        self.store = store
        self.report = report
    }

    /// Tells how far the job is.
    public func progress(_ share: Double, _ message: String) async { await report(share, message) }

    /// Whether the work should stop: the owner cancelled it.
    public var isCancelled: Bool { cancelled.withLock { $0 } }

    func cancel() { cancelled.withLock { $0 = true } }
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
