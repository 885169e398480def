public import Logging
import Synchronization

/// Sends messages to a Kafka cluster, each once and in order within its partition.
///
/// ```swift
/// let producer = try KafkaProducer(KafkaConfiguration(brokers: "localhost:9092"), log: log)
/// let place = try await producer.send(topic: "anomalies", key: Array("ZTF18abc".utf8), value: notice)
/// await producer.close()
/// ```
///
/// It is idempotent and waits for all replicas in sync (`enable.idempotence`, `acks=all`): while it tries again by
/// itself, nothing is doubled or reordered. What the caller sends again after an error that says so may be there twice.
/// Messages with equal keys get to the same partition, the one that Java's clients choose. One thread serves all sends.
public final class KafkaProducer: Sendable {
    private struct State {
        var native: NativeProducer
        var isClosed = false
    }

    private let configuration: KafkaConfiguration
    private let log: Logger
    private let state: Mutex<State>

    /// Makes a producer, which connects by itself and again whenever the connection is lost.
    ///
    /// - Throws: `KafkaError.property` and `.secretFile`; that no broker is there is told by `send`.
    public init(_ configuration: KafkaConfiguration, log: Logger) throws(KafkaError) {
        self.configuration = configuration
        self.log = log
        state = Mutex(State(native: try NativeProducer(configuration, log: log)))
    }

    deinit { state.withLock { $0.native.startClosing(graceSeconds: 0) } }

    /// Sends a message and waits until all replicas in sync have it.
    ///
    /// At most for the configuration's `deliveryTimeoutSeconds`. Many sends may wait at the same time, and are then sent
    /// together.
    ///
    /// - Parameters:
    ///   - topic: where to.
    ///   - key: messages with equal keys stay in order; nil: any partition.
    ///   - headers: what goes with it.
    ///   - value: the message.
    /// - Returns: where it is.
    public func send(
        topic: String, key: [UInt8]? = nil, headers: [KafkaHeader] = [], value: [UInt8]
    ) async throws(KafkaError) -> KafkaPlace {
        try KafkaTopic.check(topic)
        return try await usable(for: topic).send(topic: topic, key: key, headers: headers, value: value)
    }

    /// Waits until all that was sent is acknowledged or given up, or time is up.
    ///
    /// - Returns: how many messages still wait.
    @discardableResult
    public func flush(withinSeconds seconds: Double = 30) async -> Int {
        await state.withLock { $0.native }.flush(withinSeconds: seconds)
    }

    /// Closes the producer; sends that wait have some time, then they end with `KafkaError.closed`.
    public func close(graceSeconds: Double = 5) async {
        let native = state.withLock { state in
            state.isClosed = true
            return state.native
        }
        await native.close(graceSeconds: graceSeconds)
    }

    /// The client, in place of one that can do nothing any more a new one: librdkafka never recovers from a fatal error.
    private func usable(for topic: String) throws(KafkaError) -> NativeProducer {
        try state.withLock { state throws(KafkaError) in
            if state.native.isBroken, !state.isClosed {
                let fresh = try NativeProducer(configuration, log: log)
                state.native.startClosing(graceSeconds: 0)
                state.native = fresh
            }
            return state.native
        }
    }
}
