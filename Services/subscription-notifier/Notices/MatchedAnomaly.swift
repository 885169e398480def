import Mesh
import Messages
import Subscriptions

/// An anomaly that a subscription matches, before it is decided whether a notice goes.
struct MatchedAnomaly: Sendable {
    /// What matched.
    let match: Match
    let anomaly: Anomaly
    /// By the subscription's own judgement, which is the forest's where it has had no feedback.
    let judgement: Judgement

    /// How odd an anomaly is to one subscription.
    struct Judgement: Sendable, Equatable {
        var score: Double
        var tailProbability: Double

        init(score: Double, tailProbability: Double) {
            self.score = score
            self.tailProbability = tailProbability
        }

        /// As the forest sees it.
        init(_ score: Score) {
            self.init(score: score.score, tailProbability: score.tailProbability)
        }

        /// Whether the limits of a subscription let it pass; where it has none, the stream's own does.
        func isWithinLimits(of subscription: Subscription, _ anomaly: Anomaly) -> Bool {
            let limit = subscription.tailProbabilityLimit
            return tailProbability <= (limit > 0 ? limit : anomaly.anomalyLimit)
                && (subscription.scoreLimit == 0 || score >= subscription.scoreLimit)
        }
    }

    var subscription: Subscription { match.subscription }

    /// What is asked about it.
    var question: DecisionQuestion {
        DecisionQuestion(
            subscription: subscription.name, rules: DecisionRules(subscription),
            alertKey: AlertKey(anomaly.score).description,
            objectKey: "\(anomaly.score.stream)/\(anomaly.score.objectID)", mjdUTC: anomaly.alert.mjdUTC,
            tailProbability: judgement.tailProbability, score: judgement.score)
    }

    /// Why it matched, a line for each part of the subscription that had to hold.
    var reasons: [String] {
        var reasons = match.reasons(tailProbability: judgement.tailProbability)
        if reasons.isEmpty {
            reasons.append(
                "tail probability \(AnomalyText.probability(anomaly.score.tailProbability)) ≤ \(anomaly.anomalyLimit), the stream's anomaly limit"
            )
        }
        if judgement != Judgement(anomaly.score) {
            reasons.append(
                "your feedback: tail probability \(AnomalyText.probability(judgement.tailProbability)) in place of \(AnomalyText.probability(anomaly.score.tailProbability))"
            )
        }
        return reasons
    }
}
