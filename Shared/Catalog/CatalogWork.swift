import Threads

/// Runs an engine's blocking calls where they hold up no other task.
public enum CatalogWork {
    /// Runs work; a cancellation of the task cancels it.
    public static func run<Answer: Sendable>(
        _ work: @escaping @Sendable (QueryCancellation) throws -> Answer
    ) async throws -> Answer {
        let cancellation = QueryCancellation()
        return try await withTaskCancellationHandler {
            try await BlockingThreads.run { try work(cancellation) }
        } onCancel: {
            cancellation.cancel()
        }
    }
}
