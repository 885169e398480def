import Messages

/// A match of a subscription and an anomaly, to be sent or held back.
struct DecisionQuestion: Sendable {
    /// Name of the subscription.
    var subscription: String
    /// Its rules as they are now.
    var rules: DecisionRules
    /// Alert key, `<project>/<stream>/<alert id>`: a repeat of it gets the first verdict again.
    var alertKey: String
    /// The object within the project, `<stream>/<object id>`; empty: the alert is of no object, and no rule for repeats of
    /// one holds.
    var objectKey: String
    /// Exposure time, MJD, UTC, days: the clock of every rule.
    var mjdUTC: Double
    /// The tail probability that the subscription goes by.
    var tailProbability: Double
    /// Raw score.
    var score: Double
}

/// What is done with a match.
enum Decision: Equatable, Sendable {
    /// The notice must go (again): nobody has noted that it went.
    case send(matchedAt: UnixTime)
    /// The notice went before.
    case sent
    /// It does not go.
    case heldBack(HeldBackReason)
}

/// Why a match is not sent, by the names that trials and people see.
enum HeldBackReason: String, Sendable, CaseIterable {
    /// The budget's threshold is lower, or the night has had its share.
    case budget
    /// A fifth of the budget went within the hour.
    case budgetHour = "budget-hour"
    /// The cap per hour is reached.
    case hourlyCap = "hourly-cap"
    /// The object rests.
    case cooldown
    /// The object was told of before.
    case firstOnly = "first-only"
    /// The score is not enough above the object's last notice.
    case scoreRise = "score-rise"
}
