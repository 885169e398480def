import Dispatch

/// Runs an engine's blocking calls on threads of their own, so that no task of a service waits for them.
public enum CatalogWork {
    /// Runs work; a cancellation of the task cancels it.
    public static func run<Answer: Sendable>(
        _ work: @escaping @Sendable (QueryCancellation) throws -> Answer
    ) async throws -> Answer {
        let cancellation = QueryCancellation()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                threads.async { continuation.resume(with: Result { try work(cancellation) }) }
            }
        } onCancel: {
            cancellation.cancel()
        }
    }

    private static let threads = DispatchQueue(label: "peryton.catalog", attributes: .concurrent)
}
