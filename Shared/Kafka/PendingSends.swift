import Synchronization

/// The messages that are not acknowledged yet, by number, and who waits for each.
///
/// librdkafka keeps the number and no pointer, so that a report that comes too late can touch nothing that is gone.
final class PendingSends: Sendable {
    typealias Outcome = Result<KafkaPlace, KafkaError>

    private enum Wait {
        /// Nobody asked yet.
        case open
        /// Somebody waits.
        case awaited(CheckedContinuation<Outcome, Never>)
        /// The report came first.
        case ended(Outcome)
    }

    private struct Send {
        var topic: String
        var wait = Wait.open
    }

    private struct State {
        var lastNumber: UInt = 0
        var sends: [UInt: Send] = [:]
    }

    private let state = Mutex(State())

    /// The number for a message that is about to be sent.
    func add(topic: String) -> UInt {
        state.withLock { state in
            state.lastNumber += 1
            state.sends[state.lastNumber] = Send(topic: topic)
            return state.lastNumber
        }
    }

    /// A message that was not even queued.
    func remove(_ number: UInt) { state.withLock { _ = $0.sends.removeValue(forKey: number) } }

    /// What became of a message; one wait for each number.
    func outcome(of number: UInt) async -> Outcome {
        await withCheckedContinuation { continuation in
            let known = state.withLock { state -> Outcome? in
                guard case .ended(let outcome) = state.sends[number]?.wait else {
                    state.sends[number]?.wait = .awaited(continuation)
                    return nil
                }
                state.sends[number] = nil
                return outcome
            }
            if let known { continuation.resume(returning: known) }
        }
    }

    /// The report on a message; of one that nobody waits for any more it is dropped.
    func end(_ number: UInt, _ outcome: Outcome) {
        let waiting = state.withLock { state -> CheckedContinuation<Outcome, Never>? in
            switch state.sends[number]?.wait {
            case .awaited(let continuation):
                state.sends[number] = nil
                return continuation
            case .open: state.sends[number]?.wait = .ended(outcome)
            case .ended, nil: break
            }
            return nil
        }
        waiting?.resume(returning: outcome)
    }

    /// Ends all that are left, with an error that their topic is given for.
    func endAll(_ error: (_ topic: String) -> KafkaError) {
        for (number, send) in state.withLock({ $0.sends }) { end(number, .failure(error(send.topic))) }
    }
}
