import Messages
import State

/// Subscriptions and what was decided for each, in Redis.
///
/// Keys: `peryton:<project>:subscriptions` (set), `peryton:<project>:subscription:<name>`,
/// `peryton:<project>:notice:<subscription>:<alert key>` (the verdict, for a while).
struct SubscriptionStore: Sendable {
    private let redis: RedisClient

    /// How long a verdict is remembered, seconds: a repeat of an anomaly within that is known.
    private static let verdictLifetimeSeconds = 7 * 86_400

    init(_ redis: RedisClient) {
        self.redis = redis
    }

    private func key(_ project: String, _ name: String) -> String { "peryton:\(project):subscription:\(name)" }

    func subscription(_ project: String, _ name: String) async throws -> Subscription? {
        let bytes = try await redis.waiting { [key = key(project, name)] in try await $0.get(key) }
        return try bytes.map { try Subscription(serialized: $0) }
    }

    /// The subscriptions of a project, by name.
    func subscriptions(of project: String) async throws -> [Subscription] {
        let names = try await redis.waiting { try await $0.members(of: "peryton:\(project):subscriptions") }
        var subscriptions: [Subscription] = []
        for name in names.map({ String(decoding: $0, as: UTF8.self) }).sorted() {
            if let subscription = try await subscription(project, name) { subscriptions.append(subscription) }
        }
        return subscriptions
    }

    func put(_ subscription: Subscription) async throws {
        try await redis.waiting { [key = key(subscription.project, subscription.name)] redis in
            try await redis.set(key, to: subscription.serialized())
            _ = try await redis.addMembers([subscription.name], to: "peryton:\(subscription.project):subscriptions")
        }
    }

    func remove(_ project: String, _ name: String) async throws {
        try await redis.waiting { [key = key(project, name)] redis in
            _ = try await redis.delete(key)
            _ = try await redis.removeMembers([name], from: "peryton:\(project):subscriptions")
        }
    }

    // MARK: Verdicts

    /// What is known of a subscription and an anomaly.
    enum Verdict: Equatable {
        /// The notice must go (again): nobody has noted that it went.
        case send(matchedAt: UnixTime)
        /// The notice went before.
        case sent
    }

    private static let decideScript = Script(
        "decide-notice",
        source: """
            local verdict = redis.call('GET', KEYS[1])
            if verdict then return verdict end
            redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
            return ARGV[1]
            """)

    /// Decides once whether a notice goes; a repeat gets the same verdict.
    func decide(_ project: String, _ noticeID: String) async throws -> Verdict {
        let now = String(UnixTime.now.microseconds)
        let reply = try await redis.waiting {
            try await $0.run(
                Self.decideScript, keys: ["peryton:\(project):notice:\(noticeID)"],
                arguments: [now, String(Self.verdictLifetimeSeconds)])
        }
        guard let text = reply.text, let matchedAt = Int64(text) else { return .sent }
        return .send(matchedAt: UnixTime(microseconds: matchedAt))
    }

    /// Notes that the notice went.
    func noteSent(_ project: String, _ noticeID: String) async throws {
        _ = try await redis.waiting {
            try await $0.set(
                "peryton:\(project):notice:\(noticeID)", to: "sent", lifetime: .seconds(Self.verdictLifetimeSeconds))
        }
    }
}
