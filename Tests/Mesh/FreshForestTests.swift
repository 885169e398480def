import Alerts
import Bus
import IsolationForest
import Jobs
import Mesh
import Messages
import State
import Testing

@testable import ForestTrainer

@Suite("Forests are kept fresh", .timeLimit(.minutes(3)))
struct FreshForestTests {
    @Test("old trees give way to new ones while alerts flow: none lost, none doubled, and the range of trees moves on")
    func replacement() async throws {
        try await FlowFixture.with { fixture in
            try await fixture.declare("a", trainAfter: 300)
            try await fixture.publish(SampleAlerts.ordinary(0..<300, stream: "a"))
            _ = try await fixture.scores(300)
            try await fixture.publish(SampleAlerts.ordinary(300..<700, stream: "a"))
            async let outcome = Self.train(fixture, "r", replacing: 30)
            for start in stride(from: 700, to: 2_000, by: 100) {
                try await fixture.publish(SampleAlerts.ordinary(start..<start + 100, stream: "a"))
            }
            let ended = try await outcome
            #expect(
                ended.message.hasPrefix("forest a/2: 30 of 100 trees of forest a/1 replaced, grown on "), "\(ended)")
            // The swap follows within the watch's second; alerts go on until one has the newer forest.
            var count = 2_000
            var scores = try await fixture.scores(count)
            while scores.last?.forestID != "a/2" {
                try await fixture.publish(SampleAlerts.ordinary(count..<count + 20, stream: "a"))
                count += 20
                scores = try await fixture.scores(count)
            }
            #expect(Set(scores.map(\.alertID)).count == count)
            #expect(try await fixture.user.jetStream.state(ofStream: "SCORES_main")?.messages == UInt64(count))
            #expect(Set(scores.map(\.forestID)) == ["a/1", "a/2"])
            try await Self.expectReplacement(fixture)
        }
    }

    /// The forest is the one that the library makes of the first and of the alerts since.
    private static func expectReplacement(_ fixture: FlowFixture) async throws {
        func forest(_ version: UInt32) async throws -> (ForestRecord, [UInt8]) {
            let record = try #require(try await fixture.user.registry.forest("main", "a", version: version))
            return (record, try #require(try await fixture.user.registry.blob(of: record)))
        }
        let (record, bytes) = try await forest(2)
        #expect(record.firstTree == 30)
        #expect(record.treeEnd == 130)
        #expect(record.trees == 100)
        #expect(record.parentVersion == 1)
        #expect(record.firstSequence == 301)
        // Sequences count from 1, alerts from 0.
        let numbers = Int(record.firstSequence) - 1..<Int(record.lastSequence)
        let features = SampleAlerts.featureSet.features.count
        let table = try FeatureTable(
            features: features,
            values: SampleAlerts.ordinary(numbers, stream: "a").flatMap { Array($0.features.values) })
        let parent = try Forest(serialized: try await forest(1).1)
        let grown = try Forest.grow(
            trees: 100..<130, on: table, featureSet: parent.featureSet, featureSetVersion: parent.featureSetVersion,
            features: parent.features, parameters: parent.parameters, scaling: parent.scaling)
        let expected = try Forest(merging: [parent.dropping(oldest: 30), grown])
            .calibrated(on: table, knownTo: 100..<130)
        #expect(expected.serialized() == bytes)
    }

    @Test("a stream that declares it has its trees replaced by itself, again and again")
    func refreshes() async throws {
        try await FlowFixture.with(services: ["ingest", "forest-trainer"]) { fixture in
            try await fixture.declare("a", trainAfter: 300, refreshAfter: 500, refreshTrees: 60)
            try await fixture.publish(SampleAlerts.ordinary(0..<300, stream: "a"))
            _ = try await fixture.forestEvents(2)
            try await fixture.publish(SampleAlerts.ordinary(300..<800, stream: "a"))
            _ = try await fixture.forestEvents(4)
            try await fixture.publish(SampleAlerts.ordinary(800..<1_300, stream: "a"))
            let events = try await fixture.forestEvents(6)
            #expect(events.map(\.kind) == [.trained, .live, .trained, .live, .trained, .live])
            #expect(events.map(\.forest.parentVersion) == [0, 0, 1, 1, 2, 2])
            #expect(events.map(\.forest.firstTree) == [0, 0, 60, 60, 120, 120])
            #expect(events.map(\.forest.treeEnd) == [100, 100, 160, 160, 220, 220])
            #expect(events.map(\.forest.rows) == [300, 300, 500, 500, 500, 500])
            #expect(try await fixture.user.registry.liveVersion("main", "a") == 3)
        }
    }

    @Test("trees that cannot be replaced are refused with the reason")
    func refusals() async throws {
        try await FlowFixture.with(services: ["ingest", "forest-trainer"]) { fixture in
            try await fixture.declare("a")
            try await fixture.publish(SampleAlerts.ordinary(0..<300, stream: "a"))
            #expect(
                try await Self.train(fixture, "none", replacing: 10).error
                    == "stream a: no forest is live, so it has no trees to replace; train one: peryton train a")
            _ = try await Self.train(fixture, "first", replacing: 0)
            #expect(
                try await Self.train(fixture, "no-news", replacing: 10).error
                    == "stream a: no alerts have come since forest a/1")
            try await fixture.publish(SampleAlerts.ordinary(300..<400, stream: "a"))
            #expect(
                try await Self.train(fixture, "few", replacing: 10).error
                    == "stream a: 100 sound alerts to train on since forest a/1, expected at least 256")
            #expect(
                try await Self.train(fixture, "all", replacing: 100).error
                    == "stream a: 100 trees to replace, and forest a/1 has 100; expected fewer, or train a new one: "
                    + "peryton train a")
        }
    }

    @Test("drift is told of once for a forest, when alerts have changed and not before, by two scorers together")
    func drift() async throws {
        try await FlowFixture.with { fixture in
            try await fixture.declare("a", trainAfter: 2_000)
            try await fixture.publish(SampleAlerts.ordinary(0..<2_000, stream: "a"))
            _ = try await fixture.scores(2_000)
            let second = try await fixture.start("scorer")
            try await fixture.publish(SampleAlerts.ordinary(2_000..<7_000, stream: "a"))
            _ = try await fixture.scores(7_000)
            #expect(try await fixture.user.jetStream.state(ofStream: "FORESTS_main")?.messages == 2)

            try await fixture.publish(SampleAlerts.ordinary(7_000..<17_000, stream: "a", shift: 1))
            let event = try #require(try await fixture.forestEvents(3).last)
            #expect(event.kind == .drifting)
            #expect(event.forest.id == "a/1")
            #expect(event.driftLimit == 0.1)
            #expect(event.driftDistance > 0.1)
            #expect(event.driftAlerts >= 1_000)
            _ = try await fixture.scores(17_000)
            #expect(try await fixture.user.jetStream.state(ofStream: "FORESTS_main")?.messages == 3)
            let record = try #require(try await fixture.user.registry.forest("main", "a", version: 1))
            #expect(try await fixture.user.registry.isDriftTold(of: record))
            second.cancel()
            _ = await second.result
        }
    }

    @Test("drift brings the next replacement forward where a stream has its trees replaced by itself")
    func driftBringsReplacementForward() async throws {
        try await FlowFixture.with { fixture in
            try await fixture.declare("a", trainAfter: 2_000, refreshAfter: 1_000_000, refreshTrees: 40)
            try await fixture.publish(SampleAlerts.ordinary(0..<2_000, stream: "a"))
            _ = try await fixture.scores(2_000)
            try await fixture.publish(SampleAlerts.ordinary(2_000..<3_500, stream: "a", shift: 1))
            let events = try await fixture.forestEvents(5)
            #expect(events.map(\.kind) == [.trained, .live, .drifting, .trained, .live])
            #expect(events.map(\.forest.id) == ["a/1", "a/1", "a/1", "a/2", "a/2"])
            #expect(events.last?.forest.parentVersion == 1)
            #expect(events.last?.forest.firstTree == 40)
        }
    }

    // MARK: Steps

    private static func train(
        _ fixture: FlowFixture, _ id: String, replacing trees: UInt32
    ) async throws -> Job {
        let jobs = try JobClient(connection: fixture.user.bus, publisher: fixture.user.publisher, user: "me")
        try await jobs.submit(
            Job(
                id: id, project: "main", owner: "me", kind: "train",
                train: TrainParameters(stream: "a", replaceTrees: trees)))
        return try await jobs.wait(for: id, project: "main")
    }
}
