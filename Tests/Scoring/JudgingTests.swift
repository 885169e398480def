import Alerts
import IsolationForest
import Messages
import Testing

@testable import Scoring

@Suite("Verdicts")
struct JudgingTests {
    private let odd = ScoringFixture.alert(
        (0..<ScoringFixture.features).map { $0 % 2 == 0 ? 40 : -40 }, id: "odd")

    @Test("no alerts, no verdicts")
    func none() throws {
        #expect(try ScoringFixture.scorer(ScoringFixture.liveForest()).judge([]).isEmpty)
    }

    @Test("verdicts come in the order of the alerts, each with the forest's own score and tail probability")
    func scores() throws {
        let live = try ScoringFixture.liveForest()
        let alerts = (0..<300).map { ScoringFixture.alert(ScoringFixture.ordinary(1_000 + $0), id: "\($0)") }
        let verdicts = try ScoringFixture.scorer(live).judge(zip(alerts, 1...).map { ($0, UInt64($1)) })
        #expect(verdicts.map(\.score.alertID) == alerts.map(\.alertID))
        for (alert, verdict) in zip(alerts, verdicts) {
            #expect(verdict.score.score == (try live.forest.score(Array(alert.features.values))))
            #expect(verdict.score.tailProbability == live.forest.tailProbability(ofScore: verdict.score.score))
        }
    }

    @Test("a verdict names alert, object and forest, and keeps the alert's times")
    func identity() throws {
        let before = UnixTime.now
        let score = try #require(
            try ScoringFixture.scorer(ScoringFixture.liveForest()).judge([(odd, 7)]).first
        ).score
        #expect([score.project, score.stream, score.alertID, score.objectID] == ["main", "ztf", "odd", "ZTFodd"])
        #expect(score.forestID == "ztf/3")
        #expect(score.publishedAt == odd.publishedAt)
        #expect(score.receivedAt == odd.receivedAt)
        #expect(score.scoredAt >= before)
    }

    @Test("an alert at or under the anomaly limit is an anomaly, one above it is not")
    func limit() throws {
        let live = try ScoringFixture.liveForest()
        let alert = ScoringFixture.alert(ScoringFixture.ordinary(5_000))
        func anomaly(limit: Double) throws -> Anomaly? {
            try ScoringFixture.scorer(anomalyLimit: limit, live).judge([(alert, 1)])[0].anomaly
        }
        let tail = try ScoringFixture.scorer(live).judge([(alert, 1)])[0].score.tailProbability
        try #require(tail > 0 && tail < 1)
        #expect(try anomaly(limit: tail.nextDown) == nil)
        #expect(try anomaly(limit: tail)?.anomalyLimit == tail)
        #expect(try anomaly(limit: tail)?.score.tailProbability == tail)
    }

    @Test("an anomaly carries the whole alert, and every feature with its share, the largest first")
    func explanation() throws {
        let live = try ScoringFixture.liveForest()
        var values = ScoringFixture.ordinary(2_000)
        values[4] = 60
        let alert = ScoringFixture.alert(values)
        let anomaly = try #require(
            try ScoringFixture.scorer(anomalyLimit: 1, live).judge([(alert, 1)]).first?.anomaly)
        #expect(anomaly.alert == alert)
        let parts = anomaly.explanation
        #expect(Set(parts.map(\.feature)) == Set(ScoringFixture.featureSet.features.map(\.name)))
        #expect(parts.map(\.share) == parts.map(\.share).sorted(by: >))
        #expect(abs(parts.reduce(0) { $0 + $1.share } - 1) < 1e-4)
        let first = try #require(parts.first)
        let feature = ScoringFixture.featureSet.features[4]
        #expect(first.feature == feature.name)
        #expect(first.unit == feature.unit)
        #expect(first.value == 60)
        #expect(first.typical == live.forest.medians[4])
    }

    @Test("an alert with too many gaps has a verdict, but is neither ordinary nor odd: no score, tail probability 1")
    func unscoreable() throws {
        let known = ScoringFixture.features / 2 - 1
        let gaps = ScoringFixture.alert(
            (0..<ScoringFixture.features).map { $0 < known ? 40 : .nan }, id: "gaps")
        let verdicts = try ScoringFixture.scorer(ScoringFixture.liveForest()).judge([(gaps, 1), (odd, 2)])
        #expect(verdicts[0].score.score.isNaN)
        #expect(verdicts[0].score.tailProbability == 1)
        #expect(verdicts[0].anomaly == nil)
        #expect(verdicts[1].anomaly != nil)
    }

    @Test("an alert with too many gaps is no anomaly even where every alert is to be one")
    func unscoreableAtLimitOne() throws {
        let gaps = ScoringFixture.alert([Float](repeating: .nan, count: ScoringFixture.features))
        let verdict = try ScoringFixture.scorer(anomalyLimit: 1, ScoringFixture.liveForest()).judge([(gaps, 1)])[0]
        #expect(verdict.anomaly?.score == nil)
    }
}
