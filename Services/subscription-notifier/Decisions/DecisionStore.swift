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
///
/// The rules are asked in turn: the object's (first only, rest, rise of the score), the budget, the cap per hour. What an
/// object's rule holds back is no match for the budget, as no threshold would have sent it. Each verdict, also one that
/// holds back, is kept for a week at least, and a repeat of the alert key gets it again.
///
/// The clock is the exposure time, so that a trial of a past night and the live run agree alert by alert when the same
/// anomalies come in the same order. Late alerts count to their own hour and night.
///
/// Keys: `peryton:<project>:decisions:<subscription>:…`, a trial's `peryton:<project>:trial:<id>:decisions:<subscription>:…`;
/// see `DecisionScript`.
struct DecisionStore: Sendable {
    private let redis: RedisClient
    private let project: String
    private let scope: DecisionScope

    /// How long a trial's state stays after the last question, seconds.
    static let trialLifetimeSeconds = 600
    /// So many questions at most are sent to Redis in one go.
    private static let batchSize = 256

    init(_ redis: RedisClient, project: String, scope: DecisionScope) {
        self.redis = redis
        self.project = project
        self.scope = scope
    }

    private func prefix(_ subscription: String) -> String {
        switch scope {
        case .live: "peryton:\(project):decisions:\(subscription)"
        case .trial(let id): "peryton:\(project):trial:\(id):decisions:\(subscription)"
        }
    }

    private var lifetimeSeconds: Int {
        if case .trial = scope { Self.trialLifetimeSeconds } else { 0 }
    }

    /// Decides, in order; a repeat of an alert key gets the verdict that it got first.
    func decide(_ questions: [DecisionQuestion]) async throws -> [Decision] {
        var decisions: [Decision] = []
        decisions.reserveCapacity(questions.count)
        for start in stride(from: 0, to: questions.count, by: Self.batchSize) {
            let now = UnixTime.now
            let calls = questions[start..<min(start + Self.batchSize, questions.count)].map { call($0, now) }
            // May be repeated: what was decided before the connection was lost stays decided.
            let replies = try await redis.waiting { try await $0.run(DecisionScript.decide, calls: calls) }
            decisions += replies.map(Decision.init)
        }
        return decisions
    }

    private func call(_ question: DecisionQuestion, _ now: UnixTime) -> ScriptCall {
        let rules = question.rules
        return ScriptCall(
            keys: [prefix(question.subscription)],
            arguments: [
                question.alertKey, String(now.microseconds), lifetimeSeconds, question.objectKey,
                question.exposureSeconds(now), question.usableTailProbability, question.score, question.alertKeyHash,
                rules.nightlyBudget, rules.cooldownHours * 3600, rules.isFirstOnly ? 1 : 0, rules.scoreRise,
                rules.hourlyCap,
            ])
    }

    /// Notes that the notice of a match went.
    func noteSent(subscription: String, alertKey: String) async throws {
        let call = ScriptCall(keys: [prefix(subscription)], arguments: [alertKey, "", lifetimeSeconds])
        _ = try await redis.waiting { try await $0.run(DecisionScript.noteSent, calls: [call]) }
    }

    /// What was decided on an alert: "send", "sent" or a reason to hold it back; nil where nothing was, or too long ago.
    func verdict(subscription: String, alertKey: String) async throws -> String? {
        let prefix = prefix(subscription)
        let kept: [UInt8]? = try await redis.waiting { redis in
            if let value = try await redis.hashField(alertKey, of: "\(prefix):verdicts") { return value }
            return try await redis.hashField(alertKey, of: "\(prefix):verdicts-before")
        }
        return kept.map { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            return Int64(text) == nil ? text : "send"
        }
    }

    /// The tail probability at or under which matches are within the budget, as it was set last; nil without a budget, and
    /// as long as everything that matches is within it.
    func budgetThreshold(subscription: String, rules: DecisionRules) async throws -> Double? {
        guard rules.nightlyBudget > 0 else { return nil }
        let kept: [UInt8]? = try await redis.waiting { [key = prefix(subscription) + ":budget"] in
            try await $0.hashField("threshold", of: key)
        }
        guard let kept, let threshold = Double(String(decoding: kept, as: UTF8.self)), threshold < 1 else { return nil }
        return threshold
    }

    /// Forgets everything about a subscription.
    func forget(subscription: String) async throws {
        let keys = DecisionScript.parts.map { "\(prefix(subscription)):\($0)" }
        // UNLINK: a large hash is freed beside the answers to others.
        let command = RedisCommand("UNLINK", arguments: keys)
        _ = try await redis.waiting { try await $0.send(command) }
    }
}

extension Decision {
    /// Reads what the script returned.
    fileprivate init(_ reply: RedisValue) {
        let text = reply.text ?? ""
        if let matchedAt = Int64(text) {
            self = .send(matchedAt: UnixTime(microseconds: matchedAt))
        } else if let reason = HeldBackReason(rawValue: text) {
            self = .heldBack(reason)
        } else {
            self = .sent
        }
    }
}

extension DecisionQuestion {
    /// Exposure time on the script's clock: MJD, UTC, in seconds.
    ///
    /// A time later than tomorrow is no exposure's: it counts as now, so that it cannot make all that follow late. So does
    /// one that is unknown.
    fileprivate func exposureSeconds(_ now: UnixTime) -> Double {
        // MJD 40587 is 1970-01-01.
        let today = 40_587 + Double(now.microseconds) / 86_400e6
        return (mjdUTC >= 0 && mjdUTC <= today + 1 ? mjdUTC : today) * 86_400
    }

    /// In (0, 1], also where it is unknown.
    fileprivate var usableTailProbability: Double {
        tailProbability <= 1 ? max(tailProbability, .leastNormalMagnitude) : 1
    }

    /// 32 bits that are as good as random, always the same of one alert (FNV-1a, folded).
    fileprivate var alertKeyHash: Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in alertKey.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        // Its low bits mix badly, its high bits well.
        return Int((hash ^ (hash >> 29)) >> 32)
    }
}
