public import CKafka

/// librdkafka's own cluster in memory, whose brokers listen on loopback ports for every client.
///
/// `@unchecked Sendable`: librdkafka does every order in the cluster's own thread.
public final class MockCluster: @unchecked Sendable {
    /// Kafka's numbers of requests.
    public enum Request: Int16 {
        /// Messages for a topic.
        case produce = 0
    }

    private let owner: OpaquePointer
    private let cluster: OpaquePointer
    private let count: Int32

    /// A cluster of so many brokers.
    public init(brokers count: Int32 = 1) throws {
        let settings = rd_kafka_conf_new()
        rd_kafka_conf_set_log_cb(settings) { _, _, _, _ in }
        guard let owner = rd_kafka_new(RD_KAFKA_PRODUCER, settings, nil, 0),
            let cluster = rd_kafka_mock_cluster_new(owner, count)
        else { throw ProgramFailure(program: "librdkafka's mock cluster", output: "it cannot be made") }
        self.owner = owner
        self.cluster = cluster
        self.count = count
    }

    deinit {
        rd_kafka_mock_cluster_destroy(cluster)
        rd_kafka_destroy(owner)
    }

    /// host:port of all brokers.
    public var brokers: String { String(cString: rd_kafka_mock_cluster_bootstraps(cluster)) }

    /// Makes a topic.
    public func createTopic(_ name: String, partitions: Int32 = 1) {
        rd_kafka_mock_topic_create(cluster, name, partitions, count)
    }

    /// The topic is not there, or not allowed, whatever is asked of it.
    public func setError(_ code: rd_kafka_resp_err_t, ofTopic name: String) {
        rd_kafka_mock_topic_set_error(cluster, name, code)
    }

    /// The next requests of a kind are answered with these errors.
    public func answer(_ request: Request, with codes: [rd_kafka_resp_err_t]) {
        rd_kafka_mock_push_request_errors_array(cluster, request.rawValue, codes.count, codes)
    }

    /// Every broker goes away.
    public func setDown() { for id in 1...count { rd_kafka_mock_broker_set_down(cluster, id) } }
    /// Every broker comes back.
    public func setUp() { for id in 1...count { rd_kafka_mock_broker_set_up(cluster, id) } }

    /// How long each answer takes.
    public func setDelay(milliseconds: Int32) {
        for id in 1...count { rd_kafka_mock_broker_set_rtt(cluster, id, milliseconds) }
    }
}
