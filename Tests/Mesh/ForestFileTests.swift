import Bus
import IsolationForest
import Jobs
import Mesh
import Messages
import ServiceKit
import State
import Testing

@testable import ForestTrainer
@testable import PerytonCommand

@Suite("Forests as files", .timeLimit(.minutes(3)))
struct ForestFileTests {
    @Test("a forest goes out as bytes and into another stream as its newest version, live by choice")
    func outAndIn() async throws {
        try await Self.with { fixture, client in
            try await Self.train(fixture)
            let (record, bytes) = try await client.forestBytes(stream: "a")
            #expect(record.id == "a/1")
            #expect(record.isLive)
            // More than one message.
            #expect(bytes.count > Chunking.limitBytes)
            let forest = try Forest(serialized: bytes)
            #expect(forest.treeRange == 0..<100)

            let first = try await client.importForest(bytes, into: "b")
            #expect(first.id == "b/1")
            #expect(first.isLive)
            #expect(first.importedBy == "me")
            #expect(try await client.forestBytes(stream: "b").bytes == bytes)
            let second = try await client.importForest(bytes, into: "b", goLive: false)
            #expect(second.id == "b/2")
            #expect(!second.isLive)
            #expect(try await client.forestBytes(stream: "b").record.version == 1)
            #expect(try await client.forestBytes(stream: "b", version: 2).bytes == bytes)
            #expect(try await client.forests(of: "b").map(\.isLive) == [true, false])
            // Who asks again gets the same forest, not another.
            let again = ForestImport(
                stream: "b", uploadID: String(second.jobID.dropFirst("import-me-".count)), goLive: false)
            let known = try await client.bus.call(
                client.rpc("forest-trainer", "forest-import"), again, as: ForestRecord.self)
            #expect(known.version == second.version)
            #expect(try await fixture.user.redis.keys(matching: "peryton:main:upload*").isEmpty)
        }
    }

    @Test("an imported forest scores the stream's alerts")
    func importedForestScores() async throws {
        try await Self.with(services: ["ingest", "forest-trainer", "scorer"]) { fixture, client in
            try await Self.train(fixture)
            let (_, bytes) = try await client.forestBytes(stream: "a")
            _ = try await client.importForest(bytes, into: "b")
            try await fixture.publish(SampleAlerts.ordinary(0..<50, stream: "b"))
            let scores = try await fixture.scores(650).filter { $0.stream == "b" }
            #expect(scores.count == 50)
            #expect(scores.allSatisfy { $0.forestID == "b/1" && !$0.inTrainingSample })
        }
    }

    @Test("what cannot judge the stream's alerts is refused with the reason, and nothing is stored")
    func refusals() async throws {
        try await Self.with { fixture, client in
            func reason(_ bytes: [UInt8], into stream: String = "b") async throws -> String {
                let error = await #expect(throws: BusError.self) {
                    try await client.importForest(bytes, into: stream)
                }
                return error?.description ?? ""
            }
            try await Self.train(fixture)
            let (_, bytes) = try await client.forestBytes(stream: "a")
            var damaged = bytes
            damaged[bytes.count / 2] ^= 1
            #expect(try await reason(damaged).hasSuffix("the checksum does not fit: some byte is damaged"))
            #expect(try await reason([]).hasSuffix("it does not begin with EIFOREST"))
            #expect(try await reason(Array("PNG".utf8)).hasSuffix("it does not begin with EIFOREST"))
            #expect(
                try await reason(bytes, into: "nowhere") == "stream \"nowhere\" is not declared in project main")
            let rows = try FeatureTable(features: 2, values: (0..<600).map { Float($0 % 37) })
            let names = [FeatureDescription(name: "x"), FeatureDescription(name: "y")]
            let foreign = try Forest.train(
                on: rows, featureSet: "table", featureSetVersion: 1, features: names)
            #expect(
                try await reason(foreign.serialized())
                    == "the forest judges feature set table version 1; stream b carries ztf.candidate version 1")
            let disguised = try Forest.train(
                on: rows, featureSet: "ztf.candidate", featureSetVersion: 1, features: names)
            #expect(
                try await reason(disguised.serialized())
                    == "the forest's features (x, y) are not those of ztf.candidate version 1")
            let part = try Forest(merging: [Forest(serialized: bytes)])
            #expect(try await reason(part.serialized()).hasPrefix("the forest is not calibrated"))
            #expect(try await client.forests(of: "b").isEmpty)
            #expect(
                try await fixture.user.redis.keys(matching: "peryton:main:upload*").count <= 1,
                "what was refused is put away, and an upload takes the place of the one before")
        }
    }

    @Test("an upload that is not whole, or a forest that is not there, is told of")
    func missing() async throws {
        try await Self.with { _, client in
            let chunk = try #require(Chunking.cut([UInt8](repeating: 1, count: 600_000)).last)
            func ask(_ verb: String, _ question: some Message) async throws -> String {
                let error = await #expect(throws: BusError.self) {
                    try await client.bus.call(client.rpc("forest-trainer", verb), question, as: ForestRecord.self)
                }
                return error?.description ?? ""
            }
            let receipt = try await client.bus.call(
                client.rpc("forest-trainer", "upload"), UploadPiece(uploadID: "u", chunk: chunk),
                as: UploadReceipt.self)
            #expect(receipt.pieces == 1)
            #expect(
                try await ask("forest-import", ForestImport(stream: "b", uploadID: "u"))
                    == "upload u: 1 pieces have come, and the whole is not there")
            var damaged = chunk
            damaged.crc32 ^= 1
            #expect(
                try await ask("upload", UploadPiece(uploadID: "u", chunk: damaged))
                    == "upload u, piece 1 of 2: expected at most 256 pieces, each with its checksum")
            #expect(
                try await ask("forest-get", ForestRequest(stream: "b")) == "stream b has no forest yet")
            #expect(
                try await ask("forest-get", ForestRequest(stream: "b", version: 7))
                    == "stream b has no forest of version 7; list them: peryton forests")
        }
    }

    @Test("no more than twenty forests are kept beside the live one")
    func bound() async throws {
        try await Self.with { fixture, client in
            try await Self.train(fixture)
            let (_, bytes) = try await client.forestBytes(stream: "a")
            for number in 2...25 { _ = try await client.importForest(bytes, into: "a", goLive: number == 2) }
            let kept = try await client.forests(of: "a")
            #expect(kept.map(\.version) == [2] + Array(6...25))
            #expect(kept.filter(\.isLive).map(\.version) == [2])
            #expect(try await fixture.user.redis.keys(matching: "peryton:main:forest:a:1").isEmpty)
        }
    }

    // MARK: Steps

    private static func with(
        services: Set<String> = ["ingest", "forest-trainer"],
        _ body: (FlowFixture, MeshClient) async throws -> Void
    ) async throws {
        try await FlowFixture.with(services: services) { fixture in
            for stream in ["a", "b"] { try await fixture.declare(stream) }
            // The trainer answers once it has started.
            _ = try await fixture.ask("forest-trainer", "forest-list", NameRequest(), as: ForestList.self)
            let client = try await MeshClient.connect(natsURL: fixture.nats.address, project: "main", user: "me")
            do {
                try await body(fixture, client)
            } catch {
                await client.bus.close()
                throw error
            }
            await client.bus.close()
        }
    }

    private static func train(_ fixture: FlowFixture) async throws {
        try await fixture.publish(SampleAlerts.ordinary(0..<600, stream: "a"))
        let jobs = try JobClient(connection: fixture.user.bus, publisher: fixture.user.publisher, user: "me")
        try await jobs.submit(
            Job(id: "t", project: "main", owner: "me", kind: "train", train: TrainParameters(stream: "a")))
        #expect(try await jobs.wait(for: "t", project: "main").phase == .completed)
    }
}
