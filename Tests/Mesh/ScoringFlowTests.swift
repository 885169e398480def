import Bus
import Foundation
import IsolationForest
import Jobs
import Mesh
import Messages
import ServiceKit
import State
import Testing

@Suite("From alert to notice", .timeLimit(.minutes(3)))
struct ScoringFlowTests {
    @Test("alerts that waited are scored once the first forest is live, then those that come; the odd one is told")
    func fromAlertToNotice() async throws {
        try await FlowFixture.with { fixture in
            try await fixture.declare("a", trainAfter: 300)
            _ = try await fixture.ask(
                "subscription-notifier", "subscription-create",
                SubscriptionOrder(subscription: Subscription(name: "rare", tailProbabilityLimit: 0.01)),
                as: SubscriptionReceipt.self)
            try await fixture.publish(SampleAlerts.ordinary(0..<300, stream: "a"))
            _ = try await fixture.scores(300)
            try await fixture.publish([SampleAlerts.odd(1_000, stream: "a")])
            let scores = try await fixture.scores(301)
            #expect(Set(scores.map(\.alertID)).count == 301)
            #expect(scores.max { $0.score < $1.score }?.alertID == "1000")
            #expect(scores.filter(\.inTrainingSample).count == 300)
            var told: [Notice] = []
            while !told.contains(where: { $0.anomaly.score.alertID == "1000" }) {
                told = try await fixture.read(told.count + 1, of: "NOTICES_main", as: Notice.self)
            }
            let notice = try #require(told.first { $0.anomaly.score.alertID == "1000" })
            #expect(notice.subscription == "rare")
            #expect(notice.anomaly.alert.objectID == "ZTF1000")
            let total = notice.anomaly.explanation.reduce(0) { $0 + $1.share }
            #expect(abs(total - 1) < 1e-4)
            #expect(notice.anomaly.explanation.map(\.share) == notice.anomaly.explanation.map(\.share).sorted(by: >))
        }
    }

    @Test("a score is the forest's own, to the bit")
    func scoreIsTheForests() async throws {
        try await FlowFixture.with { fixture in
            try await fixture.declare("a", trainAfter: 300)
            let alerts = SampleAlerts.ordinary(0..<300, stream: "a")
            try await fixture.publish(alerts)
            let scores = try await fixture.scores(300)
            let record = try #require(try await fixture.user.registry.forest("main", "a", version: 1))
            let forest = try Forest(serialized: try #require(try await fixture.user.registry.blob(of: record)))
            for alert in alerts.prefix(50) {
                let score = try #require(scores.first { $0.alertID == alert.alertID })
                #expect(score.score == (try forest.score(Array(alert.features.values))))
                #expect(score.tailProbability == forest.tailProbability(ofScore: score.score))
            }
        }
    }

    @Test("a stream without a forest waits and holds up no other")
    func streamWithoutForest() async throws {
        try await FlowFixture.with { fixture in
            try await fixture.declare("waits")
            try await fixture.declare("flows", trainAfter: 50)
            try await fixture.publish(SampleAlerts.ordinary(0..<100, stream: "waits"))
            try await fixture.publish(SampleAlerts.ordinary(0..<100, stream: "flows"))
            let scores = try await fixture.scores(100)
            #expect(Set(scores.map(\.stream)) == ["flows"])
            let waiting = try await fixture.user.jetStream.state(
                ofConsumer: "scorer_main_waits", onStream: "ALERTS_main")
            #expect(waiting?.pending == 100)
        }
    }

    @Test("a hot swap drops nothing and doubles nothing, and later alerts get the newer forest")
    func hotSwap() async throws {
        try await FlowFixture.with { fixture in
            try await fixture.declare("a", trainAfter: 300)
            try await fixture.publish(SampleAlerts.ordinary(0..<300, stream: "a"))
            _ = try await fixture.scores(300)
            let jobs = try JobClient(connection: fixture.user.bus, publisher: fixture.user.publisher, user: "me")
            try await jobs.submit(
                Job(
                    id: "again", project: "main", owner: "me", kind: "train",
                    train: TrainParameters(stream: "a", seed: 9)))
            async let ended = jobs.wait(for: "again", project: "main")
            for start in stride(from: 300, to: 3_000, by: 100) {
                try await fixture.publish(SampleAlerts.ordinary(start..<start + 100, stream: "a"))
            }
            #expect(try await ended.phase == .completed)
            // The swap follows within the watch's second; alerts go on until one has the newer forest.
            var count = 3_000
            var scores = try await fixture.scores(count)
            while scores.last?.forestID != "a/2" {
                try await fixture.publish(SampleAlerts.ordinary(count..<count + 20, stream: "a"))
                count += 20
                scores = try await fixture.scores(count)
            }
            #expect(scores.count == count)
            #expect(Set(scores.map(\.alertID)).count == count)
            #expect(Set(scores.map(\.forestID)) == ["a/1", "a/2"])
        }
    }

    @Test("two scorers share a stream, and one that stops leaves its alerts to the other")
    func twoScorers() async throws {
        try await FlowFixture.with { fixture in
            try await fixture.declare("a", trainAfter: 300)
            try await fixture.publish(SampleAlerts.ordinary(0..<300, stream: "a"))
            _ = try await fixture.scores(300)
            let second = try await fixture.start("scorer")
            for start in stride(from: 300, to: 2_300, by: 100) {
                try await fixture.publish(SampleAlerts.ordinary(start..<start + 100, stream: "a"))
                if start == 1_300 { second.cancel() }
            }
            let scores = try await fixture.scores(2_300)
            #expect(Set(scores.map(\.alertID)).count == 2_300)
            _ = await second.result
        }
    }

    @Test("nats-server and redis-server killed in between: the night goes on, nothing lost, nothing doubled")
    func serversKilled() async throws {
        try await FlowFixture.with { fixture in
            try await fixture.declare("a", trainAfter: 200)
            try await fixture.publish(SampleAlerts.ordinary(0..<200, stream: "a"))
            _ = try await fixture.scores(200)
            async let published: Void = {
                for start in stride(from: 200, to: 2_000, by: 50) {
                    try await fixture.publish(SampleAlerts.ordinary(start..<start + 50, stream: "a"))
                }
            }()
            await fixture.nats.kill()
            try await fixture.nats.restart()
            await fixture.redis.kill()
            try await fixture.redis.restart()
            try await published
            let scores = try await fixture.scores(2_000)
            #expect(Set(scores.map(\.alertID)).count == 2_000)
            #expect(try await fixture.user.jetStream.state(ofStream: "SCORES_main")?.messages == 2_000)
        }
    }

    @Test("JetStream that has lost everything is set up anew by the running services, and alerts flow to notices again")
    func jetStreamWiped() async throws {
        try await FlowFixture.with { fixture in
            try await fixture.declare("a", trainAfter: 200)
            _ = try await fixture.ask(
                "subscription-notifier", "subscription-create",
                SubscriptionOrder(subscription: Subscription(name: "rare", tailProbabilityLimit: 0.01)),
                as: SubscriptionReceipt.self)
            try await fixture.publish(SampleAlerts.ordinary(0..<200, stream: "a"))
            _ = try await fixture.scores(200)
            let notices = try fixture.user.jetStream.attach("NOTICES_main", durable: "notice_rare")
            // Once the alerts are acked, nobody has any reason to send their scores again.
            while try await fixture.user.jetStream.state(ofConsumer: "scorer_main_a", onStream: "ALERTS_main")?.unacked
                != 0
            { try await Task.sleep(for: .milliseconds(5)) }

            await fixture.nats.kill()
            try FileManager.default.removeItem(atPath: "\(fixture.nats.folder)/jetstream")
            try await fixture.nats.restart()
            try await fixture.publish([SampleAlerts.odd(1_000, stream: "a")])

            #expect(try await fixture.scores(1).map(\.alertID) == ["1000"])
            var told: [String] = []
            while !told.contains("1000"), let batch = await notices.nextBatch() {
                told += try batch.map { try Notice(serialized: $0.body).anomaly.score.alertID }
            }
            notices.end()
            #expect(told.contains("1000"))
        }
    }

    @Test("streams declared at the same time are all there")
    func declaredAtOnce() async throws {
        try await FlowFixture.with(services: ["ingest"]) { fixture in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<6 { group.addTask { try await fixture.declare("s\(number)") } }
                try await group.waitForAll()
            }
            for number in 0..<6 { try await fixture.publish(SampleAlerts.ordinary(0..<1, stream: "s\(number)")) }
            #expect(try await fixture.user.jetStream.state(ofStream: "ALERTS_main")?.messages == 6)
        }
    }

    @Test("two projects live side by side, and the same alert id is another alert in each")
    func twoProjects() async throws {
        try await FlowFixture.with(services: ["ingest"]) { fixture in
            for project in ["main", "other"] {
                _ = try await fixture.ask(
                    "ingest", "stream-create", StreamDeclaration(project: "", name: "a"), as: StreamDeclaration.self,
                    project: project)
            }
            var alert = SampleAlerts.ordinary(0..<1, stream: "a")[0]
            try await fixture.publish([alert])
            alert.project = "other"
            try await fixture.publish([alert])
            for project in ["main", "other"] {
                #expect(try await fixture.user.jetStream.state(ofStream: "ALERTS_\(project)")?.messages == 1)
            }
        }
    }

    @Test(
        "a live forest that is missing in Redis is no reason to stop: the one in use goes on, and a new training mends it"
    )
    func missingForest() async throws {
        try await FlowFixture.with { fixture in
            try await fixture.declare("a", trainAfter: 200)
            try await fixture.publish(SampleAlerts.ordinary(0..<200, stream: "a"))
            _ = try await fixture.scores(200)
            _ = try await fixture.user.redis.set("peryton:main:forest:a:live", to: "7")
            // Longer than the watch takes to see it.
            try await Task.sleep(for: .milliseconds(1_500))
            try await fixture.publish(SampleAlerts.ordinary(200..<300, stream: "a"))
            let scores = try await fixture.scores(300)
            #expect(Set(scores.map(\.forestID)) == ["a/1"])
        }
    }
}
