import Foundation
import Logging
import TestSupport
import Testing

@testable import Kafka

@Suite("Settings of a Kafka client", .timeLimit(.minutes(1)))
struct ConfigurationTests {
    private func error(_ configuration: KafkaConfiguration) async -> KafkaError? {
        await kafkaError { try await KafkaProducer(configuration, log: .quiet).close(graceSeconds: 0) }
    }

    @Test("names of topics are Kafka's", arguments: ["a", "Notices.main_rare-2", String(repeating: "x", count: 249)])
    func goodTopic(name: String) throws { try KafkaTopic.check(name) }

    @Test(
        "and no others",
        arguments: ["", ".", "..", "a b", "a/b", "ä", "a\0", String(repeating: "x", count: 250)])
    func badTopic(name: String) async {
        let error = await kafkaError { try KafkaTopic.check(name) }
        #expect(error == .topicName(name))
        #expect(error?.isPassing == false)
    }

    @Test("what librdkafka does not take is told with name and value")
    func refusedProperties() async {
        let unknown = await error(KafkaConfiguration(brokers: "b:1", properties: ["no.such": "1"]))
        #expect(unknown?.description.hasPrefix("Kafka property no.such: librdkafka ") == true)
        let invalid = await error(KafkaConfiguration(brokers: "b:1", properties: ["linger.ms": "soon"]))
        guard case .property("linger.ms", "soon", _) = invalid else {
            Issue.record("\(String(describing: invalid))")
            return
        }
        let never = await error(KafkaConfiguration(brokers: "b:1", deliveryTimeoutSeconds: .nan))
        #expect(never?.description.hasPrefix("Kafka property message.timeout.ms") == true)
    }

    @Test(
        "what the configuration sets itself is refused as a further property, under each of its names",
        arguments: ["bootstrap.servers", "metadata.broker.list", "acks", "request.required.acks", "security.protocol"])
    func reserved(name: String) async {
        guard
            case .property(_, nil, let reason) = await error(
                KafkaConfiguration(brokers: "b:1", properties: [name: "1"]))
        else {
            Issue.record("\(name) was taken")
            return
        }
        #expect(reason == "it has its own place in the configuration")
    }

    @Test("secrets come from files, and are never told")
    func secrets() async throws {
        try await withTemporaryFolder { folder in
            let file = "\(folder)/password"
            try Data("hunter2\n".utf8).write(to: URL(fileURLWithPath: file))
            for mechanism in KafkaAccount.Mechanism.allCases {
                let account = KafkaAccount(mechanism: mechanism, user: "peryton", passwordFile: file)
                #expect(
                    await error(KafkaConfiguration(brokers: "127.0.0.1:1", security: .sasl(account, tls: nil))) == nil)
                #expect(
                    await error(
                        KafkaConfiguration(
                            brokers: "127.0.0.1:1", security: .sasl(account, tls: KafkaCertificates()))) == nil)
            }
            let wrong = await error(KafkaConfiguration(brokers: "b:1", secretFiles: ["linger.ms": file]))
            #expect(
                wrong == .property(name: "linger.ms", value: nil, reason: "librdkafka does not take the secret"))
            let missing = await error(
                KafkaConfiguration(
                    brokers: "b:1",
                    security: .sasl(
                        KafkaAccount(mechanism: .plain, user: "p", passwordFile: "\(folder)/none"), tls: nil)))
            #expect(
                missing?.description
                    == "\(folder)/none, for Kafka property sasl.password: cannot be read as UTF-8 text")
            let certificates = KafkaCertificates(authorityFile: "\(folder)/none.pem")
            let untrusted = await error(KafkaConfiguration(brokers: "b:1", security: .tls(certificates)))
            #expect(untrusted?.description.contains("ssl.ca.location") == true)
        }
    }
}
