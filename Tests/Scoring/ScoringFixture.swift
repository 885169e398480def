import Alerts
import IsolationForest
import Mesh
import Messages
import TestSupport

@testable import Scoring

/// A stream, its alerts and a forest that was grown on them: what a scorer works with, without any server.
enum ScoringFixture {
    static let featureSet = FeatureSet.ztfCandidate
    static let features = featureSet.features.count

    /// A forest of 400 rows of an ordinary cloud, as the registry and Redis would give it.
    static func liveForest(record: ForestRecord = record()) throws -> LiveForest {
        let table = try FeatureTable(features: features, values: (0..<400).flatMap { ordinary($0) })
        let forest = try Forest.train(
            on: table, featureSet: featureSet.name, featureSetVersion: featureSet.version,
            features: featureSet.features.map { FeatureDescription(name: $0.name, unit: $0.unit) })
        return LiveForest(record: record, forest: forest)
    }

    static func record(
        seed: UInt64 = 0, firstSequence: UInt64 = 1, lastSequence: UInt64 = 400, threshold: UInt64 = .max
    ) -> ForestRecord {
        ForestRecord(
            project: "main", stream: "ztf", version: 3, featureSet: featureSet.name,
            featureSetVersion: featureSet.version, trees: 100, sampleSize: 256, heightLimit: 8,
            lowestExtensionLevel: 1, highestExtensionLevel: UInt32(features - 1), seed: seed,
            firstSequence: firstSequence, lastSequence: lastSequence, sampleThreshold: threshold, rows: 400,
            jobID: "j", trainedAt: .now, trainingSeconds: 1, blobBytes: 0, blobCRC32: 0)
    }

    static func stream(anomalyLimit: Double = 0.01) -> StreamDeclaration {
        StreamDeclaration(project: "main", name: "ztf", anomalyLimit: anomalyLimit)
    }

    static func scorer(anomalyLimit: Double = 0.01, _ live: LiveForest) -> AlertScorer {
        AlertScorer(stream: stream(anomalyLimit: anomalyLimit), featureSet: featureSet, live: live)
    }

    /// The features of an ordinary alert, by number.
    static func ordinary(_ number: Int) -> [Float] {
        var random = SeededGenerator(seed: UInt64(number) + 1)
        // The sum of four uniform numbers is close enough to a normal one.
        return (0..<features).map { _ in
            (0..<4).reduce(Float(0)) { sum, _ in sum + .random(in: -1...1, using: &random) }
        }
    }

    static func alert(_ values: [Float], id: String = "1") -> Alert {
        Alert(
            project: "main", stream: "ztf", alertID: id, objectID: "ZTF\(id)", mjdUTC: 61_000, raDegrees: 10,
            decDegrees: -5, band: "g", magnitude: 18, magnitudeError: 0.1,
            features: FeatureVector(
                featureSet: featureSet.name, version: featureSet.version, values: FeatureValues(values)),
            publishedAt: UnixTime(microseconds: 1_000), receivedAt: UnixTime(microseconds: 2_000), survey: "ZTF")
    }
}
