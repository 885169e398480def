import Messages
import State

/// Whose state the rules work on.
enum DecisionScope: Hashable, Sendable {
    /// The project's own.
    case live
    /// A trial's, by its id; it goes by itself ten minutes after the last question.
    case trial(String)
}

/// Decides which matches are sent, with the state of all rules in Redis.
struct DecisionStore: Sendable {
    private let redis: RedisClient
    private let project: String
    private let scope: DecisionScope

    init(_ redis: RedisClient, project: String, scope: DecisionScope) {
        self.redis = redis
        self.project = project
        self.scope = scope
    }

    /// Decides, in order; a repeat of an alert key gets the verdict that it got first.
    func decide(_ questions: [DecisionQuestion]) async throws -> [Decision] {
        questions.map { _ in .send(matchedAt: .now) }
    }

    /// Notes that the notice of a match went.
    func noteSent(subscription: String, alertKey: String) async throws {}

    /// What was decided on an alert: "send", "sent" or a reason to hold it back; nil where nothing was, or too long ago.
    func verdict(subscription: String, alertKey: String) async throws -> String? { nil }

    /// The tail probability at or under which matches are within the budget at a time; nil without a budget, or while none
    /// is known yet and everything that matches is.
    func budgetThreshold(subscription: String, rules: DecisionRules, mjdUTC: Double) async throws -> Double? { nil }

    /// Forgets everything about a subscription.
    func forget(subscription: String) async throws {}
}
