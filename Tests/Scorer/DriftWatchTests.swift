import IsolationForest
import Messages
import Scoring
import TestSupport
import Testing

@testable import Scorer

@Suite("Watching for drift")
struct DriftWatchTests {
    /// A forest of 400 rows of three features, calibrated on them.
    private static func liveForest() throws -> LiveForest {
        var random = SeededGenerator(seed: 5)
        let values = (0..<1_200).map { _ in Float.random(in: -1...1, using: &random) }
        let forest = try Forest.train(
            on: FeatureTable(features: 3, values: values), featureSet: "three", featureSetVersion: 1,
            features: ["a", "b", "c"].map { FeatureDescription(name: $0) })
        let record = ForestRecord(
            project: "main", stream: "ztf", version: 3, featureSet: "three", featureSetVersion: 1, trees: 100,
            sampleSize: 256, heightLimit: 8, lowestExtensionLevel: 1, highestExtensionLevel: 2, seed: 0,
            firstSequence: 1, lastSequence: 400, sampleThreshold: .max, rows: 400, jobID: "j", trainedAt: .now,
            trainingSeconds: 1, blobBytes: 0, blobCRC32: 0)
        return LiveForest(record: record, forest: forest)
    }

    private static func score(tail: Double, sampled: Bool = false, score: Double = 0.7) -> Score {
        Score(
            project: "main", stream: "ztf", alertID: "1", objectID: "o", forestID: "ztf/3", score: score,
            tailProbability: tail, inTrainingSample: sampled)
    }

    @Test("alerts that all look odd are news, once, with the numbers")
    func news() throws {
        var watch = DriftWatch(try Self.liveForest())
        watch.add((0..<999).map { _ in Self.score(tail: 0.01) })
        #expect(watch.news(limit: 0.1) == nil)
        watch.add([Self.score(tail: 0.01)])
        let event = try #require(watch.news(limit: 0.1))
        #expect(event.kind == .drifting)
        #expect(event.forest.version == 3)
        #expect(event.driftAlerts == 1_000)
        #expect(event.driftDistance == watch.distance)
        #expect(
            event.driftSummary
                == "forest ztf/3 drifting: the scores of the last 1000 alerts are 0.99 from its calibration, limit 0.1")
        #expect(watch.news(limit: 0.995) == nil)
        watch.tell()
        #expect(watch.news(limit: 0.1) == nil)
    }

    @Test("what the forest was trained on, and what could not be judged, tells nothing")
    func leftOut() throws {
        var watch = DriftWatch(try Self.liveForest())
        watch.add((0..<2_000).map { Self.score(tail: 0.01, sampled: $0 % 2 == 0, score: $0 % 2 == 0 ? 0.7 : .nan) })
        #expect(watch.distance == 0)
        #expect(watch.news(limit: 0.1) == nil)
    }
}
