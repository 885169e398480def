import Bus
import Messages
import State

/// Subscriptions in Redis: every version, and the secrets of their channels apart from them.
///
/// Keys: `peryton:<project>:subscriptions` (set), `peryton:<project>:subscription:<name>` (hash: `newest`, and the
/// definition of each version under its number), `…:secrets` (hash: channel → secret), and
/// `peryton:<project>:subscriptions:revision`, which counts every change, so that a look at one number tells whether
/// anything has changed. `peryton:<project>:subscriptions:last` (hash) has the last version of each name that was given up:
/// whoever takes it again goes on counting, so that a version never means two things.
struct SubscriptionStore: Sendable {
    private let redis: RedisClient

    /// How many versions of a subscription stay readable.
    static let mostVersions = 1_000

    init(_ redis: RedisClient) {
        self.redis = redis
    }

    private func key(_ project: String, _ name: String) -> String { "peryton:\(project):subscription:\(name)" }
    private func secretsKey(_ project: String, _ name: String) -> String { "\(key(project, name)):secrets" }
    private func namesKey(_ project: String) -> String { "peryton:\(project):subscriptions" }
    private func lastKey(_ project: String) -> String { "peryton:\(project):subscriptions:last" }
    private func revisionKey(_ project: String) -> String { "peryton:\(project):subscriptions:revision" }

    // MARK: Reading

    /// Counts up with every change to a project's subscriptions.
    func revision(of project: String) async throws -> Int {
        let bytes = try await redis.waiting { [key = revisionKey(project)] in try await $0.get(key) }
        return bytes.flatMap { Int(String(decoding: $0, as: UTF8.self)) } ?? 0
    }

    /// The newest version of a subscription, without secrets; nil where it is not there.
    func subscription(_ project: String, _ name: String) async throws -> Subscription? {
        guard let newest = try await field("newest", of: key(project, name)) else { return nil }
        return try await subscription(project, name, version: String(decoding: newest, as: UTF8.self))
    }

    /// One version of a subscription, without secrets; nil where it is not there.
    func subscription(_ project: String, _ name: String, version: UInt32) async throws -> Subscription? {
        try await subscription(project, name, version: String(version))
    }

    private func subscription(_ project: String, _ name: String, version: String) async throws -> Subscription? {
        try await field(version, of: key(project, name)).map { try Subscription(serialized: $0) }
    }

    private func field(_ field: String, of key: String) async throws -> [UInt8]? {
        try await redis.waiting { try await $0.hashField(field, of: key) }
    }

    /// The last version of a name that was given up; 0: it never was.
    func lastVersion(_ project: String, _ name: String) async throws -> UInt32 {
        let bytes = try await field(name, of: lastKey(project))
        return bytes.flatMap { UInt32(String(decoding: $0, as: UTF8.self)) } ?? 0
    }

    /// The versions of a subscription that are still there, oldest first.
    func versions(_ project: String, _ name: String) async throws -> [UInt32] {
        let reply = try await redis.waiting { [key = key(project, name)] in
            try await $0.send(RedisCommand("HKEYS", key))
        }
        return (reply.array ?? []).compactMap { $0.text.flatMap { UInt32($0) } }.sorted()
    }

    private static let allScript = Script(
        "all-subscriptions",
        source: """
            local names, all = redis.call('SMEMBERS', KEYS[1]), {}
            table.sort(names)
            for _, name in ipairs(names) do
                local key = KEYS[2] .. name
                local newest = redis.call('HGET', key, 'newest')
                local definition = newest and redis.call('HGET', key, newest)
                if definition then all[#all + 1] = definition end
            end
            return all
            """)

    /// The newest versions of a project's subscriptions, by name.
    func subscriptions(of project: String) async throws -> [Subscription] {
        let reply = try await redis.waiting { [self] in
            try await $0.run(Self.allScript, keys: [namesKey(project), key(project, "")])
        }
        return try (reply.array ?? []).compactMap { try $0.bytes.map { try Subscription(serialized: $0) } }
    }

    /// The secrets of a subscription's channels, by their names.
    func secrets(_ project: String, _ name: String) async throws -> [String: String] {
        try await redis.waiting { [key = secretsKey(project, name)] in try await $0.hash(key) }
            .mapValues { String(decoding: $0, as: UTF8.self) }
    }

    // MARK: Changing

    private static let putScript = Script(
        "put-subscription",
        source: """
            local newest = redis.call('HGET', KEYS[1], 'newest') or redis.call('HGET', KEYS[5], ARGV[3])
            newest = tonumber(newest or '0')
            if newest ~= tonumber(ARGV[1]) then return newest end
            local version = newest + 1
            redis.call('HSET', KEYS[1], 'newest', version, version, ARGV[2])
            redis.call('HDEL', KEYS[1], version - tonumber(ARGV[4]))
            redis.call('DEL', KEYS[2])
            for i = 5, #ARGV, 2 do redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 1]) end
            redis.call('SADD', KEYS[3], ARGV[3])
            redis.call('INCR', KEYS[4])
            return -1
            """)

    /// Keeps a subscription as the version after the newest one, which must be the one before its own.
    ///
    /// Secrets travel in the channels and are kept apart; `conflict` where somebody else was quicker.
    ///
    /// - Parameter known: secrets of channels that have theirs already, by the channels' names.
    func put(_ subscription: Subscription, keeping known: [String: String] = [:]) async throws {
        var kept = subscription
        var secrets: [any RedisArgument] = known.flatMap { [$0.key, $0.value] as [any RedisArgument] }
        for index in kept.channels.indices where !kept.channels[index].secret.isEmpty {
            secrets += [kept.channels[index].name, kept.channels[index].secret] as [any RedisArgument]
            kept.channels[index].secret = ""
            kept.channels[index].hasSecret = true
        }
        let (project, name) = (subscription.project, subscription.name)
        let reply = try await redis.waiting { [self, kept, secrets] redis in
            try await redis.run(
                Self.putScript,
                keys: [
                    key(project, name), secretsKey(project, name), namesKey(project), revisionKey(project),
                    lastKey(project),
                ],
                arguments: [
                    String(subscription.version - 1), kept.serialized(), name, String(Self.mostVersions),
                ] + secrets)
        }
        guard reply.integer == -1 else {
            throw RequestError(
                "conflict",
                "subscription \(name) was edited meanwhile: its newest version is \(reply.integer ?? 0), expected \(subscription.version - 1)"
            )
        }
    }

    private static let removeScript = Script(
        "remove-subscription",
        source: """
            local newest = redis.call('HGET', KEYS[1], 'newest')
            if newest then redis.call('HSET', KEYS[5], ARGV[1], newest) end
            redis.call('DEL', KEYS[1], KEYS[2])
            redis.call('SREM', KEYS[3], ARGV[1])
            redis.call('INCR', KEYS[4])
            return 1
            """)

    /// Forgets a subscription with all its versions and secrets.
    func remove(_ project: String, _ name: String) async throws {
        _ = try await redis.waiting { [self] in
            try await $0.run(
                Self.removeScript,
                keys: [
                    key(project, name), secretsKey(project, name), namesKey(project), revisionKey(project),
                    lastKey(project),
                ],
                arguments: [name])
        }
    }

    /// Tells every copy that something about the subscriptions has changed that is not in them.
    func touch(_ project: String) async throws {
        _ = try await redis.waiting { [key = revisionKey(project)] in try await $0.increment(key) }
    }
}
