import IsolationForest
import Mesh
import Messages
import Scoring

extension LiveForest {
    /// Loads a forest from the registry; nil when it is gone.
    static func load(_ version: UInt32, of stream: StreamDeclaration, from registry: Registry) async throws
        -> LiveForest?
    {
        guard let record = try await registry.forest(stream.project, stream.name, version: version),
            let blob = try await registry.blob(of: record)
        else { return nil }
        return LiveForest(record: record, forest: try Forest(serialized: blob))
    }
}
