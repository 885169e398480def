/// A right that one holder at a time has, for a while: who holds it renews it, and whose holder dies falls free.
public struct Lease: Sendable {
    private let redis: RedisClient
    private let key: String
    private let holder = String(UInt64.random(in: .min ... .max), radix: 36)
    private let lifetime: Duration

    /// A lease kept under a key; it falls free when it is not renewed within its lifetime.
    public init(_ redis: RedisClient, key: String, lifetime: Duration) {
        self.redis = redis
        self.key = key
        self.lifetime = lifetime
    }

    private static let acquireScript = Script(
        "acquire-lease",
        source: """
            local holder = redis.call('GET', KEYS[1])
            if holder and holder ~= ARGV[1] then return 0 end
            redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
            return 1
            """)

    private static let releaseScript = Script(
        "release-lease",
        source: """
            if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
            return 1
            """)

    /// Takes the lease, or renews it; whether it is held now.
    public func acquire() async throws -> Bool {
        let milliseconds = String(lifetime.components.seconds * 1000)
        return try await redis.waiting {
            try await $0.run(Self.acquireScript, keys: [key], arguments: [holder, milliseconds])
        }.integer == 1
    }

    /// Gives the lease up, where it is held.
    public func release() async throws {
        _ = try await redis.waiting { try await $0.run(Self.releaseScript, keys: [key], arguments: [holder]) }
    }

    /// Waits for the lease, does something, and gives it up.
    public func holding<Answer>(_ work: () async throws -> Answer) async throws -> Answer {
        while try await !acquire() { try await Task.sleep(for: .milliseconds(50)) }
        do {
            let answer = try await work()
            try await release()
            return answer
        } catch {
            try? await release()
            throw error
        }
    }
}
