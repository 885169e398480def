import Synchronization

/// Lets so many of a user's requests go on at once; the others wait in order, and no other user waits for them.
final class UserTurns: Sendable {
    fileprivate struct State {
        var running: [String: Int] = [:]
        var waiting: [String: [CheckedContinuation<Void, Never>]] = [:]
    }

    private let atOnce: Int
    private let state = Mutex(State())

    init(atOnce: Int) {
        self.atOnce = atOnce
    }

    /// Does work when it is its turn.
    func taking<Answer: Sendable>(
        user: String, _ work: @Sendable () async throws -> Answer
    ) async throws -> Answer {
        if !begins(user) { await waitForTurn(user) }
        defer { end(user) }
        return try await work()
    }

    /// Takes a turn where one is free.
    private func begins(_ user: String) -> Bool {
        state.withLock { $0.begins(user, atOnce) }
    }

    private func waitForTurn(_ user: String) async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                if state.begins(user, atOnce) { return true }
                state.waiting[user, default: []].append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    /// Whoever ends gives its turn on.
    private func end(_ user: String) {
        state.withLock { state -> CheckedContinuation<Void, Never>? in
            if var queue = state.waiting[user], !queue.isEmpty {
                let next = queue.removeFirst()
                state.waiting[user] = queue.isEmpty ? nil : queue
                return next
            }
            let left = state.running[user, default: 1] - 1
            state.running[user] = left == 0 ? nil : left
            return nil
        }?.resume()
    }
}

extension UserTurns.State {
    /// Takes a turn where one is free.
    fileprivate mutating func begins(_ user: String, _ atOnce: Int) -> Bool {
        guard running[user, default: 0] < atOnce else { return false }
        running[user, default: 0] += 1
        return true
    }
}
