import Synchronization

/// Collects the outcomes of the messages of one publish call.
final class PublishTicket: Sendable {
    private struct State {
        var outcomes: [PublishOutcome]
        var missing: Int
        var isAbandoned = false
        var continuation: CheckedContinuation<[PublishOutcome], any Error>?
    }

    private let state: Mutex<State>

    init(count: Int) {
        state = Mutex(State(outcomes: Array(repeating: .stored(sequence: 0), count: count), missing: count))
    }

    /// Whoever waits is resumed once every outcome is there.
    func await(_ continuation: CheckedContinuation<[PublishOutcome], any Error>) {
        let abandoned = state.withLock { state in
            if !state.isAbandoned { state.continuation = continuation }
            return state.isAbandoned
        }
        if abandoned { continuation.resume(throwing: CancellationError()) }
    }

    func complete(_ index: Int, _ outcome: PublishOutcome) {
        let done = state.withLock { state -> (CheckedContinuation<[PublishOutcome], any Error>, [PublishOutcome])? in
            state.outcomes[index] = outcome
            state.missing -= 1
            guard state.missing == 0, let continuation = state.continuation else { return nil }
            state.continuation = nil
            return (continuation, state.outcomes)
        }
        if let (continuation, outcomes) = done { continuation.resume(returning: outcomes) }
    }

    /// Nobody waits any more: what is not acked yet is not sent again.
    func abandon() {
        let continuation = state.withLock { state in
            state.isAbandoned = true
            defer { state.continuation = nil }
            return state.continuation
        }
        continuation?.resume(throwing: CancellationError())
    }

    var isAbandoned: Bool { state.withLock { $0.isAbandoned } }
}
