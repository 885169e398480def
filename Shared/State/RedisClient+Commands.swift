/// When `set` may write.
public enum SetCondition: String, Sendable {
    /// Only where there is no value yet.
    case absent = "NX"
    /// Only where there is one.
    case present = "XX"
}

/// What is known about the life of a key.
public enum TimeToLive: Sendable, Equatable {
    /// There is no such key.
    case absent
    /// The key stays until it is deleted.
    case unlimited
    /// The key goes after this time.
    case remaining(Duration)
}

/// The commands that Peryton uses, with typed answers. Keys are text, values are any bytes.
extension RedisClient {
    /// Asks for a sign of life.
    public func ping() async throws {
        try await send("PING")
    }

    /// The value of a key; nil where there is none.
    public func get(_ key: String) async throws -> [UInt8]? {
        try await ask("GET", [key], "a value or nothing", \.valueOrNothing)
    }

    /// Writes a value, to the millisecond for as long as `lifetime`; false when `condition` forbade it.
    @discardableResult
    public func set(
        _ key: String, to value: any RedisArgument, lifetime: Duration? = nil, when condition: SetCondition? = nil
    ) async throws -> Bool {
        var arguments: [any RedisArgument] = [key, value]
        if let lifetime { arguments += ["PX", lifetime.wholeMilliseconds] as [any RedisArgument] }
        if let condition { arguments.append(condition.rawValue) }
        return try await ask("SET", arguments, "OK or nothing") { reply in
            switch reply {
            case .string("OK"): true
            case .null: false
            default: nil
            }
        }
    }

    /// Deletes keys; how many there were.
    @discardableResult
    public func delete(_ keys: String...) async throws -> Int {
        keys.isEmpty ? 0 : try await ask("DEL", keys, "a whole number", \.integer)
    }

    /// Lets a key go after `lifetime`; false where there is no such key.
    @discardableResult
    public func expire(_ key: String, after lifetime: Duration) async throws -> Bool {
        try await ask("PEXPIRE", [key, lifetime.wholeMilliseconds], "0 or 1", \.integer) == 1
    }

    /// How long a key has to live.
    public func timeToLive(_ key: String) async throws -> TimeToLive {
        switch try await ask("PTTL", [key], "a whole number", \.integer) {
        case -2: .absent
        case -1: .unlimited
        case let milliseconds: .remaining(.milliseconds(milliseconds))
        }
    }

    /// Adds to a counter, which starts at 0; its new value.
    @discardableResult
    public func increment(_ key: String, by amount: Int = 1) async throws -> Int {
        try await ask("INCRBY", [key, amount], "a whole number", \.integer)
    }

    /// A field of a hash; nil where there is none.
    public func hashField(_ field: String, of key: String) async throws -> [UInt8]? {
        try await ask("HGET", [key, field], "a value or nothing", \.valueOrNothing)
    }

    /// All fields of a hash; empty where there is none.
    public func hash(_ key: String) async throws -> [String: [UInt8]] {
        try await ask("HGETALL", [key], "names and values in turn") { reply in
            guard let elements = reply.array, elements.count.isMultiple(of: 2) else { return nil }
            var fields: [String: [UInt8]] = [:]
            for index in stride(from: 0, to: elements.count, by: 2) {
                guard let name = elements[index].text, let value = elements[index + 1].bytes else { return nil }
                fields[name] = value
            }
            return fields
        }
    }

    /// Writes fields of a hash and leaves its others as they are; how many are new.
    @discardableResult
    public func setHash(_ key: String, _ fields: [String: any RedisArgument]) async throws -> Int {
        if fields.isEmpty { return 0 }
        let arguments = [key] + fields.flatMap { [$0.key, $0.value] as [any RedisArgument] }
        return try await ask("HSET", arguments, "a whole number", \.integer)
    }

    /// Adds members to a set; how many are new.
    @discardableResult
    public func addMembers(_ members: [any RedisArgument], to key: String) async throws -> Int {
        members.isEmpty ? 0 : try await ask("SADD", [key] + members, "a whole number", \.integer)
    }

    /// Takes members out of a set; how many there were.
    @discardableResult
    public func removeMembers(_ members: [any RedisArgument], from key: String) async throws -> Int {
        members.isEmpty ? 0 : try await ask("SREM", [key] + members, "a whole number", \.integer)
    }

    /// The members of a set, in no order; empty where there is none.
    public func members(of key: String) async throws -> [[UInt8]] {
        try await ask("SMEMBERS", [key], "an array of values") { reply in
            guard let elements = reply.array else { return nil }
            let members = elements.compactMap(\.bytes)
            return members.count == elements.count ? members : nil
        }
    }

    /// All keys that match a pattern (`*` any text, `?` any character), sorted.
    ///
    /// Walks the whole key space in steps that do not hold up others; keys that come or go meanwhile may
    /// be missed or listed.
    public func keys(matching pattern: String) async throws -> [String] {
        var found: Set<String> = []
        var cursor = "0"
        repeat {
            let (next, keys) = try await ask("SCAN", [cursor, "MATCH", pattern, "COUNT", 1000], "a cursor and keys") {
                reply -> (String, [String])? in
                guard let parts = reply.array, parts.count == 2, let next = parts[0].text, let keys = parts[1].array
                else { return nil }
                return (next, keys.compactMap(\.text))
            }
            found.formUnion(keys)
            cursor = next
        } while cursor != "0"
        return found.sorted()
    }

    /// Sends a command and reads its answer; `read` gives nil for an answer of the wrong kind.
    private func ask<Answer>(
        _ name: String, _ arguments: [any RedisArgument], _ expected: String, _ read: (RedisValue) -> Answer?
    ) async throws -> Answer {
        let reply = try await send(RedisCommand(name, arguments: arguments))
        guard let answer = read(reply) else {
            throw StateError.unexpectedReply(
                command: name, place: address.description, expected: expected, found: reply.kind)
        }
        return answer
    }
}

extension RedisValue {
    /// Bytes, or nil in an answer of null; no answer at all for the other kinds.
    fileprivate var valueOrNothing: [UInt8]?? {
        if self == .null { return .some(nil) }
        return bytes.map { .some($0) }
    }
}

extension Duration {
    /// At least 1, as Redis takes no lifetime of 0.
    fileprivate var wholeMilliseconds: Int { max(1, Int((self / .milliseconds(1)).rounded(.up))) }
}
