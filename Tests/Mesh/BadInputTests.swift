import Alerts
import Bus
import Foundation
import Mesh
import Messages
import Testing

@Suite("Bad input", .timeLimit(.minutes(3)))
struct BadInputTests {
    @Test("a packet that is no packet is rejected with a reason and kept as a dead letter")
    func rubbishPacket() async throws {
        try await FlowFixture.with(services: ["ingest"]) { fixture in
            try await fixture.declare("a")
            let receipt = try await fixture.publish(Array("not avro".utf8), to: "a", origin: "x.avro")
            #expect(receipt.verdict == .rejected)
            #expect(!receipt.reason.isEmpty)
            let letter = try #require(try await fixture.deadLetters(1).first)
            #expect(letter.service == "ingest")
            #expect(letter.reason == receipt.reason)
            #expect(letter.origin == "x.avro")
            #expect(letter.original == Array("not avro".utf8))
            #expect(letter.originalBytes == 8)
        }
    }

    @Test("a packet for a stream that nobody declared is rejected, with what to do, and kept")
    func undeclaredStream() async throws {
        try await FlowFixture.with(services: ["ingest"]) { fixture in
            try await fixture.declare("a")
            let receipt = try await fixture.publish([1, 2, 3], to: "nowhere")
            #expect(receipt.verdict == .rejected)
            #expect(
                receipt.reason
                    == "stream \"nowhere\" is not declared in project main; declare it first: peryton streams create")
            #expect(try await fixture.deadLetters(1).first?.kind == "no-stream")
        }
    }

    @Test("a project without a stream is told so")
    func undeclaredProject() async throws {
        try await FlowFixture.with(services: ["ingest"]) { fixture in
            let error = await #expect(throws: BusError.self) {
                try await fixture.ask(
                    "ingest", "publish", PublishRequest(stream: "a", packet: []), as: PublishReceipt.self)
            }
            #expect(error?.description == "project \"main\" has no stream; declare one first: peryton streams create")
        }
    }

    @Test("an alert written to a subject that is no stream is refused by JetStream itself")
    func undeclaredSubject() async throws {
        try await FlowFixture.with(services: ["ingest"]) { fixture in
            try await fixture.declare("a")
            let error = await #expect(throws: BusError.self) {
                try await fixture.user.bus.request(OutgoingMessage(subject: "alert.main.nowhere", body: [1]))
            }
            #expect(error == .noResponders(subject: "alert.main.nowhere"))
        }
    }

    @Test("poison among alerts goes to the dead letters with its reason, and holds up nothing behind it")
    func poison() async throws {
        try await FlowFixture.with { fixture in
            try await fixture.declare("a", trainAfter: 100)
            try await fixture.publish(SampleAlerts.ordinary(0..<100, stream: "a"))
            _ = try await fixture.scores(100)

            var short = SampleAlerts.ordinary(200..<201, stream: "a")[0]
            short.features.values = [1, 2, 3]
            var nowhere = SampleAlerts.ordinary(201..<202, stream: "a")[0]
            nowhere.decDegrees = .nan
            var infinite = SampleAlerts.ordinary(202..<203, stream: "a")[0]
            infinite.features.values = FeatureValues(infinite.features.values.map { _ in Float.infinity })
            var stranger = SampleAlerts.ordinary(203..<204, stream: "a")[0]
            stranger.project = "other"
            let bodies =
                [short, nowhere, infinite, stranger].map { $0.serialized() } + [[0x0A, 0xFF], Array("garbage".utf8)]
            for (index, body) in bodies.enumerated() {
                try await fixture.user.publisher.publish(
                    OutgoingMessage(subject: "alert.main.a", body: body, messageID: "poison-\(index)"))
                try await fixture.publish(SampleAlerts.ordinary(300 + index..<301 + index, stream: "a"))
            }

            let scores = try await fixture.scores(106)
            #expect(Set(scores.map(\.alertID)).count == 106)
            let letters = try await fixture.deadLetters(6)
            #expect(letters.map(\.messageID).sorted() == (0..<6).map { "poison-\($0)" })
            #expect(
                letters.allSatisfy { $0.origin == "alert.main.a" && $0.originSequence > 0 && $0.service == "scorer" })
            let byID = Dictionary(uniqueKeysWithValues: letters.map { ($0.messageID, $0) })
            let features = SampleAlerts.featureSet.features.count
            #expect(
                byID["poison-0"]?.reason == "Alert message, field features.values: found 3 values, expected \(features)"
            )
            #expect(byID["poison-1"]?.kind == "out-of-range")
            #expect(
                byID["poison-3"]?.reason == "Alert message, field stream: says other/a, came on the subject of main/a")
            #expect(byID["poison-4"]?.kind == "malformed")
            #expect(byID["poison-5"]?.original == Array("garbage".utf8))
        }
    }

    @Test("declarations that could not work are refused, each with what was expected")
    func badDeclarations() async throws {
        try await FlowFixture.with(services: ["ingest"]) { fixture in
            func refusal(_ stream: StreamDeclaration) async -> String? {
                await #expect(throws: BusError.self) {
                    try await fixture.ask("ingest", "stream-create", stream, as: StreamDeclaration.self)
                }?.description
            }
            #expect(
                await refusal(StreamDeclaration(project: "", name: "A_b"))
                    == "stream name \"A_b\": expected 1 to 63 of a–z, 0–9 and -, not beginning with -")
            #expect(
                await refusal(StreamDeclaration(project: "", name: "a", anomalyLimit: 2))
                    == "stream a: anomaly limit 2.0: expected a tail probability, above 0 and at most 1")
            #expect(
                await refusal(StreamDeclaration(project: "", name: "a", featureSet: "nope"))
                    == "stream a: feature set \"nope\" version 1 is not known; known are: ztf.candidate version 1")
        }
    }
}
