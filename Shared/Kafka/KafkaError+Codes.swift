import CKafka

extension KafkaError {
    /// What a code of librdkafka or of a broker means for a message.
    ///
    /// - Parameters:
    ///   - bytes: the message's size.
    ///   - lastFault: what went wrong with a connection last, which tells more than that time has passed.
    ///   - mayHaveArrived: whether it was sent and only the answer is missing.
    init(
        _ code: rd_kafka_resp_err_t, topic: String, brokers: String, bytes: Int, lastFault: String?,
        mayHaveArrived: Bool
    ) {
        let text = String(cString: rd_kafka_err2str(code))
        self =
            switch code {
            case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE:
                .tooLarge(topic: topic, bytes: bytes, reason: text)
            case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC, RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION,
                RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
                .topicUnknown(topic: topic, brokers: brokers)
            case RD_KAFKA_RESP_ERR__QUEUE_FULL: .queueFull(topic: topic, brokers: brokers)
            case RD_KAFKA_RESP_ERR__PURGE_QUEUE, RD_KAFKA_RESP_ERR__PURGE_INFLIGHT:
                .closed(topic: topic, brokers: brokers, mayHaveArrived: mayHaveArrived)
            case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED,
                RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION, RD_KAFKA_RESP_ERR_POLICY_VIOLATION,
                RD_KAFKA_RESP_ERR_INVALID_RECORD, RD_KAFKA_RESP_ERR_INVALID_REQUIRED_ACKS,
                RD_KAFKA_RESP_ERR_UNSUPPORTED_FOR_MESSAGE_FORMAT, RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP:
                .refused(topic: topic, brokers: brokers, reason: text)
            default:
                .unacknowledged(
                    topic: topic, brokers: brokers, reason: lastFault.map { "\(text); last: \($0)" } ?? text,
                    mayHaveArrived: mayHaveArrived)
            }
    }
}
