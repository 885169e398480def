public import IsolationForest
import Mesh
public import Messages

/// A forest that judges: what the registry says of it, and its trees.
public struct LiveForest: Sendable {
    /// What the registry says of it.
    public let record: ForestRecord
    /// Its trees.
    public let forest: Forest

    /// Puts a forest and its record together.
    public init(record: ForestRecord, forest: Forest) {
        self.record = record
        self.forest = forest
    }

    /// Its id in scores: "<stream>/<version>".
    public var id: String { record.id }

    /// Whether the alert at a sequence of ALERTS was one of the rows that the forest was trained on.
    public func sampled(sequence: UInt64) -> Bool {
        record.firstSequence <= sequence && sequence <= record.lastSequence
            && TrainingSample.hash(seed: record.seed, sequence: sequence) <= record.sampleThreshold
    }

    /// Each feature's share in the oddness of a row, the largest first.
    ///
    /// - Throws: `ForestError` where the row has another number of features than the forest.
    public func explanation(of values: FeatureValues) throws -> [Contribution] {
        let shares = try values.withUnsafeBufferPointer { try forest.explain($0) }
        return zip(forest.features.indices, shares).sorted { $0.1 > $1.1 }.map { index, share in
            Contribution(
                feature: forest.features[index].name, value: values[index], typical: forest.medians[index],
                share: Float(share), unit: forest.features[index].unit)
        }
    }
}
