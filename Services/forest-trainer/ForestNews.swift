import Bus
import Mesh
import Messages

/// Broadcasts what happens to forests.
struct ForestNews {
    let mesh: MeshConnection

    /// Tells that a forest was trained, and that it is live where it is.
    func tell(_ record: ForestRecord) async throws {
        for kind in [ForestEventKind.trained] + (record.isLive ? [.live] : []) {
            let event = ForestEvent(kind: kind, forest: record, at: .now)
            try await mesh.publisher.publish(
                OutgoingMessage(
                    subject: Subject.forestEvent(record.project), body: event.serialized(),
                    messageID: "\(record.stream)/\(record.version)/\(kind)",
                    headers: [("Peryton-Summary", "forest \(record.stream)/\(record.version) \(kind)")]))
        }
    }
}
