import Synchronization

/// One caller who waits for a transfer: answered exactly once, by whoever comes first.
final class TransferCall: Sendable {
    typealias Outcome = Result<TransferAnswer, TransferError>

    private enum State {
        case new
        case waiting(CheckedContinuation<Outcome, Never>)
        case done(Outcome)
    }
    private let state = Mutex(State.new)
    let order: TransferOrder

    init(_ order: TransferOrder) { self.order = order }

    /// Waits for the answer.
    func outcome() async -> Outcome {
        await withCheckedContinuation { continuation in
            let outcome: Outcome? = state.withLock { state in
                if case .done(let outcome) = state { return outcome }
                state = .waiting(continuation)
                return nil
            }
            if let outcome { continuation.resume(returning: outcome) }
        }
    }

    /// Answers, unless there is an answer.
    func finish(_ outcome: Outcome) {
        let continuation: CheckedContinuation<Outcome, Never>? = state.withLock { state in
            switch state {
            case .new:
                state = .done(outcome)
                return nil
            case .waiting(let continuation):
                state = .done(outcome)
                return continuation
            case .done: return nil
            }
        }
        continuation?.resume(returning: outcome)
    }

    /// Whether there is an answer.
    var isDone: Bool {
        state.withLock { state in
            if case .done = state { true } else { false }
        }
    }
}
