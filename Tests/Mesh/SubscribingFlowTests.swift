import Bus
import Foundation
import Mesh
import Messages
import Testing

@testable import SubscriptionNotifier

@Suite("Subscribing", .timeLimit(.minutes(3)))
struct SubscribingFlowTests {
    /// Makes anomalies of a stream as the scorer would.
    private func anomalies(_ numbers: Range<Int>, tail: (Int) -> Double = { _ in 0.001 }) -> [Anomaly] {
        numbers.map { number in
            Anomaly(
                score: Score(
                    project: "main", stream: "a", alertID: "\(number)", objectID: "ZTF\(number % 7)", forestID: "a/1",
                    score: 0.6 + Double(number % 10) / 100, tailProbability: tail(number), inTrainingSample: false),
                alert: Alert(
                    project: "main", stream: "a", alertID: "\(number)", objectID: "ZTF\(number % 7)",
                    mjdUTC: 61_000 + Double(number) / 1_440, raDegrees: Double(number % 360), decDegrees: -5, band: "g",
                    magnitude: 18 + Float(number % 4), magnitudeError: 0.1),
                explanation: [
                    Contribution(feature: "real_bogus", value: Float(number % 5) / 5, typical: 0.9, share: 1, unit: "1")
                ], anomalyLimit: 0.01)
        }
    }

    private func publish(_ anomalies: [Anomaly], _ fixture: FlowFixture) async throws {
        let outcomes = try await fixture.user.publisher.publish(
            anomalies.map {
                OutgoingMessage(
                    subject: Subject.anomaly("main", "a"), body: $0.serialized(),
                    messageID: AlertKey($0.score).messageID)
            })
        for case .refused(let error) in outcomes { throw error }
    }

    private func create(
        _ subscription: Subscription, _ fixture: FlowFixture, lookBack: Double = 0, delivers: Bool = false
    )
        async throws -> SubscriptionReceipt
    {
        try await fixture.ask(
            "subscription-notifier", "subscription-create",
            SubscriptionOrder(
                subscription: subscription, isEvenIfMany: true, lookBackDays: lookBack, deliversLookBack: delivers),
            as: SubscriptionReceipt.self)
    }

    private func notices(_ count: Int, _ fixture: FlowFixture) async throws -> [Notice] {
        try await fixture.read(count, of: ProjectStreams("main").notices, as: Notice.self)
    }

    private static let services: Set<String> = ["ingest", "subscription-notifier"]

    @Test("a trial over a night and the live run on it agree alert by alert, with every rule at once")
    func trialAndLive() async throws {
        try await FlowFixture.with(services: Self.services) { fixture in
            try await fixture.declare("a")
            let subscription = Subscription(
                name: "mine", tailProbabilityLimit: 0.005, nightlyBudget: 40,
                condition: "magnitude < 21 and feature.real_bogus > 0.1",
                perObject: ObjectRule(cooldownHours: 0.5), calm: Calm(hourlyCap: 6))
            _ = try await create(subscription, fixture)
            try await publish(anomalies(0..<400) { $0 % 3 == 0 ? 0.008 : 0.0001 + Double($0 % 11) / 10_000 }, fixture)
            let trial = try await fixture.ask(
                "subscription-notifier", "subscription-try",
                TrialRequest(subscription: Subscription(name: "mine"), limit: 1_000), as: Trial.self)
            #expect(trial.anomalies == 400)
            #expect(trial.sent > 10 && trial.sent < trial.matched)
            #expect(trial.heldBack.map(\.reason).contains("cooldown"))
            let sent = trial.matches.filter(\.heldBack.isEmpty).map(\.alertID)
            let live = try await notices(sent.count, fixture).map(\.anomaly.score.alertID)
            #expect(Set(live) == Set(sent))
            // Nothing else comes: the last anomaly has been decided on.
            let durable = ProjectStreams("main").notifierDurable
            while let state = try await fixture.user.jetStream.state(
                ofConsumer: durable, onStream: "ANOMALIES_main"), state.pending > 0 || state.unacked > 0
            { try await Task.sleep(for: .milliseconds(10)) }
            #expect(try await fixture.user.jetStream.state(ofStream: "NOTICES_main")?.messages == UInt64(sent.count))
        }
    }

    @Test("a row that is added to a watch-list matches from then on, and one that is removed does not")
    func watchlists() async throws {
        try await FlowFixture.with(services: Self.services) { fixture in
            try await fixture.declare("a")
            func edit(_ edit: WatchlistEdit) async throws -> Watchlist {
                try await fixture.ask("subscription-notifier", "watchlist-edit", edit, as: Watchlist.self)
            }
            let row = WatchlistRow(id: "NGC 1", raDegrees: 3, decDegrees: -5, comment: "mine")
            #expect(try await edit(WatchlistEdit(name: "agn", creates: true, put: [row])).rows == 1)
            _ = try await create(Subscription(name: "mine", watchlists: ["agn"]), fixture)
            try await publish(anomalies(0..<5), fixture)
            let first = try await notices(1, fixture)[0]
            #expect(first.anomaly.score.alertID == "3")
            #expect(first.watchlistHits.map(\.rowID) == ["NGC 1"])
            #expect(first.matchReasons.contains { $0.hasPrefix("watch-list agn: NGC 1 at 0.00″") })
            let other = WatchlistRow(id: "NGC 2", raDegrees: 7, decDegrees: -5)
            #expect(try await edit(WatchlistEdit(name: "agn", put: [other], remove: ["NGC 1"])).rows == 1)
            try await publish(anomalies(5..<10) + anomalies(363..<364), fixture)
            #expect(try await notices(2, fixture).map(\.anomaly.score.alertID) == ["3", "7"])
        }
    }

    @Test("a new subscription looks back: past matches are listed, or delivered and then not again")
    func lookBack() async throws {
        try await FlowFixture.with(services: Self.services) { fixture in
            try await fixture.declare("a")
            try await publish(anomalies(0..<50), fixture)
            let listed = try await create(
                Subscription(name: "listed", condition: "magnitude > 20"), fixture, lookBack: 1)
            #expect(listed.lookBack?.sent == 12)
            #expect(listed.lookBack?.matches.first?.alertID == "3")
            let delivered = try await create(
                Subscription(name: "delivered", condition: "magnitude > 20"), fixture, lookBack: 1, delivers: true)
            #expect(delivered.lookBack?.sent == 12)
            let seen = try await notices(12, fixture)
            #expect(Set(seen.map(\.subscription)) == ["delivered"])
            #expect(Set(seen.map(\.anomaly.score.alertID)).count == 12)
        }
    }

    @Test("a subscription that would send too much is switched on only for those who say so twice")
    func flood() async throws {
        try await FlowFixture.with(services: Self.services, notifier: ["--flood-limit", "20"]) { fixture in
            try await fixture.declare("a")
            try await publish(anomalies(0..<50), fixture)
            let error = await #expect(throws: BusError.self) {
                try await fixture.ask(
                    "subscription-notifier", "subscription-create",
                    SubscriptionOrder(subscription: Subscription(name: "all")), as: SubscriptionReceipt.self)
            }
            #expect(
                error?.description.contains("it would have sent 50 notices within the last day, more than 20") == true)
            #expect(try await create(Subscription(name: "all"), fixture).lastNight?.sent == 50)
        }
    }

    @Test("a condition that cannot hold is refused when it is saved, with a pointer into its text")
    func condition() async throws {
        try await FlowFixture.with(services: Self.services) { fixture in
            try await fixture.declare("a", anomalyLimit: 0.01)
            for (condition, part) in [
                ("magnitude < \"bright\"", "^"), ("feature.reel_bogus > 1", "real_bogus"), ("tail_probability < 0.05", "0.01"),
            ] {
                let error = await #expect(throws: BusError.self) {
                    try await create(Subscription(name: "s", condition: condition), fixture)
                }
                #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
            }
        }
    }

    @Test("a paused subscription is silent, and its old versions stay readable")
    func versions() async throws {
        try await FlowFixture.with(services: Self.services) { fixture in
            try await fixture.declare("a")
            _ = try await create(Subscription(name: "mine", comment: "first"), fixture)
            _ = try await create(Subscription(name: "mine", comment: "second"), fixture)
            let paused = try await fixture.ask(
                "subscription-notifier", "subscription-pause", PauseRequest(name: "mine", isPaused: true),
                as: Subscription.self)
            #expect(paused.version == 3 && paused.isPaused)
            _ = try await create(Subscription(name: "witness"), fixture)
            try await publish(anomalies(0..<5), fixture)
            #expect(Set(try await notices(5, fixture).map(\.subscription)) == ["witness"])
            let first = try await fixture.ask(
                "subscription-notifier", "subscription-show", SubscriptionRequest(name: "mine", version: 1),
                as: SubscriptionState.self)
            #expect(first.subscription.comment == "first")
            #expect(first.versions == [1, 2, 3])
        }
    }

    @Test("feedback is kept with features and forest, only on what was noticed, and comes back")
    func feedback() async throws {
        try await FlowFixture.with(services: Self.services) { fixture in
            try await fixture.declare("a")
            _ = try await create(Subscription(name: "mine"), fixture)
            try await publish(anomalies(0..<3), fixture)
            _ = try await notices(3, fixture)
            func give(_ alert: String, _ verdict: String) async throws -> Feedback {
                try await fixture.ask(
                    "subscription-notifier", "feedback-give",
                    Feedback(subscription: "mine", alertID: alert, verdict: verdict), as: Feedback.self)
            }
            let given = try await give("1", "boring")
            #expect(given.forestID == "a/1" && given.featureNames == ["real_bogus"] && given.stream == "a")
            _ = try await give("2", "yes")
            _ = try await give("2", "")
            let all = try await fixture.ask(
                "subscription-notifier", "feedback-list", NameRequest(name: "mine"), as: FeedbackList.self)
            #expect(all.feedback.map(\.alertID) == ["1"])
            await #expect(throws: BusError.self) { try await give("99", "yes") }
            await #expect(throws: BusError.self) { try await give("1", "perhaps") }
        }
    }
}
