import Bus
import Mesh
import Messages

/// Reads the anomalies of a project that JetStream still has, oldest first.
struct PastAnomalies: Sendable {
    let mesh: MeshConnection

    /// The most anomalies that are read: a look at the past must end while somebody waits for it.
    private static let mostAnomalies = 500_000

    /// Calls for each batch of those that were stored at or after a time.
    ///
    /// Ends with what was there when it began.
    func read(
        _ project: String, since time: UnixTime, _ call: ([(anomaly: Anomaly, sequence: UInt64)]) async throws -> Void
    ) async throws {
        let stream = ProjectStreams(project).anomalies
        guard let state = try await mesh.jetStream.state(ofStream: stream), state.messages > 0 else { return }
        let reader = try await mesh.jetStream.consume(
            stream,
            ConsumerConfiguration(durable: nil, start: time.isKnown ? .time(microseconds: time.microseconds) : .all))
        defer { reader.end() }
        let newest = try await mesh.jetStream.state(ofConsumer: reader.name, onStream: stream)
        guard let newest, newest.pending > 0 else { return }
        var left = min(UInt64(Self.mostAnomalies), newest.pending)
        while left > 0, let batch = await reader.nextBatch() {
            let anomalies = batch.prefix(Int(left)).compactMap { message -> (Anomaly, UInt64)? in
                // One that cannot be read is a dead letter of the live run.
                let anomaly = try? message.withBody { bytes throws(MessageError) in try Anomaly(serialized: bytes) }
                return anomaly.map { ($0, message.delivery?.streamSequence ?? 0) }
            }
            left -= min(left, UInt64(batch.count))
            // What was dropped meanwhile, as too old, never comes.
            if batch.last?.delivery?.pending == 0 { left = 0 }
            try await call(anomalies)
        }
        try Task.checkCancellation()
    }
}
