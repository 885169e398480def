import Synchronization

/// What one caller waits for: one or more commands sent back to back, and one continuation.
///
/// Whoever finishes it first wins: an answer, a time-out, the loss of the connection or the caller's
/// own cancellation. Later ones find it finished and do nothing.
final class RedisRequest: Sendable {
    typealias Replies = [Result<RedisValue, StateError>]
    private typealias Continuation = CheckedContinuation<Replies, any Error>

    /// Command names for errors, in order; one reply is due for each.
    let names: [String]
    let wire: [UInt8]
    let timeout: Duration
    let deadline: ContinuousClock.Instant

    private enum State {
        case unstarted
        case waiting(Continuation)
        case finished
    }
    private let state = Mutex(State.unstarted)

    init(_ commands: [RedisCommand], timeout: Duration) {
        names = commands.map(\.name)
        wire = commands.count == 1 ? commands[0].wire : commands.flatMap(\.wire)
        self.timeout = timeout
        deadline = .now + timeout
    }

    /// Hands the request to `submit` and waits until someone finishes it.
    func replies(submit: (RedisRequest) -> Void) async throws -> Replies {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isCancelled = state.withLock { state in
                    guard case .unstarted = state else { return true }
                    state = .waiting(continuation)
                    return false
                }
                if isCancelled {
                    continuation.resume(throwing: CancellationError())
                } else {
                    submit(self)
                }
            }
        } onCancel: {
            take()?.resume(throwing: CancellationError())
        }
    }

    /// Whether nobody waits for it any more.
    var isFinished: Bool {
        state.withLock { if case .finished = $0 { true } else { false } }
    }

    /// Ends the wait with these replies; commands without one fail with what `missing` makes of their names.
    func finish(_ replies: Replies, missing: (String) -> StateError) {
        guard let continuation = take() else { return }
        let rest = names.dropFirst(replies.count).map { Result<RedisValue, StateError>.failure(missing($0)) }
        continuation.resume(returning: replies + rest)
    }

    /// Marks it finished and gives the continuation, once.
    private func take() -> Continuation? {
        state.withLock { state in
            defer { state = .finished }
            guard case .waiting(let continuation) = state else { return nil }
            return continuation
        }
    }
}
