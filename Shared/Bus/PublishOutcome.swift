import Synchronization

/// What JetStream made of one message.
public enum PublishOutcome: Sendable, Equatable {
    /// It is stored, at this sequence.
    case stored(sequence: UInt64)
    /// A message of the same id was there before, at this sequence.
    case duplicate(sequence: UInt64)
    /// It was refused for good.
    case refused(BusError)
}

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

/// Lets a bounded number of messages be in flight; who comes later waits in line.
final class InFlightGate: Sendable {
    private struct State {
        var free: Int
        var line: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state: Mutex<State>

    init(limit: Int) {
        state = Mutex(State(free: limit))
    }

    func enter(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let enters = state.withLock { state in
                guard state.line.isEmpty, state.free >= count else {
                    state.line.append((count, continuation))
                    return false
                }
                state.free -= count
                return true
            }
            if enters { continuation.resume() }
        }
    }

    func leave(_ count: Int) {
        let next = state.withLock { state in
            state.free += count
            var next: [CheckedContinuation<Void, Never>] = []
            while let first = state.line.first, first.count <= state.free {
                state.free -= first.count
                next.append(first.continuation)
                state.line.removeFirst()
            }
            return next
        }
        next.forEach { $0.resume() }
    }
}
