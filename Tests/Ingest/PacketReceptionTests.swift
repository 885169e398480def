import Alerts
import Bus
import Mesh
import Messages
import Simulation
import Testing

@testable import Ingest

@Suite("Packets and their receipts", .timeLimit(.minutes(1)))
struct PacketReceptionTests {
    @Test("a packet is accepted once its alert is in JetStream, and the receipt tells where")
    func accepted() async throws {
        try await IngestFixture.with { fixture in
            _ = try await fixture.desk.declare(StreamDeclaration(project: "", name: "ztf"), in: "main")
            let (truth, packet) = try SimulatedPackets.packet()
            let handedOver = UnixTime(microseconds: 1_234_567)
            let before = UnixTime.now
            let receipt = try await fixture.receive(packet, publishedAt: handedOver)
            #expect(
                receipt
                    == PublishReceipt(
                        verdict: .accepted, alertID: truth.candid, objectID: truth.object, reason: "", sequence: 1))
            let message = try #require(
                try await fixture.mesh.jetStream.message(ofStream: "ALERTS_main", sequence: 1))
            #expect(message.subject == "alert.main.ztf")
            let alert = try Alert(serialized: message.body)
            #expect([alert.project, alert.stream, alert.alertID] == ["main", "ztf", truth.candid])
            #expect(AlertValidation.check(alert, featureSet: .ztfCandidate) == nil)
            #expect(alert.publishedAt == handedOver)
            #expect(alert.receivedAt >= before)
            #expect(message.body.count < packet.count / 4, "stamps do not go on the scoring path")
        }
    }

    @Test("the same packet again is known as seen before, at the same place, and not stored again")
    func duplicate() async throws {
        try await IngestFixture.with { fixture in
            _ = try await fixture.desk.declare(StreamDeclaration(project: "", name: "ztf"), in: "main")
            let first = try await fixture.receive(try SimulatedPackets.packet(0).packet)
            let other = try await fixture.receive(try SimulatedPackets.packet(1).packet)
            let again = try await fixture.receive(try SimulatedPackets.packet(0).packet, origin: "copy.avro", by: "you")
            #expect([first.verdict, other.verdict, again.verdict] == [.accepted, .accepted, .duplicate])
            #expect(again.sequence == first.sequence)
            #expect(again.alertID == first.alertID)
            #expect(try await fixture.state(ofStream: "ALERTS_main")?.messages == 2)
        }
    }

    @Test("the same packet is an alert of its own in each stream")
    func twoStreams() async throws {
        try await IngestFixture.with { fixture in
            for name in ["a", "b"] {
                _ = try await fixture.desk.declare(StreamDeclaration(project: "", name: name), in: "main")
            }
            let packet = try SimulatedPackets.packet().packet
            #expect(try await fixture.receive(packet, stream: "a").verdict == .accepted)
            #expect(try await fixture.receive(packet, stream: "b").verdict == .accepted)
        }
    }

    @Test("a truncated packet is rejected with the place, and kept as it came", arguments: [0, 4, 5_000, 50_000])
    func truncated(length: Int) async throws {
        try await IngestFixture.with { fixture in
            _ = try await fixture.desk.declare(StreamDeclaration(project: "", name: "ztf"), in: "main")
            let packet = Array(try SimulatedPackets.packet().packet.prefix(length))
            let receipt = try await fixture.receive(packet, origin: "night/cut.avro")
            #expect(receipt.verdict == .rejected)
            #expect(receipt.sequence == 0)
            #expect(receipt.reason.contains("expected"))
            let letter = try #require(try await fixture.deadLetter())
            #expect(letter.origin == "night/cut.avro")
            #expect(letter.kind == "malformed")
            #expect(letter.reason == receipt.reason)
            #expect(letter.original == packet)
            #expect(try await fixture.state(ofStream: "ALERTS_main")?.messages == 0)
        }
    }

    @Test("a rejected packet that is sent again is one dead letter; one without a name is called by its stream")
    func rejectedTwice() async throws {
        try await IngestFixture.with { fixture in
            _ = try await fixture.desk.declare(StreamDeclaration(project: "", name: "ztf"), in: "main")
            for _ in 0..<2 {
                #expect(try await fixture.receive([1, 2, 3], origin: "").verdict == .rejected)
            }
            #expect(try await fixture.state(ofStream: "DEAD_main")?.messages == 1)
            #expect(try await fixture.deadLetter()?.origin == "packet for ztf")
        }
    }

    @Test("a packet that is rejected for another reason the next time is another dead letter")
    func rejectedOtherwise() async throws {
        try await IngestFixture.with { fixture in
            _ = try await fixture.desk.declare(StreamDeclaration(project: "", name: "ztf"), in: "main")
            let reasons = [
                try await fixture.receive([1, 2, 3], stream: "nowhere").reason,
                try await fixture.receive([1, 2, 3], stream: "ztf").reason,
            ]
            #expect(Set(reasons).count == 2)
            let letters = try await fixture.state(ofStream: "DEAD_main")?.messages
            #expect(letters == 2)
        }
    }

    @Test("only those on the list of publishers may publish; without a list everybody may")
    func publishers() async throws {
        try await IngestFixture.with { fixture in
            _ = try await fixture.desk.declare(
                StreamDeclaration(project: "", name: "closed", publishers: ["telescope", "robot"]), in: "main")
            _ = try await fixture.desk.declare(StreamDeclaration(project: "", name: "open"), in: "main")
            let packet = try SimulatedPackets.packet().packet
            let refusal = await fixture.refusal { try await fixture.receive(packet, stream: "closed", by: "me") }
            #expect(refusal?.code == "forbidden")
            #expect(refusal?.description == "user me may not publish to stream closed of project main")
            #expect(try await fixture.receive(packet, stream: "closed", by: "robot").verdict == .accepted)
            #expect(try await fixture.receive(packet, stream: "open", by: "me").verdict == .accepted)
            #expect(try await fixture.state(ofStream: "DEAD_main")?.messages == 0)
        }
    }

    @Test("a full stream refuses the packet, which its publisher keeps; it is no dead letter")
    func full() async throws {
        try await IngestFixture.with { fixture in
            _ = try await fixture.desk.declare(StreamDeclaration(project: "", name: "ztf"), in: "main")
            var small = ProjectStreams("main").alertsDeclaration(streams: ["ztf"])
            small.maximumBytes = 500
            try await fixture.mesh.jetStream.ensure(small)
            let (truth, packet) = try SimulatedPackets.packet()
            let refusal = await fixture.refusal { try await fixture.receive(packet) }
            #expect(refusal?.code == "unavailable")
            #expect(refusal?.description.hasPrefix("alert \(truth.candid) was not taken: ") == true)
            #expect(try await fixture.state(ofStream: "DEAD_main")?.messages == 0)
        }
    }
}
