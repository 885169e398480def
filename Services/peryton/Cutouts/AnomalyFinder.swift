import Bus
import Mesh
import Messages

/// Finds an anomaly of the project by the id of its alert or of its object.
struct AnomalyFinder {
    let client: MeshClient

    /// How many of the newest anomalies are looked through.
    private static let mostAnomalies: UInt64 = 20_000

    /// The newest anomaly of an id.
    func find(_ id: String) async throws -> Anomaly {
        let stream = ProjectStreams(client.project).anomalies
        guard let state = try await client.jetStream.state(ofStream: stream), state.lastSequence > 0 else {
            throw CommandFailure("anomaly \(id): the project has no anomalies yet")
        }
        let oldest = max(
            state.firstSequence - min(1, state.firstSequence),
            state.lastSequence - min(state.lastSequence, Self.mostAnomalies))
        var sequence = state.lastSequence
        while sequence > oldest {
            try Task.checkCancellation()
            if let message = try await client.jetStream.message(ofStream: stream, sequence: sequence) {
                let anomaly = try message.withBody { bytes throws(MessageError) in try Anomaly(serialized: bytes) }
                if anomaly.alert.alertID == id || anomaly.alert.objectID == id { return anomaly }
            }
            sequence -= 1
        }
        throw CommandFailure(
            "anomaly \(id): neither an alert nor an object of the newest \(state.lastSequence - oldest) anomalies")
    }
}
