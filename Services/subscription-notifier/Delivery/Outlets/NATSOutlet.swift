import Bus
import Mesh
import Messages

/// Publishes notices on the subscription's own subject, from whose durable the subscriber reads.
///
/// Notices of matches go there at once (`NoticeMaker`); this is for tests of the channel.
struct NATSOutlet: Outlet {
    let publisher: JetStreamPublisher

    func bring(_ notices: [Notice], id: String) async throws(DeliveryFailure) -> DeliveryProof {
        var proof = DeliveryProof(detail: "", contentSHA256: "")
        for notice in notices {
            let body = notice.serialized()
            let subject = Subject.notice(notice.project, notice.subscription)
            do {
                let outcome = try await publisher.publish(
                    OutgoingMessage(
                        subject: subject, body: body, messageID: "\(id)/\(notice.anomaly.score.alertID)",
                        headers: [("Peryton-Summary", AnomalyText.line(notice.anomaly))]))
                guard case .stored(let sequence) = outcome else { continue }
                proof = DeliveryProof(
                    detail: "JetStream \(ProjectStreams(notice.project).notices) sequence \(sequence)",
                    contentSHA256: DeliveryIdentity.checksum(body))
            } catch {
                throw DeliveryFailure("\(error)", isPassing: true)
            }
        }
        return proof
    }
}
