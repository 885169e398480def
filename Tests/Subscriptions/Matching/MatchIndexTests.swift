import Messages
import Sky
import TestSupport
import Testing

@testable import Subscriptions

@Suite("The index of rules")
struct MatchIndexTests {
    private static let vocabulary = ConditionVocabulary(
        features: ["drb", "distnr", "rate"], anomalyLimits: ["ztf": 0.01, "lsst": 0.01, "atlas": 0.01])
    private static let conditions = [
        "magnitude < 19 and feature.drb > 0.7", "band in (\"g\", \"r\") and magnitude > 17",
        "top_feature != \"distnr\"", "band = \"i\" or feature.rate < 0.1", "feature.drb between 0.3 and 0.4",
        "galactic_latitude > 20", "not (score > 0.6)", "tail_probability < 0.001 and band = \"r\"", "band is missing",
    ]

    @Test("it finds what a loop over all rules finds", arguments: testSeeds(12))
    func loop(seed: UInt64) throws {
        var rules = RandomRules(seed: seed)
        let watchlists = WatchlistIndex()
        for list in 0..<5 {
            let id = watchlists.list(WatchlistName(project: "demo", owner: "ada", name: "list\(list)"))
            let rows = (0..<300).map { rules.row($0) }
            try watchlists.put(rows, list: id, radiusArcseconds: 2)
        }
        var compiler = MatchCompiler()
        let all = try (0..<400).map { number in
            try compiler.rule(
                for: try rules.subscription(number, conditions: Self.conditions),
                isJudged: Int.random(in: 0..<10, using: &rules.random) == 0, watchlists: watchlists)
        }
        let index = compiler.index(of: all, watchlists: watchlists)
        #expect(index.ruleCount == all.count { !$0.subscription.isPaused })
        var count = 0
        var hits = 0
        for number in 0..<400 {
            let anomaly = rules.anomaly(number)
            let subject = try #require(index.subject(anomaly))
            let expected = all.compactMap { rule in
                rule.subscription.isPaused ? nil : rule.match(subject, watchlists: watchlists)
            }
            let found = index.matches(anomaly)
            #expect(found.map(\.subscription.name) == expected.map(\.subscription.name))
            #expect(found.map { hitTexts($0) } == expected.map { hitTexts($0) })
            #expect(found.map { $0.reasons() } == expected.map { $0.reasons() })
            count += found.count
            hits += found.reduce(0) { $0 + $1.watchlistHits.count }
        }
        #expect(count > 500 && hits > 50, "\(count) matches, \(hits) rows near")
    }

    private func hitTexts(_ match: Match) -> [String] {
        match.watchlistHits.map { "\($0.watchlist) \($0.rowID) \($0.separationArcseconds) \($0.comment)" }
    }

    @Test("a match tells one line for each part that had to hold")
    func reasons() throws {
        let watchlists = WatchlistIndex()
        let list = watchlists.list(WatchlistName(project: "demo", owner: "ada", name: "my-agn"))
        try watchlists.put(
            [
                WatchlistRow(id: "NGC 4151", raDegrees: 182.635745, decDegrees: 39.405849),
                WatchlistRow(id: "near", raDegrees: 182.6357, decDegrees: 39.4055, radiusArcseconds: 5),
            ], list: list, radiusArcseconds: 2)
        var compiler = MatchCompiler()
        let subscription = Subscription(
            project: "demo", name: "agn", owner: "ada", streams: ["ztf"], tailProbabilityLimit: 0.001,
            scoreLimit: 0.6,
            areas: [
                SkyArea(shape: "cone", degrees: [182, 39, 2.5]),
                SkyArea(shape: "galactic-latitude", degrees: [-10, 10], isOutside: true),
            ],
            watchlists: ["my-agn"], condition: "magnitude < 19\n and band = \"g\"")
        let rule = try compiler.rule(for: subscription, watchlists: watchlists)
        let index = compiler.index(of: [rule], watchlists: watchlists)
        let score = Score(
            project: "demo", stream: "ztf", alertID: "1", objectID: "o", forestID: "ztf/1", score: 0.71,
            tailProbability: 0.00021, inTrainingSample: false)
        let alert = Alert(
            project: "demo", stream: "ztf", alertID: "1", objectID: "o", raDegrees: 182.635745, decDegrees: 39.40562,
            band: "g", magnitude: 18.25)
        let match = try #require(index.matches(Anomaly(score: score, alert: alert, anomalyLimit: 0.01)).first)
        #expect(
            match.reasons() == [
                "stream ztf", "tail probability 2.1e-04 ≤ 0.001", "score 0.7100 ≥ 0.6", "inside 2.5° around 182° 39°",
                "outside galactic latitude −10°…10°", "watch-list my-agn: near at 0.45″, and 1 more",
                "condition: magnitude < 19 and band = \"g\" (magnitude 18.25, band \"g\")",
            ])
        #expect(match.reasons(tailProbability: 0.0009)[1] == "tail probability 9.0e-04 ≤ 0.001")
    }

    @Test("limits of a subscription with feedback decide nothing here")
    func judged() throws {
        let watchlists = WatchlistIndex()
        var compiler = MatchCompiler()
        let subscription = Subscription(
            project: "demo", name: "s", owner: "ada", tailProbabilityLimit: 0.001, scoreLimit: 0.7)
        let rule = try compiler.rule(for: subscription, watchlists: watchlists)
        let score = Score(
            project: "demo", stream: "ztf", alertID: "1", objectID: "o", forestID: "ztf/1", score: 0.6,
            tailProbability: 0.005, inTrainingSample: false)
        let anomaly = Anomaly(
            score: score, alert: Alert(project: "demo", stream: "ztf", raDegrees: 1, decDegrees: 1),
            anomalyLimit: 0.01)
        #expect(compiler.index(of: [rule], watchlists: watchlists).matches(anomaly).isEmpty)
        let judged = rule.judged(true)
        #expect(compiler.index(of: [judged], watchlists: watchlists).matches(anomaly).count == 1)
    }

    @Test("an alert without a position matches nothing")
    func noPosition() throws {
        let watchlists = WatchlistIndex()
        var compiler = MatchCompiler()
        let rule = try compiler.rule(
            for: Subscription(project: "demo", name: "s", owner: "ada"), watchlists: watchlists)
        var random = RandomRules(seed: 1)
        var anomaly = random.anomaly(1)
        let index = compiler.index(of: [rule], watchlists: watchlists)
        #expect(index.matches(anomaly).count == 1)
        anomaly.alert.decDegrees = .nan
        #expect(index.matches(anomaly).isEmpty)
    }

    @Test("a subscription that cannot be compiled says which part and why")
    func errors() throws {
        var compiler = MatchCompiler()
        var subscription = Subscription(project: "demo", name: "s", owner: "ada")
        subscription.areas = [SkyArea(shape: "cone", degrees: [1, 2])]
        func message() -> String {
            do throws(MatchRuleError) {
                _ = try compiler.rule(for: subscription, watchlists: WatchlistIndex())
                return ""
            } catch { return "\(error)" }
        }
        #expect(message() == "subscription s: the area cone: it has 2 numbers, expected 3 numbers: ra, dec and radius")
        subscription.areas = []
        subscription.condition = "magnitude <"
        #expect(message().hasPrefix("subscription s, condition: column 12"))
    }
}
