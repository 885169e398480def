import Alerts
import Bus
import Foundation
import IsolationForest
import Jobs
import Mesh
import Messages
import ServiceKit
import State
import TestSupport
import Testing

@testable import ForestTrainer

@Suite("Trainers together", .timeLimit(.minutes(3)))
struct TrainingTests {
    /// Enough trees that both trainers are needed, in a small form.
    private static let large = TrainParameters(stream: "a", trees: 20_000, extensionLevel: 0, seed: 5)

    @Test("two trainers grow one forest, the same to the byte as the library alone grows")
    func twoTrainers() async throws {
        try await FlowFixture.with(services: ["ingest", "forest-trainer"]) { fixture in
            let second = try await fixture.start("forest-trainer")
            try await Self.prepare(fixture)
            try await Self.whenTrainersListen(2, fixture)
            let client = try Self.client(fixture)
            try await client.submit(Self.job("t", Self.large))
            let ended = try await client.wait(for: "t", project: "main")
            #expect(ended.message == "forest a/1: 20000 trees on 600 alerts by 2 trainers, live", "\(ended)")
            try await Self.expectTheLibrarysForest(fixture)
            #expect(try await fixture.user.redis.keys(matching: "peryton:main:trees:t").isEmpty)
            #expect(try await client.jobs(project: "main").map(\.id) == ["t"])
            second.cancel()
            _ = await second.result
        }
    }

    @Test("a small forest of the mixture, grown in ranges, is the library's own")
    func mixture() async throws {
        try await FlowFixture.with(services: ["ingest", "forest-trainer"]) { fixture in
            try await Self.prepare(fixture)
            let client = try Self.client(fixture)
            let order = TrainParameters(stream: "a", seed: 3)
            try await client.submit(Self.job("t", order))
            #expect(try await client.wait(for: "t", project: "main").phase == .completed)
            try await Self.expectTheLibrarysForest(fixture, order)
            let record = try #require(try await fixture.user.registry.forest("main", "a", version: 1))
            #expect(record.firstTree == 0)
            #expect(record.treeEnd == 100)
        }
    }

    @Test(
        "a trainer killed in the middle changes nothing but the time", arguments: [false, true])
    func killed(coordinator: Bool) async throws {
        try await FlowFixture.with(services: ["ingest"]) { fixture in
            try await Self.prepare(fixture)
            var trainers = [
                try await Self.startTrainer(fixture, "one"), try await Self.startTrainer(fixture, "two"),
            ]
            let client = try Self.client(fixture)
            try await client.submit(Self.job("t", Self.large))
            // In the middle: some parts are there, and both have brought one.
            let victim = try await Self.whenBothAreAtIt(fixture, coordinator: coordinator)
            let index = try #require(trainers.firstIndex { $0.processID == victim })
            await trainers[index].kill()
            _ = try await trainers.remove(at: index).waitForExit()
            let ended = try await client.wait(for: "t", project: "main")
            #expect(ended.phase == .completed, "\(ended)")
            try await Self.expectTheLibrarysForest(fixture)
            for trainer in trainers { await trainer.stop() }
        }
    }

    @Test("nats-server and redis-server killed in the middle change nothing but the time, either")
    func serversKilled() async throws {
        try await FlowFixture.with(services: ["ingest", "forest-trainer"]) { fixture in
            try await Self.prepare(fixture)
            let client = try Self.client(fixture)
            try await client.submit(Self.job("t", Self.large))
            func grown() async throws -> Int {
                try await fixture.user.redis.hash("peryton:main:trees:t").keys.filter { $0.hasPrefix("by:") }.count
            }
            while try await grown() == 0 { try await Task.sleep(for: .milliseconds(5)) }
            await fixture.redis.kill()
            try await fixture.redis.restart()
            await fixture.nats.kill()
            try await fixture.nats.restart()
            #expect(try await client.wait(for: "t", project: "main").phase == .completed)
            try await Self.expectTheLibrarysForest(fixture)
        }
    }

    @Test("cancelling a training ends it and its trees")
    func cancelled() async throws {
        try await FlowFixture.with(services: ["ingest", "forest-trainer"]) { fixture in
            try await Self.prepare(fixture)
            let client = try Self.client(fixture)
            var endless = Self.large
            endless.trees = 100_000
            try await client.submit(Self.job("t", endless))
            while try await fixture.user.redis.keys(matching: "peryton:main:trees:t:claim:*").isEmpty {
                try await Task.sleep(for: .milliseconds(5))
            }
            _ = try await client.cancel("t", project: "main")
            #expect(try await client.wait(for: "t", project: "main").phase == .aborted)
            // Nothing is left of it, and the trainer is free for the next.
            try await client.submit(Self.job("next", TrainParameters(stream: "a")))
            #expect(try await client.wait(for: "next", project: "main").phase == .completed)
            while try await fixture.user.jetStream.state(ofStream: "JOBS_main")?.messages != 0 {
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(try await fixture.user.redis.keys(matching: "peryton:main:trees:t").isEmpty)
        }
    }

    @Test("an order for trees that is none, or of a training that is over, holds up nothing")
    func strangeOrders() async throws {
        try await FlowFixture.with(services: ["ingest", "forest-trainer"]) { fixture in
            try await Self.prepare(fixture)
            let over = TreesOrder(
                jobID: "long-gone", firstTree: 0, treeEnd: 8, featureSet: "ztf.candidate", featureSetVersion: 1,
                tableCRC32: 1, trees: 100)
            for body in [[0x0A, 0xFF], over.serialized()] {
                try await fixture.user.publisher.publish(OutgoingMessage(subject: "job.trees.main.me", body: body))
            }
            let letter = try #require(try await fixture.deadLetters(1).first)
            #expect(letter.origin == "job.trees.main.me")
            #expect(letter.original == [0x0A, 0xFF])
            let client = try Self.client(fixture)
            try await client.submit(Self.job("t", TrainParameters(stream: "a")))
            #expect(try await client.wait(for: "t", project: "main").phase == .completed)
            while try await fixture.user.jetStream.state(ofStream: "JOBS_main")?.messages != 0 {
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    // MARK: Steps

    private static func prepare(_ fixture: FlowFixture) async throws {
        try await fixture.declare("a")
        try await fixture.publish(SampleAlerts.ordinary(0..<600, stream: "a"))
    }

    private static func client(_ fixture: FlowFixture) throws -> JobClient {
        try JobClient(connection: fixture.user.bus, publisher: fixture.user.publisher, user: "me")
    }

    private static func job(_ id: String, _ order: TrainParameters) -> Job {
        Job(id: id, project: "main", owner: "me", kind: "train", train: order)
    }

    /// A trainer in a process of its own.
    private static func startTrainer(_ fixture: FlowFixture, _ name: String) async throws -> ChildProcess {
        try await ChildProcess.start(
            ChildCommand(
                name: "trainer \(name)", executable: Programs.path("peryton-forest-trainer"),
                arguments: [
                    "--nats", fixture.nats.address, "--redis", fixture.redis.address,
                ], output: .lines { _ in }))
    }

    /// Waits until so many trainers wait for orders for trees.
    private static func whenTrainersListen(_ count: Int, _ fixture: FlowFixture) async throws {
        struct Consumer: Decodable {
            var num_waiting: Int?
        }
        while true {
            let question = OutgoingMessage(subject: "$JS.API.CONSUMER.INFO.JOBS_main.trees_main", body: [])
            let answer = try await fixture.user.bus.request(question).body
            if try JSONDecoder().decode(Consumer.self, from: Data(answer)).num_waiting == count { return }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    /// Process id of the coordinator, or of the other trainer, once both have grown some trees.
    private static func whenBothAreAtIt(_ fixture: FlowFixture, coordinator: Bool) async throws -> Int32 {
        func processID(_ trainer: [UInt8]) -> Int32? {
            String(decoding: trainer, as: UTF8.self).split(separator: "-").first.flatMap { Int32($0) }
        }
        while true {
            let fields = try await fixture.user.redis.hash("peryton:main:trees:t")
            let growers = Set(fields.filter { $0.key.hasPrefix("by:") }.compactMap { processID($0.value) })
            if growers.count == 2, let chief = fields["coordinator"].flatMap({ processID($0) }) {
                return coordinator ? chief : try #require(growers.first { $0 != chief })
            }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// Compares the live forest with one that the library grows on the same rows.
    private static func expectTheLibrarysForest(
        _ fixture: FlowFixture, _ order: TrainParameters = large
    ) async throws {
        let record = try #require(try await fixture.user.registry.forest("main", "a", version: 1))
        let blob = try #require(try await fixture.user.registry.blob(of: record))
        let features = SampleAlerts.featureSet.features.count
        let values = SampleAlerts.ordinary(0..<600, stream: "a").flatMap { Array($0.features.values) }
        let alone = try Forest.train(
            on: FeatureTable(features: features, values: values), featureSet: SampleAlerts.featureSet.name,
            featureSetVersion: SampleAlerts.featureSet.version,
            features: TreeGrowth.descriptions(of: SampleAlerts.featureSet),
            parameters: ForestParameters(
                trees: order.trees == 0 ? 100 : Int(order.trees),
                extensionChoice: order.extensionLevel < 0 ? .mixed : .level(Int(order.extensionLevel)),
                seed: order.seed),
            threads: 2)
        #expect(alone.serialized() == blob)
    }
}
