import Messages

/// What of a subscription decides whether a match is sent or held back.
struct DecisionRules: Equatable, Sendable {
    /// About how many notices a night, mean over ten nights; 0: no budget.
    var nightlyBudget: Double = 0
    /// After a notice no other of the object for so long, hours of exposure time; 0: no rest.
    var cooldownHours: Double = 0
    /// Whether only the first notice of an object goes.
    var isFirstOnly = false
    /// After a notice only anomalies whose score is higher by so much; 0: no matter.
    var scoreRise: Double = 0
    /// The most notices in any hour of exposure time; 0: no cap.
    var hourlyCap = 0

    /// Whether everything that matches is sent.
    var isEmpty: Bool { self == DecisionRules() }
}

extension DecisionRules {
    /// The rules of a subscription.
    init(_ subscription: Subscription) {
        self.init(
            nightlyBudget: subscription.nightlyBudget, cooldownHours: subscription.perObject.cooldownHours,
            isFirstOnly: subscription.perObject.isFirstOnly, scoreRise: subscription.perObject.scoreRise,
            hourlyCap: Int(subscription.calm.hourlyCap))
    }
}
