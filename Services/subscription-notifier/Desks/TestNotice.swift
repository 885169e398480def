import Mesh
import Messages
import NoticeForms

/// A made-up notice, by which a subscriber sees whether the channels work.
enum TestNotice {
    /// A notice that no telescope ever saw, marked as a test wherever people look.
    static func notice(for subscription: Subscription) -> Notice {
        let id = "test-\(UnixTime.now.microseconds)"
        let score = Score(
            project: subscription.project, stream: Notice.testStream, alertID: id, objectID: "TEST", forestID: "test/0",
            score: 0.75, tailProbability: 0.0001, inTrainingSample: false)
        let alert = Alert(
            project: subscription.project, stream: Notice.testStream, alertID: id, objectID: "TEST",
            mjdUTC: UnixTime.now.mjdUTC,
            raDegrees: 150.1163, decDegrees: 2.2058, band: "r", magnitude: 18.5, magnitudeError: 0.05,
            lightCurve: [
                LightCurvePoint(
                    mjdUTC: UnixTime.now.mjdUTC - 2, band: "r", magnitude: 19.3, magnitudeError: 0.1,
                    limitingMagnitude: 20.5)
            ], survey: "TEST")
        let anomaly = Anomaly(
            score: score, alert: alert,
            explanation: [
                Contribution(feature: "test", value: 42, typical: 7, share: 1, unit: "1")
            ], anomalyLimit: 0.01)
        return Notice(
            project: subscription.project, subscription: subscription.name, subscriptionVersion: subscription.version,
            anomaly: anomaly, matchedAt: .now,
            matchReasons: ["this is a test of subscription \(subscription.name): no telescope has seen this object"],
            judgedTailProbability: score.tailProbability, priority: subscription.calm.priority)
    }
}
