import Alerts
import Bus
import Mesh
import Messages
import Metrics

/// Turns one packet into one alert in JetStream, or into a dead letter, and gives a receipt.
struct PacketReception: Sendable {
    let mesh: MeshConnection
    let directory: StreamDirectory
    let stamps: StampKeeper

    private let accepted = Counter(label: "accepted_total")
    private let duplicates = Counter(label: "duplicates_total")
    private let rejected = Counter(label: "rejected_total")

    init(mesh: MeshConnection, directory: StreamDirectory, stamps: StampKeeper) {
        self.mesh = mesh
        self.directory = directory
        self.stamps = stamps
    }

    /// Takes a packet.
    ///
    /// The receipt is given once JetStream has the alert, or the dead letter.
    func receive(_ request: PublishRequest, project: String, user: String) async throws -> PublishReceipt {
        guard let stream = try await directory.stream(project, request.stream) else {
            guard try await mesh.registry.projects().contains(project) else {
                throw RequestError(
                    "not-found", "project \"\(project)\" has no stream; declare one first: peryton streams create")
            }
            return try await reject(
                request, project, kind: "no-stream",
                reason:
                    "stream \"\(request.stream)\" is not declared in project \(project); declare it first: peryton streams create"
            )
        }
        guard stream.declaration.publishers.isEmpty || stream.declaration.publishers.contains(user) else {
            throw RequestError(
                "forbidden", "user \(user) may not publish to stream \(request.stream) of project \(project)")
        }
        var content: PacketContent
        do throws(PacketError) {
            content = try stream.reader.read(request.packet, project: project, stream: request.stream)
        } catch {
            return try await reject(request, project, kind: error.kind.rawValue, reason: error.description)
        }
        content.alert.publishedAt = request.publishedAt
        let days = stream.declaration.keepStampsDays
        if days > 0 { await stamps.keep(&content, of: request.packet, days: days) }
        return try await publish(content.alert)
    }

    private func publish(_ alert: Alert) async throws -> PublishReceipt {
        let message = OutgoingMessage(
            subject: Subject.alert(alert.project, alert.stream), body: alert.serialized(),
            messageID: AlertKey(alert).messageID)
        var receipt = PublishReceipt(verdict: .accepted, alertID: alert.alertID, objectID: alert.objectID)
        switch try await mesh.publisher.publish([message])[0] {
        case .stored(let sequence):
            receipt.sequence = sequence
            accepted.increment()
        case .duplicate(let sequence):
            receipt.verdict = .duplicate
            receipt.sequence = sequence
            duplicates.increment()
        case .refused(let error):
            // The stream is full: the publisher still has the packet and sends it again.
            throw RequestError("unavailable", "alert \(alert.alertID) was not taken: \(error)")
        }
        return receipt
    }

    private func reject(
        _ request: PublishRequest, _ project: String, kind: String, reason: String
    ) async throws -> PublishReceipt {
        rejected.increment()
        let origin = request.origin.isEmpty ? "packet for \(request.stream)" : request.origin
        try await mesh.deadLetters.put(
            project: project, original: request.packet, origin: origin, kind: kind, reason: reason)
        return PublishReceipt(verdict: .rejected, reason: reason)
    }
}
