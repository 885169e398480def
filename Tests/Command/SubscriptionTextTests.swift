import Foundation
import Messages
import TestSupport
import Testing

@testable import PerytonCommand

@Suite("Subscriptions as people read them")
struct SubscriptionTextTests {
    private static let made = UnixTime(microseconds: 1_795_600_000_000_000)

    private static let subscription = Subscription(
        project: "main", name: "rare", owner: "me", streams: ["ztf"], tailProbabilityLimit: 0.001, version: 3,
        createdAt: made, editedAt: UnixTime(microseconds: 1_795_690_000_000_000), nightlyBudget: 20,
        areas: [
            SkyArea(shape: "cone", degrees: [150.1, 2.2, 1.5]),
            SkyArea(
                shape: "skymap", credibleLevel: 0.9, isOutside: true, label: "bayestar.fits",
                coverage: [UInt8](repeating: 7, count: 12_000)),
        ],
        watchlists: ["my-agn"],
        condition: "magnitude < 19 and feature.real_bogus > 0.9 and top_feature != \"log10_reference_distance\"",
        channels: [
            Channel(name: "nats", kind: "nats"),
            Channel(name: "hook", kind: "webhook", address: "https://example.org/hook", hasSecret: true),
        ])

    private static let trial = Trial(
        anomalies: 1_204, matched: 25, sent: 18,
        heldBack: [HeldBack(reason: "cooldown", count: 5), HeldBack(reason: "budget-hour", count: 2)],
        hours: [
            HourCount(mjdUTC: 61_367.125, sent: 5), HourCount(mjdUTC: 61_367.166_666_666_67, sent: 10),
            HourCount(mjdUTC: 61_368.208_333_333_33, sent: 3),
        ],
        matches: [
            TrialMatch(
                stream: "ztf", alertID: "2210123456789015000", objectID: "ZTF26abcdefg", mjdUTC: 61_367.13,
                raDegrees: 150.123456, decDegrees: 2.2, score: 0.7234, tailProbability: 0.00021,
                matchReasons: ["tail probability 0.00021, limit 0.001", "inside cone 150.1 2.2 1.5"]),
            TrialMatch(
                stream: "ztf", alertID: "2210123456789015001", objectID: "ZTF26abcdefg\u{1B}[2J", mjdUTC: 61_367.14,
                raDegrees: 150.123456, decDegrees: -2.2, score: 0.71, tailProbability: 0.0004,
                matchReasons: ["tail probability 0.0004, limit 0.001"], heldBack: "cooldown"),
        ])

    @Test("the list, one subscription, a trial and deliveries are what their snapshots say")
    func texts() throws {
        try Snapshot("subscriptions-list").expect(
            SubscriptionTexts.list([Self.subscription, Subscription(name: "all", version: 1, isPaused: true)]))
        try Snapshot("subscription-show").expect(
            try SubscriptionTexts.description(
                of: SubscriptionState(
                    subscription: Self.subscription, versions: [1, 2, 3],
                    channels: [
                        ChannelState(channel: "nats", kind: "nats", delivered: 1_204, deliveredAt: Self.made),
                        ChannelState(
                            channel: "hook", kind: "webhook", pending: 3, delivered: 1_190, failures: 22,
                            undelivered: 11, deliveredAt: Self.made, lastError: "HTTP 503 from example.org",
                            failedAt: Self.made),
                    ], budgetThreshold: 0.000_42, feedback: 7)))
        try Snapshot("subscription-trial").expect(TrialText.report(Self.trial, of: "rare"))
        try Snapshot("subscription-deliveries").expect(
            DeliveryTexts.list(
                DeliveryList(
                    deliveries: [
                        DeliveryRecord(
                            channel: "hook", alertKeys: ["main/ztf/1", "main/ztf/2"], at: Self.made, attempt: 2,
                            outcome: "delivered", detail: "HTTP 200", milliseconds: 31.4),
                        DeliveryRecord(
                            channel: "hook", alertKeys: ["main/ztf/1"], at: Self.made, attempt: 1, outcome: "retry",
                            detail: "HTTP 503\nbusy", milliseconds: 2_004),
                        DeliveryRecord(
                            channel: "hook", at: Self.made, attempt: 1, outcome: "delivered", detail: "HTTP 200",
                            milliseconds: 3),
                    ],
                    undelivered: [
                        Undelivered(
                            id: "7f3a", channel: "hook", alertKey: "main/ztf/9", reason: "HTTP 410: gone", attempts: 12,
                            at: Self.made)
                    ]), of: "rare"))
    }

    @Test("nothing of a publisher's text reaches the terminal as an order")
    func printable() {
        #expect(!TrialText.report(Self.trial, of: "rare").contains("\u{1B}"))
    }

    @Test("a trial without anomalies says so")
    func empty() {
        #expect(TrialText.report(Trial(), of: "rare") == "rare: there was no anomaly in that time")
    }

    @Test("replies of one trial add up, hour by hour and reason by reason, with the first matches only")
    func merged() {
        var whole = Trial()
        whole.add(Self.trial, mostMatches: 3)
        whole.add(Self.trial, mostMatches: 3)
        #expect(whole.anomalies == 2_408)
        #expect(whole.sent == 36)
        #expect(whole.heldBack.map(\.count) == [10, 4])
        #expect(whole.hours.map(\.sent) == [10, 20, 6])
        #expect(whole.matches.map(\.alertID) == (Self.trial.matches + Self.trial.matches.prefix(1)).map(\.alertID))
    }

    @Test("anomalies go in as many requests as their bytes need, none is left out and none goes twice")
    func batches() {
        let anomalies = (0..<50).map { number in
            let alert = Alert(
                project: "main", stream: "ztf", alertID: "\(number)", objectID: "o", mjdUTC: 61_000, raDegrees: 1,
                decDegrees: 1, band: "g", magnitude: 18, magnitudeError: 0.1,
                features: FeatureVector(
                    featureSet: "x", version: 1, values: FeatureValues([Float](repeating: 1, count: 100))))
            let score = Score(
                project: "main", stream: "ztf", alertID: "\(number)", objectID: "o", forestID: "ztf/1", score: 0.7,
                tailProbability: 0.001, inTrainingSample: false)
            return Anomaly(score: score, alert: alert, anomalyLimit: 0.01)
        }
        let batches = TrialRun.batches(anomalies, room: 3_000)
        #expect(batches.count > 1)
        #expect(batches.flatMap { $0.map(\.alert.alertID) } == (0..<50).map(String.init))
        for batch in batches {
            #expect(TrialRequest(subscription: Subscription(), anomalies: Array(batch)).serialized().count <= 3_100)
        }
        #expect(TrialRun.batches(anomalies, room: 1).count == 50)
        #expect(TrialRun.batches([], room: 1).isEmpty)
    }

    @Test("JSON has the names of the definition and no secret")
    func json() throws {
        let line = try SubscriptionJSON(Self.subscription).jsonLine()
        #expect(line.contains(#""tail":0.001"#))
        #expect(line.contains(#""secret":"kept""#))
        #expect(!line.contains("\n"))
    }
}

@Suite("Watch-lists and feedback")
struct SubscriptionListTests {
    @Test("rows come from any table with id, ra and dec; those without are left out")
    func rows() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/agn.csv"
            try """
            name,ra,dec,radius,comment
            NGC 4151,182.63574,39.40585,,"changing, look"
            Mrk 335,1.58133,20.20291,3,
            nowhere,,,,
            """.write(toFile: path, atomically: true, encoding: .utf8)
            var file = try WatchlistFile(path)
            let rows = try #require(try file.next(maximumRows: 100))
            #expect(
                rows == [
                    WatchlistRow(
                        id: "NGC 4151", raDegrees: 182.63574, decDegrees: 39.40585, comment: "changing, look"),
                    WatchlistRow(id: "Mrk 335", raDegrees: 1.58133, decDegrees: 20.20291, radiusArcseconds: 3),
                ])
            #expect(file.skipped == 1)
            #expect(try file.next(maximumRows: 100) == nil)
        }
    }

    @Test("what is written as CSV is read back")
    func roundTrip() async throws {
        try await withTemporaryFolder { folder in
            let rows = [
                WatchlistRow(id: "a \"b\", c", raDegrees: 0.1, decDegrees: -0.2, radiusArcseconds: 1.5, comment: "x,y"),
                WatchlistRow(id: "7", raDegrees: 359.999, decDegrees: 90, comment: ""),
            ]
            let text =
                ([WatchlistTexts.csvHeading] + rows.map { WatchlistTexts.csv($0) }).joined(separator: "\n") + "\n"
            try text.write(toFile: "\(folder)/w.csv", atomically: true, encoding: .utf8)
            var file = try WatchlistFile("\(folder)/w.csv")
            #expect(try file.next(maximumRows: 10) == rows)
        }
    }

    @Test("a file without id or position is refused with the columns that it has")
    func refused() async throws {
        try await withTemporaryFolder { folder in
            try "star,ra,dec\nx,1,2\n".write(toFile: "\(folder)/w.csv", atomically: true, encoding: .utf8)
            do {
                _ = try WatchlistFile("\(folder)/w.csv")
                Issue.record("taken")
            } catch {
                #expect("\(error)" == "\(folder)/w.csv: has no column id; it has star, ra, dec")
            }
        }
    }

    @Test("many rows with long comments go in several requests")
    func batches() {
        let rows = (0..<2_000).map {
            WatchlistRow(id: "\($0)", raDegrees: 1, decDegrees: 2, comment: String(repeating: "x", count: 1_000))
        }
        let batches = WatchlistImport.batches(rows)
        #expect(batches.count > 1)
        #expect(batches.flatMap { $0.map(\.id) } == rows.map(\.id))
        #expect(batches.allSatisfy { WatchlistEdit(name: "a", put: Array($0)).serialized().count < 512_000 })
    }

    @Test("feedback as CSV has a column for each feature, empty where it is missing")
    func feedback() {
        let given = [
            Feedback(
                subscription: "rare", stream: "ztf", alertID: "1", verdict: "yes", comment: "odd, really",
                at: UnixTime(microseconds: 1_795_600_000_000_000), forestID: "ztf/3", objectID: "o", score: 0.7,
                tailProbability: 0.001, featureNames: ["a", "b"], featureValues: [1.5, .nan]),
            Feedback(
                subscription: "rare", stream: "lsst", alertID: "2", verdict: "no", featureNames: ["c"],
                featureValues: [2]),
        ]
        #expect(
            FeedbackTexts.csv(given) == [
                "at,verdict,stream,alert_id,object_id,score,tail_probability,forest,comment,a,b,c",
                "2026-11-25T09:46:40Z,yes,ztf,1,o,0.7,0.001,ztf/3,\"odd, really\",1.5,,",
                ",no,lsst,2,,0.0,0.0,,,,,2.0",
            ])
    }
}
