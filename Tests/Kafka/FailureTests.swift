import CKafka
import Foundation
import TestSupport
import Testing

@testable import Kafka

@Suite("What a Kafka producer says when a message does not arrive", .timeLimit(.minutes(3)))
struct FailureTests {
    @Test("a topic that is not there, and is not made")
    func topicUnknown() async throws {
        let cluster = try MockCluster()
        cluster.setError(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, ofTopic: "missing")
        try await withProducer(cluster, properties: ["topic.metadata.propagation.max.ms": "100"]) { producer in
            let error = await kafkaError { try await producer.send(topic: "missing", value: [1]) }
            #expect(error == .topicUnknown(topic: "missing", brokers: cluster.brokers))
            #expect(error?.isPassing == false)
            #expect(error?.mayHaveArrived == false)
            #expect(error?.description == "Kafka topic missing: there is none at \(cluster.brokers)")
        }
    }

    @Test("a topic that we may not write to")
    func refused() async throws {
        let cluster = try MockCluster()
        cluster.createTopic("theirs")
        cluster.answer(.produce, with: [RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED])
        try await withProducer(cluster) { producer in
            let error = await kafkaError { try await producer.send(topic: "theirs", value: [1]) }
            #expect(
                error
                    == .refused(
                        topic: "theirs", brokers: cluster.brokers, reason: "Broker: Topic authorization failed"))
            #expect(error?.isPassing == false)
        }
    }

    @Test("a message that is too large for us, and one that is too large for the broker")
    func tooLarge() async throws {
        let cluster = try MockCluster()
        cluster.createTopic("small")
        try await withProducer(cluster, properties: ["message.max.bytes": "2000"]) { producer in
            let large = [UInt8](repeating: 7, count: 3_000)
            let ours = await kafkaError { try await producer.send(topic: "small", value: large) }
            #expect(ours == .tooLarge(topic: "small", bytes: 3_000, reason: "Broker: Message size too large"))
            cluster.answer(.produce, with: [RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE])
            let theirs = await kafkaError { try await producer.send(topic: "small", value: [1, 2]) }
            #expect(theirs == .tooLarge(topic: "small", bytes: 2, reason: "Broker: Message size too large"))
            #expect(theirs?.isPassing == false)
            try await #expect(producer.send(topic: "small", value: [3]).offset == 0)
        }
    }

    @Test("no broker answers: the reason is why, and the error passes")
    func unreachable() async throws {
        let producer = try KafkaProducer(
            KafkaConfiguration(brokers: "127.0.0.1:1", deliveryTimeoutSeconds: 0.5), log: .quiet)
        let error = await kafkaError { try await producer.send(topic: "any", value: [1]) }
        #expect(error?.isPassing == true)
        #expect(error?.mayHaveArrived == false)
        #expect(error?.description.contains("127.0.0.1:1 did not acknowledge the message") == true)
        #expect(error?.description.contains("Connection refused") == true)
        await producer.close()
    }

    @Test("no answer in time: the message may have arrived")
    func unanswered() async throws {
        let cluster = try MockCluster()
        cluster.createTopic("slow")
        try await withProducer(cluster, deliveryTimeoutSeconds: 1) { producer in
            try await #expect(producer.send(topic: "slow", value: [1]).offset == 0)
            cluster.setDelay(milliseconds: 20_000)
            let error = await kafkaError { try await producer.send(topic: "slow", value: [2]) }
            #expect(error?.isPassing == true)
            #expect(error?.mayHaveArrived == true)
        }
    }

    @Test("closing gives what is under way its time, then ends it; nothing is sent after it")
    func close() async throws {
        let cluster = try MockCluster()
        cluster.createTopic("closes")
        let configuration = KafkaConfiguration(brokers: cluster.brokers)
        cluster.setDelay(milliseconds: 100)
        let patient = try KafkaProducer(configuration, log: .quiet)
        async let arrives = patient.send(topic: "closes", value: [1])
        await patient.waitUntilQueued()
        await patient.close(graceSeconds: 20)
        try await #expect(arrives.offset == 0)

        let hasty = try KafkaProducer(configuration, log: .quiet)
        try await #expect(hasty.send(topic: "closes", value: [2]).offset == 1)
        cluster.setDelay(milliseconds: 20_000)
        async let lost = kafkaError { try await hasty.send(topic: "closes", value: [3]) }
        await hasty.waitUntilQueued()
        let start = ContinuousClock.now
        await hasty.close(graceSeconds: 0.1)
        #expect(.now - start < .seconds(10))
        #expect(await lost == .closed(topic: "closes", brokers: cluster.brokers, mayHaveArrived: true))
        await hasty.close()
        #expect(await hasty.flush() == 0)
        let late = await kafkaError { try await hasty.send(topic: "closes", value: [4]) }
        #expect(late == .closed(topic: "closes", brokers: cluster.brokers, mayHaveArrived: false))
    }

    @Test("a task that is cancelled waits no longer, and the others go on")
    func cancelled() async throws {
        let cluster = try MockCluster()
        cluster.createTopic("cancelled")
        try await withProducer(cluster) { producer in
            cluster.setDelay(milliseconds: 200)
            let task = Task { await kafkaError { try await producer.send(topic: "cancelled", value: [1]) } }
            async let other = producer.send(topic: "cancelled", value: [2])
            task.cancel()
            #expect(await task.value == .cancelled(topic: "cancelled"))
            _ = try await other
        }
    }
}
