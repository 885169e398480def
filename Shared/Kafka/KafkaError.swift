/// Why a message did not get to Kafka.
public enum KafkaError: Error, Sendable, Equatable, CustomStringConvertible {
    /// librdkafka does not take a property; the value is nil where it is a secret.
    case property(name: String, value: String?, reason: String)
    /// A file with a secret cannot be read.
    case secretFile(path: String, property: String, reason: String)
    /// A name that no topic may have.
    case topicName(String)
    /// The cluster has no such topic and makes none.
    case topicUnknown(topic: String, brokers: String)
    /// Larger than what we or the broker take.
    case tooLarge(topic: String, bytes: Int, reason: String)
    /// More messages wait for the cluster than the producer holds.
    case queueFull(topic: String, brokers: String)
    /// The broker refused for a reason that stays: rights, or a policy.
    case refused(topic: String, brokers: String, reason: String)
    /// Not acknowledged in time; `mayHaveArrived` where it was sent and only the answer is missing.
    case unacknowledged(topic: String, brokers: String, reason: String, mayHaveArrived: Bool)
    /// The producer was closed.
    case closed(topic: String, brokers: String, mayHaveArrived: Bool)
    /// The task that waited for the acknowledgement was cancelled; the message may still arrive.
    case cancelled(topic: String)

    /// One line for people.
    public var description: String {
        switch self {
        case .property(let name, let value, let reason):
            "Kafka property \(name)\(value.map { " = \($0)" } ?? ""): \(reason)"
        case .secretFile(let path, let property, let reason): "\(path), for Kafka property \(property): \(reason)"
        case .topicName(let name):
            "Kafka topic \"\(name)\": expected 1 to 249 of a-z A-Z 0-9 . _ -, and neither \".\" nor \"..\""
        case .topicUnknown(let topic, let brokers): "Kafka topic \(topic): there is none at \(brokers)"
        case .tooLarge(let topic, let bytes, let reason): "Kafka topic \(topic): a message of \(bytes) bytes, \(reason)"
        case .queueFull(let topic, let brokers):
            "Kafka topic \(topic): too many messages wait for \(brokers) already"
        case .refused(let topic, let brokers, let reason): "Kafka topic \(topic): \(brokers) refused: \(reason)"
        case .unacknowledged(let topic, let brokers, let reason, let mayHaveArrived):
            "Kafka topic \(topic): \(brokers) did not acknowledge the message"
                + "\(mayHaveArrived ? ", which may have arrived" : ""): \(reason)"
        case .closed(let topic, let brokers, let mayHaveArrived):
            "Kafka topic \(topic): the producer for \(brokers) is closed"
                + (mayHaveArrived ? "; the message may have arrived" : "")
        case .cancelled(let topic): "Kafka topic \(topic): no longer waited for; the message may still arrive"
        }
    }

    /// Whether the same message may go through later without any change.
    public var isPassing: Bool {
        switch self {
        case .queueFull, .unacknowledged: true
        case .property, .secretFile, .topicName, .topicUnknown, .tooLarge, .refused, .closed, .cancelled: false
        }
    }

    /// Whether the message may be in the topic all the same, so that sending it again may double it.
    public var mayHaveArrived: Bool {
        switch self {
        case .unacknowledged(_, _, _, let mayHaveArrived), .closed(_, _, let mayHaveArrived): mayHaveArrived
        case .cancelled: true
        case .property, .secretFile, .topicName, .topicUnknown, .tooLarge, .queueFull, .refused: false
        }
    }
}
