import CKafka
import Foundation
import TestSupport
import Testing

@testable import Kafka

@Suite("A Kafka producer on librdkafka's mock cluster", .timeLimit(.minutes(3)))
struct ProducerTests {
    @Test("what is sent is what another's client reads, where we say it is")
    func readBack() async throws {
        let cluster = try MockCluster(brokers: 3)
        cluster.createTopic("notices")
        try await withProducer(cluster) { producer in
            let headers = [KafkaHeader("id", "rare/3366"), KafkaHeader("id", [0, 255]), KafkaHeader("empty", "")]
            let first = try await producer.send(
                topic: "notices", key: Array("ZTF18abc".utf8), headers: headers, value: [0, 1, 2, 255])
            let second = try await producer.send(topic: "notices", value: Array("{}".utf8))
            let third = try await producer.send(topic: "notices", key: [], value: [])
            #expect(first == KafkaPlace(topic: "notices", partition: 0, offset: 0))
            #expect([second, third].map(\.offset) == [1, 2])
            #expect(second.description == "topic notices, partition 0, offset 1")
            guard let messages = try ReadMessage.all(cluster, "notices") else { return }
            #expect(
                messages == [
                    ReadMessage(
                        partition: 0, offset: 0, key: "ZTF18abc", value: "000102ff",
                        headers: [["id", "726172652f33333636"], ["id", "00ff"], ["empty", ""]]),
                    ReadMessage(partition: 0, offset: 1, key: nil, value: "7b7d", headers: []),
                    ReadMessage(partition: 0, offset: 2, key: "", value: "", headers: []),
                ])
        }
    }

    @Test("a thousand sends at the same time all arrive once, those with a key in the partition of Java's clients")
    func many() async throws {
        let cluster = try MockCluster(brokers: 2)
        cluster.createTopic("many", partitions: 4)
        try await withProducer(cluster) { producer in
            let places = try await withThrowingTaskGroup(of: (Int, KafkaPlace).self) { group in
                for number in 0..<1_000 {
                    group.addTask {
                        let text = Array("\(number)".utf8)
                        return (number, try await producer.send(topic: "many", key: text, value: text))
                    }
                }
                return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            }
            #expect(Set(places.values).count == 1_000)
            for number in 0..<1_000 {
                #expect(places[number]?.partition == JavaPartition.number(ofKey: "\(number)", of: 4))
            }
            guard let messages = try ReadMessage.all(cluster, "many") else { return }
            #expect(messages.count == 1_000)
            for message in messages {
                let number = try #require(message.key.flatMap { Int($0) })
                #expect(
                    places[number] == KafkaPlace(topic: "many", partition: message.partition, offset: message.offset))
            }
        }
    }

    @Test("the producer's own tries after passing errors double nothing")
    func passingErrors() async throws {
        let cluster = try MockCluster()
        cluster.createTopic("once")
        cluster.answer(
            .produce,
            with: [
                RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS, RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE,
                RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT, RD_KAFKA_RESP_ERR__TRANSPORT,
            ])
        try await withProducer(cluster) { producer in
            for value in 0..<3 as Range<UInt8> {
                try await #expect(producer.send(topic: "once", value: [value]).offset == Int64(value))
            }
            guard let messages = try ReadMessage.all(cluster, "once") else { return }
            #expect(messages.map(\.value) == ["00", "01", "02"])
        }
    }

    @Test("while the brokers are away it waits, and goes on when they are back")
    func awayAndBack() async throws {
        let cluster = try MockCluster(brokers: 2)
        cluster.createTopic("waits")
        try await withProducer(cluster, properties: ["reconnect.backoff.max.ms": "200"]) { producer in
            try await #expect(producer.send(topic: "waits", value: [1]).offset == 0)
            cluster.setDown()
            async let later = producer.send(topic: "waits", value: [2])
            await producer.waitUntilQueued()
            #expect(await producer.flush(withinSeconds: 0.3) == 1)
            cluster.setUp()
            try await #expect(later.offset == 1)
            #expect(await producer.flush() == 0)
        }
    }

    @Test("a fault that librdkafka never recovers from is known as one")
    func broken() async throws {
        let cluster = try MockCluster()
        cluster.createTopic("broken")
        let native = try NativeProducer(KafkaConfiguration(brokers: cluster.brokers), log: .quiet)
        _ = try await native.send(topic: "broken", key: nil, headers: [], value: [1])
        #expect(!native.isBroken)
        cluster.answer(.produce, with: [RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER])
        for value in 2...3 as ClosedRange<UInt8> {
            let error = await kafkaError {
                try await native.send(topic: "broken", key: nil, headers: [], value: [value])
            }
            #expect(error?.isPassing == true)
            #expect(native.isBroken)
        }
        await native.close(graceSeconds: 0)
    }

    @Test("a fault that librdkafka never recovers from costs its messages, not the producer")
    func fatal() async throws {
        let cluster = try MockCluster()
        cluster.createTopic("fatal")
        try await withProducer(cluster) { producer in
            try await #expect(producer.send(topic: "fatal", value: [1]).offset == 0)
            cluster.answer(.produce, with: [RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER])
            let error = await kafkaError { try await producer.send(topic: "fatal", value: [2]) }
            #expect(error?.isPassing == true)
            try await #expect(producer.send(topic: "fatal", value: [3]).offset == 1)
        }
    }
}

/// The partition that Java's clients choose: MurmurHash2 with their seed, its highest bit dropped, modulo the partitions.
private enum JavaPartition {
    static func number(ofKey key: String, of partitions: Int32) -> Int32 {
        let bytes = Array(key.utf8)
        let factor: UInt32 = 0x5BD1_E995
        var hash = 0x9747_B28C ^ UInt32(bytes.count)
        for start in stride(from: 0, to: bytes.count / 4 * 4, by: 4) {
            var word = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) }
            word = word &* factor
            word ^= word >> 24
            hash = (hash &* factor) ^ (word &* factor)
        }
        let rest = bytes[(bytes.count / 4 * 4)...]
        if !rest.isEmpty {
            for (index, byte) in rest.enumerated() { hash ^= UInt32(byte) << UInt32(8 * index) }
            hash = hash &* factor
        }
        hash ^= hash >> 13
        hash = hash &* factor
        hash ^= hash >> 15
        return Int32(hash & 0x7FFF_FFFF) % partitions
    }
}
