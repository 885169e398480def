import Jobs
import Synchronization

/// Tells a blocking thread that its job has to stop, and when it may tell how far it is.
final class Cancellation: Sendable {
    private let flag = Atomic(false)
    private let told = Mutex(ContinuousClock.now)

    private static let pause = Duration.milliseconds(500)

    init(_ context: JobContext) {
        context.onCancel { [self] in flag.store(true, ordering: .relaxed) }
    }

    /// Whether the job has to stop.
    var isSet: Bool { flag.load(ordering: .relaxed) }

    /// Does something twice a second at most.
    func seldom(_ body: () -> Void) {
        let isDue = told.withLock { told in
            guard ContinuousClock.now - told >= Self.pause else { return false }
            told = .now
            return true
        }
        if isDue { body() }
    }
}
