import Messages

/// A subscription as JSON: what `--json` prints.
///
/// The definition has the names that YAML has.
struct SubscriptionJSON: Encodable {
    var project: String
    var owner: String
    var version: UInt32
    var createdAt: String?
    var editedAt: String?
    var definition: DefinitionValue
    var versions: [UInt32]?
    /// The tail probability under a budget; nil without one.
    var budgetThreshold: Double?
    var feedback: UInt32?
    var channels: [Channel]?

    struct Channel: Encodable {
        var channel: String
        var kind: String
        var pending: UInt64
        var delivered: UInt64
        var failures: UInt64
        var undelivered: UInt64
        var deliveredAt: String?
        var lastError: String
        var failedAt: String?
    }

    init(_ subscription: Subscription) {
        project = subscription.project
        owner = subscription.owner
        version = subscription.version
        createdAt = subscription.createdAt.textIfKnown
        editedAt = subscription.editedAt.textIfKnown
        definition = subscription.definition
    }

    init(_ state: SubscriptionState) {
        self.init(state.subscription)
        versions = state.versions
        budgetThreshold = state.budgetThreshold == 0 ? nil : state.budgetThreshold
        feedback = state.feedback
        channels = state.channels.map {
            Channel(
                channel: $0.channel, kind: $0.kind, pending: $0.pending, delivered: $0.delivered,
                failures: $0.failures, undelivered: $0.undelivered, deliveredAt: $0.deliveredAt.textIfKnown,
                lastError: $0.lastError, failedAt: $0.failedAt.textIfKnown)
        }
    }
}

/// An attempt to deliver as JSON.
struct DeliveryJSON: Encodable {
    var at: String?
    var channel: String
    var attempt: UInt32
    var outcome: String
    var alerts: [String]
    var detail: String
    var milliseconds: Double
    var contentSHA256: String

    init(_ delivery: DeliveryRecord) {
        at = delivery.at.textIfKnown
        channel = delivery.channel
        attempt = delivery.attempt
        outcome = delivery.outcome
        alerts = delivery.alertKeys
        detail = delivery.detail
        milliseconds = delivery.milliseconds
        contentSHA256 = delivery.contentSHA256
    }
}

/// A notice that was given up as JSON.
struct UndeliveredJSON: Encodable {
    var id: String
    var channel: String
    var alert: String
    var reason: String
    var attempts: UInt32
    var givenUpAt: String?
    var summary: String

    init(_ notice: Undelivered) {
        id = notice.id
        channel = notice.channel
        alert = notice.alertKey
        reason = notice.reason
        attempts = notice.attempts
        givenUpAt = notice.at.textIfKnown
        summary = notice.summary
    }
}

/// A trial as JSON.
struct TrialJSON: Encodable {
    var subscription: String
    var anomalies: UInt64
    var matched: UInt64
    var sent: UInt64
    var heldBack: [String: UInt64]
    var hours: [Hour]
    var matches: [Match]

    struct Hour: Encodable {
        var mjdUTC: Double
        var sent: UInt64
    }

    struct Match: Encodable {
        var stream: String
        var alertId: String
        var objectId: String
        var mjdUTC: Double
        var raDegrees: Double
        var decDegrees: Double
        var score: Double
        var tailProbability: Double
        var reasons: [String]
        var heldBack: String?
    }

    init(_ trial: Trial, of subscription: Subscription) {
        self.subscription = subscription.name
        anomalies = trial.anomalies
        matched = trial.matched
        sent = trial.sent
        heldBack = Dictionary(trial.heldBack.map { ($0.reason, $0.count) }, uniquingKeysWith: +)
        hours = trial.hours.map { Hour(mjdUTC: $0.mjdUTC, sent: $0.sent) }
        matches = trial.matches.map {
            Match(
                stream: $0.stream, alertId: $0.alertID, objectId: $0.objectID, mjdUTC: $0.mjdUTC,
                raDegrees: $0.raDegrees, decDegrees: $0.decDegrees, score: $0.score,
                tailProbability: $0.tailProbability, reasons: $0.matchReasons,
                heldBack: $0.heldBack.isEmpty ? nil : $0.heldBack)
        }
    }
}
