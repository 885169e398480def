import Bus
import CKafka
import FlyingFox
import Foundation
import Mesh
import Messages
import TestSupport
import Testing

@testable import SubscriptionNotifier

@Suite("Deliveries", .timeLimit(.minutes(3)))
struct DeliveryFlowTests {
    private static let services: Set<String> = ["ingest", "subscription-notifier"]
    private static let quick = ["--allow-private-addresses", "--retry-seconds", "0.05", "--attempts", "3"]

    private func anomaly(_ number: Int) -> Anomaly {
        Anomaly(
            score: Score(
                project: "main", stream: "a", alertID: "\(number)", objectID: "ZTF\(number)", forestID: "a/1",
                score: 0.7,
                tailProbability: 0.001, inTrainingSample: false),
            alert: Alert(
                project: "main", stream: "a", alertID: "\(number)", objectID: "ZTF\(number)", mjdUTC: 61_000,
                raDegrees: 10, decDegrees: -5, band: "g", magnitude: 18, magnitudeError: 0.1,
                lightCurve: [LightCurvePoint(mjdUTC: 60_998, band: "g", magnitude: 19, magnitudeError: 0.1)]),
            explanation: [Contribution(feature: "drb", value: 0.1, typical: 0.9, share: 1, unit: "1")],
            anomalyLimit: 0.01)
    }

    private func publish(_ numbers: Range<Int>, _ fixture: FlowFixture) async throws {
        _ = try await fixture.user.publisher.publish(
            numbers.map(anomaly).map {
                OutgoingMessage(
                    subject: Subject.anomaly("main", "a"), body: $0.serialized(),
                    messageID: AlertKey($0.score).messageID)
            })
    }

    @discardableResult
    private func create(_ subscription: Subscription, _ fixture: FlowFixture) async throws -> Subscription {
        try await fixture.ask(
            "subscription-notifier", "subscription-create",
            SubscriptionOrder(subscription: subscription, isEvenIfMany: true), as: SubscriptionReceipt.self
        ).subscription
    }

    private func deliveries(_ name: String, _ fixture: FlowFixture) async throws -> DeliveryList {
        try await fixture.ask(
            "subscription-notifier", "subscription-deliveries", DeliveriesRequest(name: name), as: DeliveryList.self)
    }

    /// Waits until what is known of deliveries is as wished.
    private func deliveries(
        _ name: String, _ fixture: FlowFixture, until isWished: (DeliveryList) -> Bool
    ) async throws -> DeliveryList {
        while true {
            let list = try await deliveries(name, fixture)
            if isWished(list) { return list }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    @Test("a webhook gets each notice once, signed, and each delivery is proven")
    func webhook() async throws {
        try await HookServer.with { hook in
            try await FlowFixture.with(services: Self.services, notifier: Self.quick) { fixture in
                try await fixture.declare("a")
                let made = try await create(
                    Subscription(
                        name: "mine", channels: [Channel(kind: "webhook", address: hook.url("/mine"), secret: "key")]),
                    fixture)
                #expect(made.channels.map(\.secret) == [""])
                #expect(made.channels.map(\.hasSecret) == [true])
                try await publish(0..<20, fixture)
                let requests = await hook.wait(for: 20, on: "/mine")
                let objects = requests.compactMap { $0.json?["objectId"] as? String }
                #expect(Set(objects) == Set((0..<20).map { "ZTF\($0)" }))
                #expect(requests.count == 20)
                #expect(requests.allSatisfy { $0.headers["peryton-signature"] != nil })
                #expect(Set(requests.compactMap { $0.headers["idempotency-key"] }).count == 20)
                let proven = try await deliveries("mine", fixture) { $0.deliveries.count == 20 }
                #expect(proven.deliveries.allSatisfy { $0.outcome == "delivered" && $0.contentSHA256.count == 64 })
                #expect(proven.undelivered.isEmpty)
            }
        }
    }

    @Test("a webhook that hangs or fails does not hold up the others, and what is given up can be sent again")
    func failing() async throws {
        try await HookServer.with(answers: ["/broken": .internalServerError]) { hook in
            try await FlowFixture.with(services: Self.services, notifier: Self.quick) { fixture in
                try await fixture.declare("a")
                for path in ["good", "broken", "hang"] {
                    try await create(
                        Subscription(name: path, channels: [Channel(kind: "webhook", address: hook.url("/\(path)"))]),
                        fixture)
                }
                try await publish(0..<3, fixture)
                #expect(await hook.wait(for: 3, on: "/good").count == 3)
                let list = try await deliveries("broken", fixture) { $0.undelivered.count == 3 }
                #expect(hook.received(on: "/broken").count == 9)
                #expect(list.undelivered.allSatisfy { $0.attempts == 3 && $0.reason.contains("500") })
                hook.answer("/broken", .ok)
                let receipt = try await fixture.ask(
                    "subscription-notifier", "subscription-redeliver", RedeliverRequest(name: "broken"),
                    as: RedeliverReceipt.self)
                #expect(receipt.notices == 3)
                #expect(await hook.wait(for: 12, on: "/broken").count == 12)
                let after = try await deliveries("broken", fixture) {
                    $0.deliveries.count { $0.outcome == "delivered" } == 3
                }
                #expect(after.undelivered.isEmpty)
                let state = try await fixture.ask(
                    "subscription-notifier", "subscription-show", SubscriptionRequest(name: "broken"),
                    as: SubscriptionState.self)
                #expect(state.channels.map(\.delivered) == [3])
                #expect(state.channels.map(\.failures) == [9])
                #expect(state.channels[0].lastError.contains("500"))
            }
        }
    }

    @Test("a webhook on this machine is refused unless the operator allows it")
    func privateAddress() async throws {
        try await HookServer.with { hook in
            try await FlowFixture.with(services: Self.services, notifier: ["--attempts", "1"]) { fixture in
                try await fixture.declare("a")
                await #expect(throws: BusError.self) {
                    try await create(
                        Subscription(name: "mine", channels: [Channel(kind: "webhook", address: hook.url("/mine"))]),
                        fixture)
                }
                #expect(hook.received(on: "/mine").isEmpty)
            }
        }
    }

    @Test("a digest brings what has gathered in one message")
    func digest() async throws {
        try await HookServer.with { hook in
            try await FlowFixture.with(services: Self.services, notifier: Self.quick) { fixture in
                try await fixture.declare("a")
                try await create(
                    Subscription(
                        name: "mine", calm: Calm(digest: "3 s"),
                        channels: [Channel(kind: "webhook", address: hook.url("/mine"))]), fixture)
                try await publish(0..<5, fixture)
                _ = try await deliveries("mine", fixture) { $0.deliveries.flatMap(\.alertKeys).count == 5 }
                let requests = hook.received(on: "/mine")
                let notices = requests.flatMap { ($0.json?["notices"] as? [[String: Any]]) ?? [] }
                // Two where they came just when one was due.
                #expect(requests.count <= 2)
                #expect(Set(notices.compactMap { $0["alertId"] as? String }) == ["0", "1", "2", "3", "4"])
            }
        }
    }

    @Test("a test goes through every channel once and tells what came of it")
    func test() async throws {
        try await HookServer.with(answers: ["/broken": .badRequest]) { hook in
            try await FlowFixture.with(services: Self.services, notifier: Self.quick) { fixture in
                try await fixture.declare("a")
                try await create(
                    Subscription(
                        name: "mine",
                        channels: [
                            Channel(name: "good", kind: "webhook", address: hook.url("/good")),
                            Channel(name: "broken", kind: "webhook", address: hook.url("/broken")),
                        ]), fixture)
                let tests = try await fixture.ask(
                    "subscription-notifier", "subscription-test", NameRequest(name: "mine"), as: ChannelTests.self)
                #expect(tests.deliveries.map(\.channel) == ["good", "broken"])
                #expect(tests.deliveries.map(\.outcome) == ["delivered", "undelivered"])
                #expect(tests.deliveries[1].detail.contains("400"))
            }
        }
    }

    @Test("what waits for a channel goes on when the service comes back, and two copies double nothing")
    func takenUp() async throws {
        try await HookServer.with { hook in
            try await FlowFixture.with(services: Self.services, notifier: Self.quick) { fixture in
                try await fixture.declare("a")
                let second = try await fixture.start("subscription-notifier")
                try await create(
                    Subscription(name: "mine", channels: [Channel(kind: "webhook", address: hook.url("/mine"))]),
                    fixture)
                try await publish(0..<100, fixture)
                _ = await hook.wait(for: 10, on: "/mine")
                second.cancel()
                _ = await second.result
                let list = try await deliveries("mine", fixture) {
                    Set($0.deliveries.flatMap(\.alertKeys)).count == 100
                }
                // What was under way in the copy that ended may come twice, with the same key.
                let keys = hook.received(on: "/mine").compactMap { $0.headers["idempotency-key"] }
                #expect(Set(keys).count == 100)
                #expect(list.undelivered.isEmpty)
            }
        }
    }

    @Test("e-mail goes through the operator's mail server, with the pictures in it")
    func mail() async throws {
        guard Python.executable(importing: "aiosmtpd") != nil else {
            return print("skipped: no Python with aiosmtpd; `make test` brings one")
        }
        try await withTemporaryFolder { folder in
            try await withPythonServer("Tests/Transfers/Servers/mail.py", [folder]) { port in
                let options = [
                    "--smtp", "127.0.0.1:\(port)", "--smtp-security", "none", "--mail-from", "mesh@example.org",
                ]
                try await FlowFixture.with(services: Self.services, notifier: Self.quick + options) { fixture in
                    try await fixture.declare("a")
                    try await create(
                        Subscription(
                            name: "mine",
                            channels: [
                                Channel(
                                    kind: "email", address: "ada@example.org",
                                    subjectTemplate: "{{object_id}} is odd")
                            ]), fixture)
                    try await publish(0..<1, fixture)
                    let list = try await deliveries("mine", fixture) { !$0.deliveries.isEmpty }
                    #expect(list.deliveries.map(\.outcome) == ["delivered"])
                    #expect(list.deliveries[0].detail.contains("250"))
                    let mail = try String(contentsOfFile: "\(folder)/1.eml", encoding: .utf8)
                    #expect(mail.contains("Subject: ZTF0 is odd"))
                    #expect(mail.contains("image/png"))
                }
            }
        }
    }

    @Test("VOEvents go to a broker by the transport protocol, and as files into the operator's folder")
    func voevents() async throws {
        guard Python.executable(importing: "comet") != nil else {
            return print("skipped: no Python with Comet; `make test` brings one")
        }
        try await withTemporaryFolder { folder in
            try await withPythonServer("Tests/Transfers/Servers/broker.py", [folder]) { port in
                let options = ["--voevent-folder", "\(folder)/files"]
                try await FlowFixture.with(services: Self.services, notifier: Self.quick + options) { fixture in
                    try await fixture.declare("a")
                    try await create(
                        Subscription(
                            name: "mine",
                            channels: [
                                Channel(kind: "voevent", address: "127.0.0.1:\(port)"), Channel(kind: "voevent-file"),
                            ]), fixture)
                    try await publish(0..<1, fixture)
                    let list = try await deliveries("mine", fixture) { $0.deliveries.count == 2 }
                    #expect(list.deliveries.map(\.outcome) == ["delivered", "delivered"], "\(list.deliveries)")
                    let file = try String(contentsOfFile: "\(folder)/files/main/mine/a_0.xml", encoding: .utf8)
                    #expect(file.contains("ivo://peryton.local/main/mine#a/0"))
                }
            }
        }
    }

    @Test("notices go to a Kafka topic; what the cluster refuses waits for its owner")
    func kafka() async throws {
        let cluster = try MockCluster()
        cluster.createTopic("peryton-anomalies")
        cluster.setError(RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, ofTopic: "peryton-closed")
        try await FlowFixture.with(
            services: Self.services,
            notifier: [
                "--kafka-brokers", cluster.brokers, "--attempts", "1", "--attempt-seconds", "2",
            ]
        ) { fixture in
            try await fixture.declare("a")
            try await create(
                Subscription(
                    name: "mine",
                    channels: [
                        Channel(name: "open", kind: "kafka", address: "peryton-anomalies", format: "gcn"),
                        Channel(name: "closed", kind: "kafka", address: "peryton-closed"),
                    ]), fixture)
            try await publish(0..<1, fixture)
            let list = try await deliveries("mine", fixture) { $0.deliveries.count == 2 }
            #expect(
                list.deliveries.first { $0.channel == "open" }?.detail
                    == "Kafka topic peryton-anomalies partition 0 offset 0")
            #expect(list.undelivered.map(\.channel) == ["closed"])
        }
    }

    @Test("a name that was given up and taken by somebody else is theirs alone")
    func nameTakenAgain() async throws {
        try await HookServer.with { hook in
            try await FlowFixture.with(services: Self.services, notifier: Self.quick) { fixture in
                try await fixture.declare("a")
                func make(_ path: String, by user: String) async throws {
                    let subscription = Subscription(
                        name: "x", channels: [Channel(kind: "webhook", address: hook.url(path))])
                    _ = try await fixture.ask(
                        "subscription-notifier", "subscription-create",
                        SubscriptionOrder(subscription: subscription, isEvenIfMany: true), as: SubscriptionReceipt.self,
                        by: user)
                }
                try await make("/ada", by: "ada")
                try await publish(0..<1, fixture)
                #expect(await hook.wait(for: 1, on: "/ada").count == 1)
                _ = try await fixture.ask(
                    "subscription-notifier", "subscription-delete", NameRequest(name: "x"), as: Subscription.self,
                    by: "ada")
                try await make("/bob", by: "bob")
                try await publish(1..<4, fixture)
                #expect(await hook.wait(for: 3, on: "/bob").count == 3)
                #expect(hook.received(on: "/ada").count == 1)
                let list = try await fixture.ask(
                    "subscription-notifier", "subscription-deliveries", DeliveriesRequest(name: "x"),
                    as: DeliveryList.self, by: "bob")
                #expect(!list.deliveries.contains { $0.alertKeys == ["main/a/0"] })
            }
        }
    }

    @Test("another name for the NATS channel brings nothing twice")
    func renamedChannel() async throws {
        try await FlowFixture.with(services: Self.services) { fixture in
            try await fixture.declare("a")
            try await create(Subscription(name: "mine"), fixture)
            try await publish(0..<3, fixture)
            let reader = try fixture.user.jetStream.attach("NOTICES_main", durable: "notice_mine")
            var seen: [String] = []
            func read(_ count: Int) async throws {
                while seen.count < count, let batch = await reader.nextBatch() {
                    for message in batch {
                        seen.append(try Notice(serialized: message.body).anomaly.score.alertID)
                        try fixture.user.bus.ack(message)
                    }
                }
            }
            try await read(3)
            try await create(Subscription(name: "mine", channels: [Channel(name: "bus", kind: "nats")]), fixture)
            try await publish(3..<4, fixture)
            try await read(4)
            reader.end()
            #expect(seen.sorted() == ["0", "1", "2", "3"])
        }
    }

    @Test("what is paused is silent at once, and its queue goes on where it was")
    func paused() async throws {
        try await HookServer.with(answers: ["/mine": .serviceUnavailable]) { hook in
            try await FlowFixture.with(
                services: Self.services, notifier: ["--allow-private-addresses", "--retry-seconds", "0.2"]
            ) { fixture in
                try await fixture.declare("a")
                try await create(
                    Subscription(name: "mine", channels: [Channel(kind: "webhook", address: hook.url("/mine"))]),
                    fixture)
                try await publish(0..<1, fixture)
                _ = await hook.wait(for: 1, on: "/mine")
                func pause(_ isPaused: Bool) async throws -> Subscription {
                    try await fixture.ask(
                        "subscription-notifier", "subscription-pause", PauseRequest(name: "mine", isPaused: isPaused),
                        as: Subscription.self)
                }
                #expect(try await pause(true).version == 2)
                hook.answer("/mine", .ok)
                #expect(try await pause(false).version == 3)
                let list = try await deliveries("mine", fixture) {
                    $0.deliveries.contains { $0.outcome == "delivered" }
                }
                #expect(list.undelivered.isEmpty)
            }
        }
    }

    @Test("Slack gets a message of its form, at the address whose end is a secret")
    func slack() async throws {
        try await HookServer.with { hook in
            try await FlowFixture.with(services: Self.services, notifier: Self.quick) { fixture in
                try await fixture.declare("a")
                let made = try await create(
                    Subscription(
                        name: "mine", channels: [Channel(kind: "slack", address: hook.url("/services/"), secret: "T1")]),
                    fixture)
                #expect(made.channels.map(\.secret) == [""])
                try await publish(0..<1, fixture)
                let requests = await hook.wait(for: 1, on: "/services/T1")
                #expect((requests[0].json?["text"] as? String)?.contains("ZTF0") == true)
                #expect(requests[0].json?["blocks"] is [Any])
            }
        }
    }
}
