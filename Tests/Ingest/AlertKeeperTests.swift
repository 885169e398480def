import Bus
import Mesh
import Messages
import State
import Testing

@testable import Ingest

@Suite("The keeper of alerts", .timeLimit(.minutes(1)))
struct AlertKeeperTests {
    /// Loses a JetStream stream, as a server does whose disk was replaced.
    private func lose(_ name: String, _ fixture: IngestFixture) async throws {
        _ = try await fixture.mesh.bus.request(OutgoingMessage(subject: "$JS.API.STREAM.DELETE.\(name)", body: []))
        #expect(try await fixture.state(ofStream: name) == nil)
    }

    @Test("JetStream's streams are made again where they are gone, with the scorers' durable")
    func madeAgain() async throws {
        try await IngestFixture.with { fixture in
            _ = try await fixture.desk.declare(StreamDeclaration(project: "", name: "ztf"), in: "main")
            try await lose("ALERTS_main", fixture)
            let made = try fixture.mesh.bus.messages(on: "$JS.EVENT.ADVISORY.CONSUMER.CREATED.ALERTS_main.*")
            try await fixture.mesh.bus.flush()
            let keeper = Task { try await AlertKeeper(mesh: fixture.mesh).run() }
            for await _ in made { break }
            let durable = try await fixture.mesh.jetStream.state(ofConsumer: "scorer_main_ztf", onStream: "ALERTS_main")
            #expect(durable != nil)
            let receipt = try await fixture.receive(try SimulatedPackets.packet().packet)
            #expect(receipt.verdict == .accepted)
            keeper.cancel()
            _ = await keeper.result
        }
    }

    @Test("one keeper among all copies: while another has the lease, nothing is done")
    func lease() async throws {
        try await IngestFixture.with { fixture in
            try await fixture.mesh.redis.set("peryton:keeper", to: "another copy", lifetime: .seconds(60))
            _ = try await fixture.desk.declare(StreamDeclaration(project: "", name: "ztf"), in: "main")
            try await lose("ALERTS_main", fixture)
            let keeper = Task { try await AlertKeeper(mesh: fixture.mesh).run() }
            // The first round asks for the lease; Redis answers in order, so this answer comes behind it.
            while try await evaluations(fixture) == 0 { try await Task.sleep(for: .milliseconds(5)) }
            #expect(try await fixture.mesh.redis.get("peryton:keeper") == Array("another copy".utf8))
            #expect(try await fixture.state(ofStream: "ALERTS_main") == nil)
            keeper.cancel()
            _ = await keeper.result
        }
    }

    /// How many scripts Redis has run.
    private func evaluations(_ fixture: IngestFixture) async throws -> Int {
        let statistics = try await fixture.mesh.redis.send("INFO", "commandstats").text ?? ""
        return statistics.split(separator: "\r\n").filter { $0.hasPrefix("cmdstat_eval") }.count
    }
}
