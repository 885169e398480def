import Dispatch

/// Threads for calls that keep theirs: that wait for a disk or a server, or compute for long.
///
/// Tasks share one thread for each processor, and a call that keeps one of these holds up all of them. Here a thread is
/// added for each call that waits. A task that prefers this executor runs its blocking calls in place, without a change
/// of threads.
public final class BlockingThreads: TaskExecutor {
    /// The threads of this process.
    public static let shared = BlockingThreads()

    private let queue = DispatchQueue(label: "peryton.blocking", attributes: .concurrent)

    private init() {}

    /// Runs a task's next part on a thread that may block.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }

    /// Runs a call that keeps its thread, and goes on where the caller was.
    public static func run<Answer: Sendable, Failure: Error>(
        _ work: @Sendable () throws(Failure) -> Answer
    ) async throws(Failure) -> Answer {
        try await withTaskExecutorPreference(shared) { () async throws(Failure) -> Answer in try work() }
    }
}
