import CKafka
import Logging
import Synchronization

/// What librdkafka tells of a client by its callbacks, in one object that all of them find.
///
/// The client's thread holds it until the client is gone, as callbacks come until then.
final class NativeEvents: Sendable {
    private struct State {
        var lastFault: String?
        var fatalFault: String?
    }

    /// The brokers as they were configured, for messages to people.
    let brokers: String
    private let log: Logger
    private let onDelivery: @Sendable (_ number: UInt, _ outcome: Result<KafkaPlace, KafkaError>) -> Void
    private let state = Mutex(State())

    /// - Parameter onDelivery: hears what became of the message that was sent with this number.
    init(
        brokers: String, log: Logger,
        onDelivery: @escaping @Sendable (_ number: UInt, _ outcome: Result<KafkaPlace, KafkaError>) -> Void
    ) {
        self.brokers = brokers
        self.log = log
        self.onDelivery = onDelivery
    }

    /// Why the client can do nothing any more; nil while it can.
    var fatalFault: String? { state.withLock { $0.fatalFault } }

    /// Has the callbacks of a client report here.
    func listen(to settings: borrowing NativeSettings) {
        settings.withNative { native in
            rd_kafka_conf_set_opaque(native, Unmanaged.passUnretained(self).toOpaque())
            rd_kafka_conf_set_error_cb(native) { client, code, reason, events in
                guard let client, let events = NativeEvents.from(events) else { return }
                events.failed(client, code, reason.map { String(cString: $0) } ?? "")
            }
            rd_kafka_conf_set_log_cb(native) { client, level, facility, text in
                guard let events = NativeEvents.from(rd_kafka_opaque(client)) else { return }
                events.logged(
                    level, facility.map { String(cString: $0) } ?? "", text.map { String(cString: $0) } ?? "")
            }
            rd_kafka_conf_set_dr_msg_cb(native) { _, message, events in
                guard let message, let events = NativeEvents.from(events) else { return }
                events.delivered(message)
            }
        }
    }

    private static func from(_ opaque: UnsafeMutableRawPointer?) -> NativeEvents? {
        opaque.map { Unmanaged<NativeEvents>.fromOpaque($0).takeUnretainedValue() }
    }

    private func delivered(_ message: UnsafePointer<rd_kafka_message_t>) {
        let number = UInt(bitPattern: message.pointee._private)
        let topic = rd_kafka_topic_name(message.pointee.rkt).map { String(cString: $0) } ?? ""
        let code = message.pointee.err
        guard code != RD_KAFKA_RESP_ERR_NO_ERROR else {
            state.withLock { $0.lastFault = nil }
            let place = KafkaPlace(topic: topic, partition: message.pointee.partition, offset: message.pointee.offset)
            return onDelivery(number, .success(place))
        }
        let error = KafkaError(
            code, topic: topic, brokers: brokers, bytes: message.pointee.len,
            lastFault: state.withLock { $0.lastFault },
            mayHaveArrived: rd_kafka_message_status(message) != RD_KAFKA_MSG_STATUS_NOT_PERSISTED)
        onDelivery(number, .failure(error))
    }

    private func failed(_ client: OpaquePointer, _ code: Int32, _ reason: String) {
        guard code == RD_KAFKA_RESP_ERR__FATAL.rawValue else {
            // That all brokers are away says less than why one is.
            if code != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN.rawValue { state.withLock { $0.lastFault = reason } }
            return log.warning("Kafka reported", metadata: ["brokers": "\(brokers)", "reason": "\(reason)"])
        }
        var text = [CChar](repeating: 0, count: 512)
        rd_kafka_fatal_error(client, &text, text.count)
        let cause = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        state.withLock { $0.fatalFault = cause }
        log.error("Kafka client cannot go on", metadata: ["brokers": "\(brokers)", "reason": "\(cause)"])
    }

    /// Levels are those of syslog; what fails comes to `failed` as well, so nothing here is more than a notice.
    private func logged(_ level: Int32, _ facility: String, _ text: String) {
        log.log(
            level: level <= 5 ? .info : .debug, "librdkafka says",
            metadata: ["facility": "\(facility)", "text": "\(text)"])
    }
}
