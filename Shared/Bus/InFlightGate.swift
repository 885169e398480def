import Synchronization

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
