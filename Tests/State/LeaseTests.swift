import ServiceKit
import State
import Synchronization
import TestSupport
import Testing

@Suite("Leases", .timeLimit(.minutes(3)))
struct LeaseTests {
    @Test("one holder at a time has it; it passes on when given up, and when its time is over")
    func oneHolder() async throws {
        try await withRedisServer { server in
            let redis = try RedisClient(server.address)
            let first = Lease(redis, key: "lease", lifetime: .seconds(60))
            let second = Lease(redis, key: "lease", lifetime: .seconds(1))
            #expect(try await first.acquire())
            #expect(try await first.acquire())
            #expect(try await !second.acquire())
            try await second.release()
            #expect(try await !second.acquire())
            try await first.release()
            #expect(try await second.acquire())
            while try await !first.acquire() { try await Task.sleep(for: .milliseconds(50)) }
            await redis.close()
        }
    }

    @Test("work under a lease is never done by two at once")
    func exclusive() async throws {
        try await withRedisServer { server in
            let redis = try RedisClient(server.address)
            let room = Room()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<6 {
                    group.addTask {
                        try await Lease(redis, key: "lease", lifetime: .seconds(60)).holding { try await room.visit() }
                    }
                }
                try await group.waitForAll()
            }
            await redis.close()
        }
    }

    /// Notices when two are inside at once.
    private final class Room: Sendable {
        private let inside = Mutex(0)

        func visit() async throws {
            let count = inside.withLock { count in
                count += 1
                return count
            }
            #expect(count == 1)
            try await Task.sleep(for: .milliseconds(5))
            inside.withLock { $0 -= 1 }
        }
    }
}
