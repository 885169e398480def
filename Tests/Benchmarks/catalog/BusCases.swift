import BenchmarkSupport
import Bus
import Foundation
import Logging
import Mesh
import Messages
import ServiceKit

/// The same questions asked of a running catalog-query, through nats-server.
struct BusCases {
    let tables: BenchmarkTables
    let places: Places
    let report: Report
    let folder: String

    private static let project = "bench"
    private static let turns = 500
    private static let warmUp = 50

    func run() async throws {
        let servers = "\(folder)/bus"
        try? FileManager.default.removeItem(atPath: servers)
        try FileManager.default.createDirectory(atPath: "\(servers)/data", withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: "\(servers)/data/\(Self.project)", withDestinationPath: "\(folder)/sqlite")
        let nats = try await LocalServer.start(NatsServerKind(), folder: "\(servers)/nats")
        let redis = try await LocalServer.start(RedisServerKind(), folder: "\(servers)/redis")
        let service = try await ChildProcess.start(
            ChildCommand(
                name: "catalog-query",
                executable: URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
                    .appendingPathComponent("peryton-catalog-query").path,
                arguments: [
                    "--nats", nats.address, "--redis", redis.address, "--data", "\(servers)/data", "--results",
                    "\(servers)/results",
                ],
                output: .file("\(servers)/catalog-query.log")))
        let bus = try await BusConnection.connect(
            BusConfiguration(url: nats.address, name: "bench"), log: Logger(label: "bench"))
        try await waitForService(bus)
        try await cones(bus)
        try await neighbours(bus)
        await bus.close()
        await service.stop()
        await nats.stop()
        await redis.stop()
    }

    private func waitForService(_ bus: BusConnection) async throws {
        for _ in 0..<200 {
            if (try? await quick("SELECT TOP 1 ra FROM dr1.main", bus)) != nil { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw BenchmarkFailure("catalog-query does not answer: see \(folder)/bus/catalog-query.log")
    }

    private func quick(_ adql: String, _ bus: BusConnection) async throws -> QuickReply {
        try await bus.call(
            Subject.rpc("catalog-query", "query-quick", Self.project, "user"), QueryRequest(adql: adql),
            as: QuickReply.self)
    }

    /// From the text of the query to the reply, beside Q3C; and what of it is not the engine's.
    private func cones(_ bus: BusConnection) async throws {
        let statement = "bus cone"
        try tables.peer.prepare(
            statement,
            "SELECT \(SkyCases.peerColumns) FROM public.main WHERE q3c_radial_query(ra, \"dec\", $1, $2, 0.1) LIMIT 1000",
            parameters: 2)
        var whole = Measurement()
        var overhead = Measurement()
        for place in 0..<Self.turns + Self.warmUp {
            let clock = ContinuousClock()
            let start = clock.now
            let reply = try await quick(SkyCases.cone(places, place, 0.1), bus)
            let ours = (clock.now - start) / .seconds(1)
            var found = 0
            let peer = try Measurement.seconds {
                found = try tables.peer.execute(statement, [places.rightAscensions[place], places.declinations[place]])
            }
            guard abs(Int(reply.table.rows) - found) <= 1 else {
                throw BenchmarkFailure("cone 0.1 bus: \(reply.table.rows) rows, \(found) in Q3C")
            }
            guard place >= Self.warmUp else { continue }
            whole.add(ours: ours, peer: peer)
            overhead.add(ours: ours - reply.engineSeconds, peer: reply.engineSeconds)
        }
        report.tell("cone 0.1 bus", whole, peerName: "Q3C")
        report.tell("cone 0.1 bus overhead", overhead, peerName: "its engine")
    }

    /// What the notifier asks for each matched anomaly.
    private func neighbours(_ bus: BusConnection) async throws {
        let statement = "neighbours"
        try tables.peer.prepare(
            statement, "SELECT * FROM public.main WHERE q3c_radial_query(ra, \"dec\", $1, $2, 5.0 / 3600)",
            parameters: 2)
        var measurement = Measurement()
        for place in 0..<Self.turns + Self.warmUp {
            let (ra, dec) = (places.rightAscensions[place], places.declinations[place])
            let request = CrossMatchRequest(
                table: "dr1.main", raDegrees: [ra], decDegrees: [dec], radiusArcseconds: 5, limitPerPosition: 10)
            let clock = ContinuousClock()
            let start = clock.now
            _ = try await bus.call(
                Subject.rpc("catalog-query", "cross-match", Self.project, "user"), request, as: CrossMatchReply.self)
            let ours = (clock.now - start) / .seconds(1)
            let peer = try Measurement.seconds { _ = try tables.peer.execute(statement, [ra, dec]) }
            if place >= Self.warmUp { measurement.add(ours: ours, peer: peer) }
        }
        report.tell("neighbours bus", measurement, peerName: "Q3C")
    }
}
