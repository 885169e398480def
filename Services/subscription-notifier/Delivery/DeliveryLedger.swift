import Messages
import State

/// What became of each delivery, in Redis: the proof for its subscriber.
///
/// Keys, all under `peryton:<project>:delivery:<subscription>`: `:log` (Redis stream of `DeliveryRecord`s, the newest
/// 5,000 or so), `:stats` (hash: `<channel>.delivered`, `.failures`, `.delivered-at`, `.failed-at`, `.error`),
/// `:attempts` (hash: `<channel>/<alert key>` → attempts that failed), `:undelivered` (hash: id → `Undelivered`), and
/// `:done:<channel>/<alert key>`, which tells for a week that the notice went.
struct DeliveryLedger: Sendable {
    let redis: RedisClient
    let project: String
    let subscription: String

    private static let recordsKept = 5_000
    private static let lifetimeSeconds = 60 * 86_400
    private static let doneSeconds = 7 * 86_400

    private var prefix: String { "peryton:\(project):delivery:\(subscription)" }

    // MARK: Writing

    private static let noteScript = Script(
        "note-delivery",
        source: """
            local channel, outcome, record, at, detail = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
            redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[6], '*', 'd', record)
            redis.call('EXPIRE', KEYS[1], ARGV[7])
            if outcome == 'delivered' then
                redis.call('HINCRBY', KEYS[2], channel .. '.delivered', #ARGV - 8)
                redis.call('HSET', KEYS[2], channel .. '.delivered-at', at)
            else
                redis.call('HINCRBY', KEYS[2], channel .. '.failures', 1)
                redis.call('HSET', KEYS[2], channel .. '.failed-at', at, channel .. '.error', detail)
            end
            redis.call('EXPIRE', KEYS[2], ARGV[7])
            for i = 9, #ARGV do
                local name = channel .. '/' .. ARGV[i]
                if outcome == 'retry' then
                    redis.call('HINCRBY', KEYS[3], name, 1)
                    redis.call('EXPIRE', KEYS[3], ARGV[8])
                else
                    redis.call('HDEL', KEYS[3], name)
                end
                if outcome == 'delivered' then redis.call('SET', KEYS[4] .. name, '1', 'EX', ARGV[8]) end
            end
            return 1
            """)

    /// Notes an attempt; all of it or nothing.
    func note(_ record: DeliveryRecord) async throws {
        _ = try await redis.waiting { [prefix] in
            try await $0.run(
                Self.noteScript,
                keys: ["\(prefix):log", "\(prefix):stats", "\(prefix):attempts", "\(prefix):done:"],
                arguments: [
                    record.channel, record.outcome, record.serialized(), String(record.at.microseconds), record.detail,
                    Self.recordsKept, Self.lifetimeSeconds, Self.doneSeconds,
                ] + record.alertKeys as [any RedisArgument])
        }
    }

    /// Keeps a notice that was given up for its owner.
    func keep(_ undelivered: Undelivered) async throws {
        try await redis.waiting { [prefix] redis in
            try await redis.setHash("\(prefix):undelivered", [undelivered.id: undelivered.serialized()])
            try await redis.expire("\(prefix):undelivered", after: .seconds(Self.lifetimeSeconds))
        }
    }

    /// Lets go of notices that were given up; how many there were.
    func release(_ ids: [String]) async throws -> Int {
        guard !ids.isEmpty else { return 0 }
        let reply = try await redis.waiting { [prefix] in
            try await $0.send(RedisCommand("HDEL", arguments: ["\(prefix):undelivered"] + ids))
        }
        return reply.integer ?? 0
    }

    /// Lets a notice go to a channel although it went before.
    func forgetDelivered(_ channel: String, _ alertKey: String) async throws {
        try await redis.waiting { [prefix] in _ = try await $0.delete("\(prefix):done:\(channel)/\(alertKey)") }
    }

    /// Forgets all of a subscription that was deleted.
    func forget() async throws {
        try await redis.waiting { [prefix] redis in
            for key in try await redis.keys(matching: "\(prefix):*") { try await redis.delete(key) }
        }
    }

    // MARK: Reading

    /// Whether a notice has gone to a channel, and how many attempts have failed.
    func standing(_ channel: String, _ alertKey: String) async throws -> (isDelivered: Bool, failures: Int) {
        try await redis.waiting { [prefix] redis in
            let name = "\(channel)/\(alertKey)"
            async let done = redis.get("\(prefix):done:\(name)")
            let failures = try await redis.hashField("\(name)", of: "\(prefix):attempts")
            return (try await done != nil, failures.flatMap { Int(String(decoding: $0, as: UTF8.self)) } ?? 0)
        }
    }

    /// The newest attempts, newest first.
    ///
    /// - Parameter alertID: only of this alert; empty: of all.
    func records(alertID: String, limit: Int) async throws -> [DeliveryRecord] {
        let reply = try await redis.waiting { [prefix] in
            try await $0.send(
                RedisCommand(
                    "XREVRANGE", "\(prefix):log", "+", "-", "COUNT", alertID.isEmpty ? limit : Self.recordsKept))
        }
        let records = try (reply.array ?? []).compactMap { entry -> DeliveryRecord? in
            guard let fields = entry.array?.last?.array, fields.count == 2, let bytes = fields[1].bytes else {
                return nil
            }
            return try DeliveryRecord(serialized: bytes)
        }
        guard !alertID.isEmpty else { return records }
        return Array(records.filter { $0.alertKeys.contains { $0.hasSuffix("/\(alertID)") } }.prefix(limit))
    }

    /// What was given up, oldest first.
    func undelivered() async throws -> [Undelivered] {
        try await redis.waiting { [prefix] in try await $0.hash("\(prefix):undelivered") }.values
            .map { try Undelivered(serialized: $0) }.sorted { ($0.at, $0.id) < ($1.at, $1.id) }
    }

    /// How channels do, by their names; what waits for them is not among it.
    func states(of channels: [Channel]) async throws -> [ChannelState] {
        let stats = try await redis.waiting { [prefix] in try await $0.hash("\(prefix):stats") }
            .mapValues { String(decoding: $0, as: UTF8.self) }
        let undelivered = try await undelivered()
        return channels.map { channel in
            func number(_ name: String) -> UInt64 { stats["\(channel.name).\(name)"].flatMap(UInt64.init) ?? 0 }
            return ChannelState(
                channel: channel.name, kind: channel.kind, delivered: number("delivered"), failures: number("failures"),
                undelivered: UInt64(undelivered.count { $0.channel == channel.name }),
                deliveredAt: UnixTime(microseconds: Int64(number("delivered-at"))),
                lastError: stats["\(channel.name).error"] ?? "",
                failedAt: UnixTime(microseconds: Int64(number("failed-at"))))
        }
    }
}
