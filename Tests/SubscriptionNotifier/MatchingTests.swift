import Messages
import Testing

@testable import SubscriptionNotifier

@Suite("Which anomalies a subscription matches", .timeLimit(.minutes(3)))
struct MatchingTests {
    private func anomaly(stream: String = "ztf", tail: Double) -> Anomaly {
        Anomaly(
            score: Score(
                project: "main", stream: stream, alertID: "1", objectID: "o", forestID: "\(stream)/1", score: 0.7,
                tailProbability: tail, inTrainingSample: false),
            alert: Alert(project: "main", stream: stream, alertID: "1"), anomalyLimit: 0.01)
    }

    private func subscription(streams: [String] = [], limit: Double = 0.001) -> Subscription {
        Subscription(project: "main", name: "s", owner: "me", streams: streams, tailProbabilityLimit: limit)
    }

    @Test("those at or under its limit", arguments: [(0.0001, true), (0.001, true), (0.001_000_1, false), (1, false)])
    func limit(tail: Double, isMatch: Bool) {
        #expect(subscription().matches(anomaly(tail: tail)) == isMatch)
    }

    @Test("of the streams that it names, or of all where it names none")
    func streams() {
        #expect(subscription(streams: ["lsst", "ztf"]).matches(anomaly(tail: 1e-5)))
        #expect(!subscription(streams: ["lsst"]).matches(anomaly(tail: 1e-5)))
        #expect(subscription().matches(anomaly(stream: "anything", tail: 1e-5)))
    }

    @Test("none whose probability is not a number")
    func notANumber() {
        #expect(!subscription(limit: 1).matches(anomaly(tail: .nan)))
    }
}
