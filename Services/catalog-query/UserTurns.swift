/// Lets so many of a user's requests go on at once; the others wait in order, and no other user waits for them.
actor UserTurns {
    private let atOnce: Int
    private var running: [String: Int] = [:]
    private var waiting: [String: [CheckedContinuation<Void, Never>]] = [:]

    init(atOnce: Int) {
        self.atOnce = atOnce
    }

    /// Does work when it is its turn.
    nonisolated func taking<Answer: Sendable>(
        user: String, _ work: @Sendable () async throws -> Answer
    ) async throws -> Answer {
        await begin(user)
        do {
            let answer = try await work()
            await end(user)
            return answer
        } catch {
            await end(user)
            throw error
        }
    }

    private func begin(_ user: String) async {
        if running[user, default: 0] < atOnce {
            running[user, default: 0] += 1
        } else {
            // Whoever ends gives its turn on.
            await withCheckedContinuation { waiting[user, default: []].append($0) }
        }
    }

    private func end(_ user: String) {
        if var queue = waiting[user], !queue.isEmpty {
            let next = queue.removeFirst()
            waiting[user] = queue.isEmpty ? nil : queue
            next.resume()
        } else {
            running[user, default: 1] -= 1
            if running[user] == 0 { running[user] = nil }
        }
    }
}
