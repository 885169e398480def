import Kafka
import Messages
import NoticeForms

/// Writes notices to a Kafka topic, an object's into one partition.
struct KafkaOutlet: Outlet {
    let producer: KafkaProducer
    let topic: String
    let content: NoticeContent
    /// Whether what comes is a digest, even of one notice.
    let isDigest: Bool
    let publisher: VOEventPublisher

    func bring(_ notices: [Notice], id: String) async throws(DeliveryFailure) -> DeliveryProof {
        let value = try notices.content(content, isDigest: isDigest, publisher)
        let key = notices.count == 1 ? Array(notices[0].anomaly.score.objectID.utf8) : nil
        do throws(KafkaError) {
            let place = try await producer.send(
                topic: topic, key: key,
                headers: [
                    KafkaHeader("content-type", Array(content.type.utf8)),
                    KafkaHeader("idempotency-key", Array(id.utf8)),
                ], value: value)
            return DeliveryProof(
                detail: "Kafka topic \(topic) partition \(place.partition) offset \(place.offset)",
                contentSHA256: DeliveryIdentity.checksum(value))
        } catch {
            throw DeliveryFailure(error.description, isPassing: error.isPassing)
        }
    }
}
