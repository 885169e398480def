import Messages
import ServiceKit
import State
import TestSupport

@testable import SubscriptionNotifier

/// A real redis-server with a client, for one test.
func withRedis(_ body: (RedisClient, LocalServer) async throws -> Void) async throws {
    try await withRedisServer { server in
        let redis = try RedisClient(server.address)
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(redis, server))
        } catch {
            result = .failure(error)
        }
        await redis.close()
        try result.get()
    }
}

/// A match; numbered, as what is not said is the same in all.
func match(
    _ number: Int, _ rules: DecisionRules, minutes: Double = 0, object: String = "", tailProbability: Double = 0.001,
    score: Double = 0.7, subscription: String = "mine"
) -> DecisionQuestion {
    DecisionQuestion(
        subscription: subscription, rules: rules, alertKey: "main/ztf/\(number)",
        objectKey: object.isEmpty ? "" : "ztf/\(object)", mjdUTC: 60_000.1 + minutes / 1440,
        tailProbability: tailProbability, score: score)
}

extension Decision {
    /// Without the time: "send", "sent" or the reason.
    var word: String {
        switch self {
        case .send: "send"
        case .sent: "sent"
        case .heldBack(let reason): reason.rawValue
        }
    }
}

extension DecisionStore {
    /// Decisions in words.
    func words(_ questions: [DecisionQuestion]) async throws -> [String] { try await decide(questions).map(\.word) }
}
