import Messages
import State

/// What subscribers said of their notices, in Redis.
///
/// Keys: `peryton:<project>:feedback:<subscription>` (hash: `<stream>/<alert id>` → `Feedback`),
/// `…:feedback:<subscription>:version`, which counts every change, and `…:noticed:<subscription>` (sorted set: the last
/// 20,000 alert keys that went to the subscriber, by their anomaly's sequence in JetStream).
struct FeedbackStore: Sendable {
    private let redis: RedisClient

    /// How many notices of a subscription feedback can be given on.
    private static let noticesKept = 20_000
    /// How many pieces of feedback a subscription keeps.
    static let mostFeedback = 5_000

    init(_ redis: RedisClient) {
        self.redis = redis
    }

    private func key(_ project: String, _ subscription: String) -> String {
        "peryton:\(project):feedback:\(subscription)"
    }
    private func noticedKey(_ project: String, _ subscription: String) -> String {
        "peryton:\(project):noticed:\(subscription)"
    }

    // MARK: What was noticed

    /// Notes where the anomaly of a notice is in JetStream.
    func noteNoticed(_ project: String, _ subscription: String, alertKey: String, sequence: UInt64) async throws {
        try await redis.waiting { [key = noticedKey(project, subscription)] redis in
            _ = try await redis.send(RedisCommand("ZADD", key, String(sequence), alertKey))
            _ = try await redis.send(RedisCommand("ZREMRANGEBYRANK", key, 0, -Self.noticesKept - 1))
        }
    }

    /// The sequence of a notice's anomaly; nil where the subscriber got none about it, or too long ago.
    func sequence(_ project: String, _ subscription: String, alertKey: String) async throws -> UInt64? {
        let reply = try await redis.waiting { [key = noticedKey(project, subscription)] in
            try await $0.send(RedisCommand("ZSCORE", key, alertKey))
        }
        return reply.text.flatMap(Double.init).flatMap { UInt64(exactly: $0) }
    }

    // MARK: What was said

    /// Keeps feedback; one without a verdict is taken back.
    func put(_ feedback: Feedback, project: String) async throws {
        try await redis.waiting { [key = key(project, feedback.subscription)] redis in
            let field = "\(feedback.stream)/\(feedback.alertID)"
            if feedback.verdict.isEmpty {
                _ = try await redis.send(RedisCommand("HDEL", key, field))
            } else {
                try await redis.setHash(key, [field: feedback.serialized()])
            }
            try await redis.increment("\(key):version")
        }
    }

    /// All feedback on a subscription, oldest first.
    func feedback(_ project: String, _ subscription: String) async throws -> [Feedback] {
        try await redis.waiting { [key = key(project, subscription)] in try await $0.hash(key) }.values
            .map { try Feedback(serialized: $0) }.sorted { ($0.at, $0.alertID) < ($1.at, $1.alertID) }
    }

    /// Counts up with every change of a subscription's feedback; 0: there never was any.
    func version(_ project: String, _ subscription: String) async throws -> Int {
        let bytes = try await redis.waiting { [key = key(project, subscription)] in try await $0.get("\(key):version") }
        return bytes.flatMap { Int(String(decoding: $0, as: UTF8.self)) } ?? 0
    }

    /// The same of many.
    func versions(_ project: String, _ subscriptions: [String]) async throws -> [Int] {
        guard !subscriptions.isEmpty else { return [] }
        let keys = subscriptions.map { "\(key(project, $0)):version" }
        let reply = try await redis.waiting { try await $0.send(RedisCommand("MGET", arguments: keys)) }
        return (reply.array ?? []).map { $0.integer ?? 0 }
    }

    /// Forgets all of a subscription that was deleted.
    func forget(_ project: String, _ subscription: String) async throws {
        try await redis.waiting { [self] redis in
            let key = key(project, subscription)
            _ = try await redis.delete(key, "\(key):version", noticedKey(project, subscription))
        }
    }
}
