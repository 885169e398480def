import State
import TestSupport
import Testing

@Suite("Redis addresses", .timeLimit(.minutes(3)))
struct RedisAddressTests {
    @Test("A bare host has the usual port and database 0")
    func bareHost() throws {
        #expect(try RedisAddress("redis://cache") == RedisAddress(host: "cache", port: 6379))
    }

    @Test("User, password, port and database are read, and percent-encoding is undone")
    func everything() throws {
        let address = try RedisAddress("redis://scorer:p%40ss%2Fw:rd@10.0.0.7:7000/3")
        #expect(
            address == RedisAddress(host: "10.0.0.7", port: 7000, user: "scorer", password: "p@ss/w:rd", database: 3))
    }

    @Test("Any user and password survive percent-encoding", arguments: testSeeds(20))
    func encoded(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        func text() -> String { String((1...12).map { _ in "aZ09:@/%?# é".randomElement(using: &random) ?? "a" }) }
        func encoded(_ text: String) -> String {
            text.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
        let (user, password) = (text(), text())
        let address = try RedisAddress("redis://\(encoded(user)):\(encoded(password))@host/1")
        #expect(address == RedisAddress(host: "host", user: user, password: password, database: 1))
    }

    @Test("A password without a user and an IPv6 host are read")
    func passwordAndBrackets() throws {
        #expect(
            try RedisAddress("redis://:secret@[::1]:6380") == RedisAddress(host: "::1", port: 6380, password: "secret"))
    }

    @Test("The description shows no password")
    func noPassword() throws {
        #expect(try RedisAddress("redis://user:secret@[::1]:6380/2").description == "[::1]:6380/2")
    }

    @Test(
        "A wrong address is refused with the reason, and without the address itself",
        arguments: [
            ("http://127.0.0.1:6379", "it does not start with redis://"),
            ("redis://:6379", "the host is missing"),
            ("redis://host:port", "the port is not a whole number from 1 to 65535"),
            ("redis://host:0", "the port is not a whole number from 1 to 65535"),
            ("redis://host:70000", "the port is not a whole number from 1 to 65535"),
            ("redis://secret@host", "there is no password before the @"),
            ("redis://host/first", "the database is not a whole number from 0"),
            ("redis://a:%4@host", "a % in user or password is not followed by two hexadecimal digits"),
            ("redis://[::1]6379", "after the bracket comes something other than :port"),
        ])
    func wrong(url: String, reason: String) {
        let error = #expect(throws: StateError.self) { try RedisAddress(url) }
        #expect(
            error?.description
                == "the Redis address is not valid: \(reason); "
                + "expected redis://[user:password@]host[:port][/database]")
    }
}
