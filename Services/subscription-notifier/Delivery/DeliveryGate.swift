import Synchronization

/// Bounds how many deliveries are under way in this process; of those that wait, the most urgent goes first.
final class DeliveryGate: Sendable {
    /// How urgent a delivery is.
    enum Priority: Int, Comparable {
        case low, normal, high

        init(_ name: String) {
            self =
                switch name {
                case "high": .high
                case "low": .low
                default: .normal
                }
        }

        static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    private struct State {
        var free: Int
        var waiting: [Priority: [CheckedContinuation<Void, Never>]] = [:]
    }

    private let state: Mutex<State>

    init(limit: Int) {
        state = Mutex(State(free: limit))
    }

    /// How many may still enter at once.
    var free: Int { state.withLock { $0.free } }
    /// How many wait.
    var waiting: Int { state.withLock { $0.waiting.values.reduce(0) { $0 + $1.count } } }

    /// Waits for its turn, does the work, and lets the next one in.
    func pass<Value>(_ priority: Priority, _ work: () async throws -> Value) async rethrows -> Value {
        await withCheckedContinuation { continuation in
            let enters = state.withLock { state in
                guard state.free > 0 else {
                    state.waiting[priority, default: []].append(continuation)
                    return false
                }
                state.free -= 1
                return true
            }
            if enters { continuation.resume() }
        }
        defer { leave() }
        return try await work()
    }

    private func leave() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            for priority in [Priority.high, .normal, .low] {
                guard var queue = state.waiting[priority], !queue.isEmpty else { continue }
                let next = queue.removeFirst()
                state.waiting[priority] = queue
                return next
            }
            state.free += 1
            return nil
        }
        next?.resume()
    }
}
