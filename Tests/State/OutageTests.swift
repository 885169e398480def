import Logging
import ServiceKit
import State
import TestSupport
import Testing

/// What callers see when the server dies, hangs or is not there.
///
/// Nothing may hang.
@Suite("Redis outages", .timeLimit(.minutes(1)))
struct OutageTests {
    @Test("A killed server fails what is under way, and later commands work once it is back")
    func killed() async throws {
        try await withRedisServer { server in
            let redis = try RedisClient(server.address, logger: silent)
            try await redis.set("kept", to: "yes")
            // Redis holds this one back, so it and all that come after it are under way.
            let blocked = Task { try await redis.send(RedisCommand("BLPOP", "nothing", 0)) }
            let observer = try RedisClient(server.address, logger: silent)
            while try await observer.send("INFO", "clients").text?.contains("blocked_clients:1") != true {}
            await observer.close()
            let increments = (0..<5000).map { _ in Task { try await redis.increment("counter") } }
            await server.kill()
            await #expect(throws: StateError.self) { try await blocked.value }
            // What had not been sent yet waits for the server.
            try await server.restart()
            var outcomes: [Result<Int, any Error>] = []
            for increment in increments { outcomes.append(await increment.result) }
            for case .failure(let error) in outcomes {
                guard case .connectionLost("INCRBY", _, _) = error as? StateError else {
                    Issue.record("unexpected: \(error)")
                    continue
                }
            }
            #expect(try await redis.get("kept") == Array("yes".utf8))
            await redis.close()
        }
    }

    @Test("`waiting` goes on across a restart")
    func waiting() async throws {
        try await withRedisServer { server in
            let redis = try RedisClient(server.address, logger: silent)
            try await redis.set("key", to: "value")
            await server.kill()
            async let value = redis.waiting { try await $0.get("key") }
            try await server.restart()
            #expect(try await value == Array("value".utf8))
            await redis.close()
        }
    }

    @Test("`waiting` brings every write home while the server is killed again and again")
    func repeatedKills() async throws {
        try await withRedisServer { server in
            let redis = try RedisClient(server.address, logger: silent)
            let writes = (0..<1000).map { number in
                Task {
                    for step in 0..<20 { _ = try await redis.waiting { try await $0.set("key\(number)", to: step) } }
                }
            }
            for _ in 0..<3 {
                // Each round kills it in the middle of the work.
                _ = try await redis.waiting { try await $0.ping() }
                await server.kill()
                try await server.restart()
            }
            for write in writes { try await write.value }
            let values = try await redis.pipeline((0..<1000).map { RedisCommand("GET", "key\($0)") })
            #expect(try values.allSatisfy { try $0.get().integer == 19 })
            await redis.close()
        }
    }

    @Test("`waiting` ends when its task is cancelled")
    func waitingCancelled() async throws {
        let redis = try RedisClient(
            nobody, connectTimeout: .seconds(1), commandTimeout: .milliseconds(20), logger: silent)
        let task = Task { try await redis.waiting { try await $0.ping() } }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        await redis.close()
    }

    @Test("A frozen server costs its callers their time-out, and then works again")
    func frozen() async throws {
        try await withRedisServer { server in
            let redis = try RedisClient(
                RedisAddress(server.address), connectTimeout: .milliseconds(200), commandTimeout: .milliseconds(200),
                logger: silent)
            try await redis.waiting { try await $0.ping() }
            server.pause()
            let error = await #expect(throws: StateError.self) { try await redis.ping() }
            #expect(
                error
                    == .timedOut(
                        command: "PING", place: redis.address.description, after: .milliseconds(200), cause: nil))
            #expect(error?.description == "Redis at \(redis.address) did not answer PING within 0.2 s")
            server.resume()
            try await redis.waiting { try await $0.ping() }
            await redis.close()
        }
    }

    @Test("A command to a server that is not there fails at its time-out and says why")
    func absent() async throws {
        let redis = try RedisClient(nobody, commandTimeout: .milliseconds(300), logger: silent)
        let error = await #expect(throws: StateError.self) { try await redis.get("key") }
        #expect(
            error?.description == "Redis at 127.0.0.1:1 did not answer GET within 0.3 s (Connection refused)")
        #expect(error?.isTransient == true)
        #expect(redis.isConnected == false)
        await redis.close()
    }

    @Test("A wrong password is said at once")
    func wrongPassword() async throws {
        try await withRedisServer { server in
            let open = try RedisClient(server.address)
            try await open.send("CONFIG", "SET", "requirepass", "right")
            var address = try RedisAddress(server.address)
            address.password = "wrong"
            let closed = try RedisClient(address, logger: silent)
            let error = await #expect(throws: StateError.self) { try await closed.ping() }
            #expect(
                error?.description
                    == "Redis at \(address) refused AUTH: WRONGPASS invalid username-password pair or user is disabled."
            )
            address.password = "right"
            address.database = 3
            let third = try RedisClient(address)
            try await third.set("key", to: "in three")
            #expect(try await open.get("key") == nil)
            for client in [open, closed, third] { await client.close() }
        }
    }

    @Test("A cancelled caller returns at once and does not disturb the others")
    func cancelled() async throws {
        try await withRedisServer { server in
            let redis = try RedisClient(server.address, logger: silent)
            try await redis.ping()
            server.pause()
            let cancelled = Task { try await redis.send("ECHO", "one") }
            let other = Task { try await redis.send("ECHO", "two") }
            cancelled.cancel()
            await #expect(throws: CancellationError.self) { try await cancelled.value }
            server.resume()
            #expect(try await other.value == .bytes(Array("two".utf8)))
            await redis.close()
        }
    }

    @Test("Closing fails what is under way and what comes after")
    func closing() async throws {
        try await withRedisServer { server in
            let redis = try RedisClient(server.address, logger: silent)
            try await redis.ping()
            server.pause()
            let pending = Task { try await redis.ping() }
            await Task.yield()
            await redis.close()
            let expected = StateError.closed(command: "PING", place: redis.address.description)
            await #expect(throws: expected) { try await pending.value }
            await #expect(throws: expected) { try await redis.ping() }
            await redis.close()
        }
    }

    /// A port that nobody listens on.
    private let nobody = RedisAddress(port: 1)
    private let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}
