import ServiceKit
import State
import Synchronization
import TestSupport
import Testing

@Suite("Redis commands", .timeLimit(.minutes(3)))
struct CommandTests {
    @Test("Values are any bytes and come back as they were")
    func binary() async throws {
        try await withClient { redis in
            let bytes = (0..<70_000).map { UInt8(truncatingIfNeeded: $0 &* 31) } + [0, 13, 10, 0]
            try await redis.set("bytes", to: bytes)
            #expect(try await redis.get("bytes") == bytes)
            try await redis.set("empty", to: [UInt8]())
            #expect(try await redis.get("empty") == [])
            #expect(try await redis.get("missing") == nil)
        }
    }

    @Test("Eight megabytes go there and back")
    func large() async throws {
        try await withClient { redis in
            let bytes = [UInt8](repeating: 7, count: 8 << 20)
            try await redis.set("large", to: bytes)
            #expect(try await redis.get("large") == bytes)
        }
    }

    @Test("Set respects its condition and lifetime")
    func setOptions() async throws {
        try await withClient { redis in
            #expect(try await redis.set("key", to: "a", when: .present) == false)
            #expect(try await redis.set("key", to: "a", when: .absent))
            #expect(try await redis.set("key", to: "b", when: .absent) == false)
            #expect(try await redis.timeToLive("key") == .unlimited)
            try await redis.set("key", to: "c", lifetime: .seconds(100))
            guard case .remaining(let time) = try await redis.timeToLive("key") else {
                Issue.record("the key has no lifetime")
                return
            }
            #expect(time > .seconds(90) && time <= .seconds(100))
            #expect(try await redis.expire("key", after: .seconds(5)))
            #expect(try await redis.expire("other", after: .seconds(5)) == false)
            #expect(try await redis.delete("key", "other") == 1)
            #expect(try await redis.timeToLive("key") == .absent)
        }
    }

    @Test("Hashes, sets, counters and the key list work")
    func collections() async throws {
        try await withClient { redis in
            #expect(try await redis.setHash("hash", ["name": "night", "count": 3]) == 2)
            #expect(try await redis.hash("hash") == ["name": Array("night".utf8), "count": Array("3".utf8)])
            #expect(try await redis.hashField("count", of: "hash") == Array("3".utf8))
            #expect(try await redis.hashField("none", of: "hash") == nil)
            #expect(try await redis.hash("none") == [:])
            #expect(try await redis.addMembers(["a", "b", "a"], to: "set") == 2)
            #expect(try await redis.removeMembers(["b", "c"], from: "set") == 1)
            #expect(try await redis.members(of: "set") == [[UInt8(ascii: "a")]])
            #expect(try await redis.increment("counter") == 1)
            #expect(try await redis.increment("counter", by: 41) == 42)
            let commands = (0..<2500).map { RedisCommand("SET", "many:\($0)", $0) }
            _ = try await redis.pipeline(commands)
            #expect(try await redis.keys(matching: "many:*").count == 2500)
            #expect(try await redis.keys(matching: "h*") == ["hash"])
        }
    }

    @Test("Any sequence of commands does what a dictionary does", arguments: testSeeds(5))
    func model(seed: UInt64) async throws {
        try await withClient { redis in
            var random = SeededGenerator(seed: seed)
            var model: [String: [UInt8]] = [:]
            for _ in 0..<300 {
                let key = "key\(Int.random(in: 0..<10, using: &random))"
                switch Int.random(in: 0..<4, using: &random) {
                case 0:
                    let value = (0..<Int.random(in: 0..<50, using: &random)).map { _ in
                        UInt8.random(in: .min ... .max, using: &random)
                    }
                    try await redis.set(key, to: value)
                    model[key] = value
                case 1:
                    #expect(try await redis.delete(key) == (model.removeValue(forKey: key) == nil ? 0 : 1))
                case 2:
                    let isNew = try await redis.set(key, to: "new", when: .absent)
                    #expect(isNew == (model[key] == nil))
                    if isNew { model[key] = Array("new".utf8) }
                default:
                    #expect(try await redis.get(key) == model[key])
                }
            }
            #expect(try await redis.keys(matching: "*") == model.keys.sorted())
        }
    }

    @Test("A refusal names the command and the place, not the values")
    func refusal() async throws {
        try await withClient { redis in
            try await redis.set("text", to: "secret")
            let error = await #expect(throws: StateError.self) { try await redis.increment("text") }
            #expect(
                error?.description
                    == "Redis at \(redis.address) refused INCRBY: ERR value is not an integer or out of range")
            #expect(error?.isTransient == false)
        }
    }

    @Test("A pipeline of 10,000 commands gives an answer or an error for each, in order")
    func pipeline() async throws {
        try await withClient { redis in
            var commands = (0..<10_000).map { _ in RedisCommand("INCR", "counter") }
            commands[5000] = RedisCommand("INCR")
            let replies = try await redis.pipeline(commands)
            #expect(replies.count == 10_000)
            #expect(try replies[4999].get() == .integer(5000))
            #expect(throws: StateError.self) { try replies[5000].get() }
            #expect(try replies[9999].get() == .integer(9999))
        }
    }

    @Test("10,000 concurrent callers each get their own answer")
    func concurrent() async throws {
        try await withClient { redis in
            let begun = ContinuousClock.now
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<10_000 {
                    group.addTask { try await redis.send("ECHO", String(number)) == .bytes(String(number).redisBytes) }
                }
                for try await isRight in group { #expect(isRight) }
            }
            print("10,000 concurrent ECHO: \(begun.duration(to: .now))")
        }
    }

    @Test("A script runs with its keys and arguments, also on a server that has forgotten it")
    func script() async throws {
        try await withClient { redis in
            let script = Script(
                "add", source: "redis.call('INCRBY', KEYS[1], ARGV[1]); return {KEYS[2], redis.call('GET', KEYS[1])}")
            let expected = { (sum: String) in RedisValue.array([.bytes(Array("b".utf8)), .bytes(Array(sum.utf8))]) }
            #expect(try await redis.run(script, keys: ["a", "b"], arguments: [40]) == expected("40"))
            #expect(try await redis.run(script, keys: ["a", "b"], arguments: [2]) == expected("42"))
            try await redis.send("SCRIPT", "FLUSH")
            #expect(try await redis.run(script, keys: ["a", "b"], arguments: [1]) == expected("43"))
        }
    }

    @Test("An error in a script names the script")
    func wrongScript() async throws {
        try await withClient { redis in
            let script = Script("verdict", source: "this is not Lua")
            let error = await #expect(throws: StateError.self) { try await redis.run(script) }
            #expect(error?.description.hasPrefix("Redis at \(redis.address) refused the script verdict: ERR ") == true)
        }
    }
}

/// A client of a fresh server; both end in any case.
private func withClient(_ body: (RedisClient) async throws -> Void) async throws {
    try await withRedisServer { server in
        let redis = try RedisClient(server.address)
        do {
            try await body(redis)
        } catch {
            await redis.close()
            throw error
        }
        await redis.close()
    }
}
