import Bus
import Foundation
import Logging
import Mesh
import Messages
import ServiceKit
import Simulation
import Stamps
import TestSupport
import Testing

@testable import Ingest

/// The parts of ingest on a real nats-server and a real redis-server, for one test.
struct IngestFixture {
    let mesh: MeshConnection
    let directory: StreamDirectory
    let reception: PacketReception
    let stamps: StampStore
    var desk: StreamDesk { StreamDesk(mesh: mesh) }

    static func with(_ body: (IngestFixture) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            try await with(stamps: StampStore(folder: "\(folder)/stamps"), body)
        }
    }

    /// With a stamp store of the test's own, or even a keeper of stamps.
    static func with(
        stamps: StampStore, keeper: StampKeeper? = nil, _ body: (IngestFixture) async throws -> Void
    ) async throws {
        try await withNatsServer { nats in
            try await withRedisServer { redis in
                let mesh = try await MeshConnection.connect(
                    service: "ingest", natsURL: nats.address, redisURL: redis.address,
                    log: Logger(label: "ingest") { _ in SwiftLogNoOpLogHandler() })
                let directory = StreamDirectory(mesh.registry)
                let fixture = IngestFixture(
                    mesh: mesh, directory: directory,
                    reception: PacketReception(
                        mesh: mesh, directory: directory, stamps: keeper ?? StampKeeper(stamps, log: mesh.log)),
                    stamps: stamps)
                let result: Result<Void, any Error>
                do {
                    result = .success(try await body(fixture))
                } catch {
                    result = .failure(error)
                }
                await mesh.close()
                try result.get()
            }
        }
    }

    /// Hands a packet over, as a user of project "main" does.
    func receive(
        _ packet: [UInt8], stream: String = "ztf", origin: String = "a.avro", publishedAt: UnixTime = .unknown,
        project: String = "main", by user: String = "me"
    ) async throws -> PublishReceipt {
        try await reception.receive(
            PublishRequest(stream: stream, packet: packet, origin: origin, publishedAt: publishedAt),
            project: project, user: user)
    }

    /// The first dead letter of project "main".
    func deadLetter() async throws -> DeadLetter? {
        let message = try await mesh.jetStream.message(ofStream: ProjectStreams("main").dead, sequence: 1)
        return try message.map { try DeadLetter(serialized: $0.body) }
    }

    /// An alert of project "main", by its place in JetStream.
    func alert(_ sequence: UInt64 = 1) async throws -> Alert {
        let message = try await mesh.jetStream.message(ofStream: ProjectStreams("main").alerts, sequence: sequence)
        return try Alert(serialized: try #require(message).body)
    }

    func state(ofStream name: String) async throws -> StreamState? {
        try await mesh.jetStream.state(ofStream: name)
    }

    /// What a part of ingest says when it refuses; nil when it does not.
    func refusal(_ operation: () async throws -> some Sendable) async -> RequestError? {
        await #expect(throws: RequestError.self) { _ = try await operation() }
    }
}

/// Packets as the survey would send them, from the start of a simulated night.
enum SimulatedPackets {
    private static let night = Result {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("peryton-test-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let truth = try SimulatedSurvey(seed: 4, size: .count(200)).writeNight(toFolder: folder.path)
        return try truth.alerts.prefix(5).map { alert in
            (alert: alert, packet: Array(try Data(contentsOf: folder.appendingPathComponent("\(alert.candid).avro"))))
        }
    }

    /// A packet and the truth about it, by its place in the night, 0 to 4.
    static func packet(_ index: Int = 0) throws -> (alert: NightTruth.Entry, packet: [UInt8]) {
        try night.get()[index]
    }
}
