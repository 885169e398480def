import Logging
import Messages
import Synchronization

/// Tells how far a job is: the newest state wins, and Redis and the owner hear of it a few times a second at most.
final class JobProgress: Sendable {
    private struct State {
        var share = 0.0
        var message = ""
        var rows: UInt64 = 0
        var isTold = true
        var toldMessage = ""
        var toldAt: ContinuousClock.Instant?
    }

    private let job: Job
    private let store: JobStore
    private let news: JobNews
    private let log: Logger
    private let state = Mutex(State())

    private static let pause = Duration.milliseconds(250)

    init(job: Job, store: JobStore, news: JobNews, log: Logger) {
        self.job = job
        self.store = store
        self.news = news
        self.log = log
    }

    func tell(_ share: Double, _ message: String, rows: UInt64) async {
        let isDue = state.withLock { state in
            state.share = min(1, max(state.share, share))
            state.message = message
            state.rows = max(state.rows, rows)
            state.isTold = false
            return state.toldAt.map { $0 + Self.pause <= .now } ?? true
        }
        if isDue { await flush() }
    }

    /// Tells what is not told yet.
    func flush() async {
        let (state, line) = state.withLock { state -> (State?, String) in
            guard !state.isTold else { return (nil, "") }
            let line = state.message == state.toldMessage ? "" : state.message
            state.isTold = true
            state.toldMessage = state.message
            state.toldAt = .now
            return (state, line)
        }
        guard let state else { return }
        do {
            let changed = try await store.update(
                job, progress: state.share, message: state.message, rows: state.rows, line: line)
            if let changed { news.tell(changed) }
        } catch {
            log.debug("progress not told", metadata: ["job": "\(job.id)", "reason": "\(error)"])
        }
    }

    func note(_ line: String) async {
        do {
            try await store.note(job, line)
        } catch {
            log.debug("line not logged", metadata: ["job": "\(job.id)", "reason": "\(error)"])
        }
    }
}
