import IsolationForest
import Mesh
import Messages

/// A forest that is live: what the registry says of it, and its trees.
struct LiveForest: Sendable {
    let record: ForestRecord
    let forest: Forest

    /// Its id in scores: "<stream>/<version>".
    var id: String { record.id }

    /// Loads a forest from the registry; nil when it is gone.
    static func load(_ version: UInt32, of stream: StreamDeclaration, from registry: Registry) async throws
        -> LiveForest?
    {
        guard let record = try await registry.forest(stream.project, stream.name, version: version),
            let blob = try await registry.blob(of: record)
        else { return nil }
        return LiveForest(record: record, forest: try Forest(serialized: blob))
    }

    /// Whether the alert at a sequence of ALERTS was one of the rows that the forest was trained on.
    func sampled(sequence: UInt64) -> Bool {
        record.firstSequence <= sequence && sequence <= record.lastSequence
            && TrainingSample.hash(seed: record.seed, sequence: sequence) <= record.sampleThreshold
    }

    /// Each feature's share in the oddness of a row, the largest first.
    func explanation(of values: FeatureValues) throws -> [Contribution] {
        let shares = try values.withUnsafeBufferPointer { try forest.explain($0) }
        return zip(forest.features.indices, shares).sorted { $0.1 > $1.1 }.map { index, share in
            Contribution(
                feature: forest.features[index].name, value: values[index], typical: forest.medians[index],
                share: Float(share), unit: forest.features[index].unit)
        }
    }
}
