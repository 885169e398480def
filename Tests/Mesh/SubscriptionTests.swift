import Bus
import Mesh
import Messages
import Testing

@Suite("Subscriptions", .timeLimit(.minutes(3)))
struct SubscriptionTests {
    private func subscription(_ name: String, limit: Double = 0.01, streams: [String] = []) -> SubscriptionOrder {
        SubscriptionOrder(subscription: Subscription(name: name, streams: streams, tailProbabilityLimit: limit))
    }

    @Test("who was away catches up: notices wait in the subscriber's durable")
    func catchesUp() async throws {
        try await FlowFixture.with { fixture in
            try await fixture.declare("a", trainAfter: 200)
            _ = try await fixture.ask(
                "subscription-notifier", "subscription-create", subscription("mine"), as: SubscriptionReceipt.self)
            try await fixture.publish(
                SampleAlerts.ordinary(0..<200, stream: "a") + [SampleAlerts.odd(500, stream: "a")])
            var seen: [String] = []
            let reader = try fixture.user.jetStream.attach("NOTICES_main", durable: "notice_mine")
            while !seen.contains("500"), let batch = await reader.nextBatch() {
                for message in batch {
                    seen.append(try Notice(serialized: message.body).anomaly.score.alertID)
                    try fixture.user.bus.ack(message)
                }
            }
            reader.end()
            #expect(seen.count == Set(seen).count)
        }
    }

    @Test("a limit looser than the stream's own is refused with that limit named")
    func looserLimit() async throws {
        try await FlowFixture.with(services: ["ingest", "subscription-notifier"]) { fixture in
            try await fixture.declare("a", anomalyLimit: 0.001)
            let error = await #expect(throws: BusError.self) {
                try await fixture.ask(
                    "subscription-notifier", "subscription-create", subscription("s", limit: 0.01, streams: ["a"]),
                    as: SubscriptionReceipt.self)
            }
            #expect(error?.description.contains("looser than the anomaly limit 0.001 of stream a") == true)
        }
    }

    @Test("a subscription belongs to its owner, whom the subject names")
    func owner() async throws {
        try await FlowFixture.with(services: ["ingest", "subscription-notifier"]) { fixture in
            try await fixture.declare("a")
            var forged = subscription("s")
            forged.subscription.owner = "somebody-else"
            let made = try await fixture.ask(
                "subscription-notifier", "subscription-create", forged, as: SubscriptionReceipt.self
            ).subscription
            #expect(made.owner == "me")
            #expect(made.version == 1)
            let error = await #expect(throws: BusError.self) {
                try await fixture.ask(
                    "subscription-notifier", "subscription-delete", NameRequest(name: "s"), as: Subscription.self,
                    by: "thief")
            }
            #expect(error == .remote(code: "forbidden", message: "subscription s belongs to me"))
            let others = try await fixture.ask(
                "subscription-notifier", "subscription-list", NameRequest(), as: SubscriptionList.self, by: "thief")
            #expect(others.subscriptions.isEmpty)
        }
    }
}
