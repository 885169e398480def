import Logging
import TestSupport

@testable import Kafka

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
