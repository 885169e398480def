import CKafka
import Foundation
import Logging
import Testing

@testable import Kafka

/// librdkafka's own cluster in memory, whose brokers listen on loopback ports for every client.
///
/// `@unchecked Sendable`: librdkafka does every order in the cluster's own thread.
final class MockCluster: @unchecked Sendable {
    /// Kafka's numbers of requests.
    enum Request: Int16 {
        case produce = 0
    }

    private let owner: OpaquePointer
    private let cluster: OpaquePointer
    private let count: Int32

    init(brokers count: Int32 = 1) throws {
        let settings = rd_kafka_conf_new()
        rd_kafka_conf_set_log_cb(settings) { _, _, _, _ in }
        owner = try #require(rd_kafka_new(RD_KAFKA_PRODUCER, settings, nil, 0))
        cluster = try #require(rd_kafka_mock_cluster_new(owner, count))
        self.count = count
    }

    deinit {
        rd_kafka_mock_cluster_destroy(cluster)
        rd_kafka_destroy(owner)
    }

    /// host:port of all brokers.
    var brokers: String { String(cString: rd_kafka_mock_cluster_bootstraps(cluster)) }

    func createTopic(_ name: String, partitions: Int32 = 1) {
        rd_kafka_mock_topic_create(cluster, name, partitions, count)
    }

    /// The topic is not there, or not allowed, whatever is asked of it.
    func setError(_ code: rd_kafka_resp_err_t, ofTopic name: String) {
        rd_kafka_mock_topic_set_error(cluster, name, code)
    }

    /// The next requests of a kind are answered with these errors.
    func answer(_ request: Request, with codes: [rd_kafka_resp_err_t]) {
        rd_kafka_mock_push_request_errors_array(cluster, request.rawValue, codes.count, codes)
    }

    func setDown() { for id in 1...count { rd_kafka_mock_broker_set_down(cluster, id) } }
    func setUp() { for id in 1...count { rd_kafka_mock_broker_set_up(cluster, id) } }

    /// How long each answer takes.
    func setDelay(milliseconds: Int32) {
        for id in 1...count { rd_kafka_mock_broker_set_rtt(cluster, id, milliseconds) }
    }
}

/// A producer for a test, which is closed behind it.
func withProducer(
    _ cluster: MockCluster, deliveryTimeoutSeconds: Double = 30, properties: [String: String] = [:],
    _ body: (KafkaProducer) async throws -> Void
) async throws {
    let producer = try KafkaProducer(
        KafkaConfiguration(
            brokers: cluster.brokers, properties: properties, deliveryTimeoutSeconds: deliveryTimeoutSeconds),
        log: .quiet)
    do {
        try await body(producer)
    } catch {
        await producer.close(graceSeconds: 0)
        throw error
    }
    await producer.close(graceSeconds: 0)
}

extension KafkaProducer {
    /// Returns once a message that another task sends waits to be acknowledged, which must take longer than 50 ms.
    func waitUntilQueued() async {
        while await flush(withinSeconds: 0.01) == 0 {}
    }
}

extension Logger {
    /// Says nothing.
    static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}

/// What a call throws; nil where it does not.
func kafkaError<Value>(_ body: () async throws -> Value) async -> KafkaError? {
    do {
        _ = try await body()
        return nil
    } catch {
        return error as? KafkaError
    }
}
