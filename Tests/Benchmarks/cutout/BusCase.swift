import BenchmarkSupport
import Bus
import Foundation
import Jobs
import Logging
import Mesh
import Messages
import ServiceKit
import Sky

/// Cutouts asked of a running service through nats-server: one after the other, and ten thousand as a job.
struct BusCase {
    let tiles: BenchmarkTiles
    let report: Report
    let folder: String

    private static let project = "bench"
    private static let turns = 1_000
    private static let positions = 10_000

    func run() async throws {
        let servers = "\(folder)/bus"
        try? FileManager.default.removeItem(atPath: servers)
        try FileManager.default.createDirectory(atPath: servers, withIntermediateDirectories: true)
        let nats = try await LocalServer.start(NatsServerKind(), folder: "\(servers)/nats")
        let redis = try await LocalServer.start(RedisServerKind(), folder: "\(servers)/redis")
        let service = try await ChildProcess.start(
            ChildCommand(
                name: "cutout",
                executable: URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
                    .appendingPathComponent("peryton-cutout").path,
                arguments: [
                    "--nats", nats.address, "--redis", redis.address, "--data", "\(servers)/data", "--results",
                    "\(servers)/results", "--images", tiles.folder,
                ],
                output: .file("\(servers)/cutout.log")))
        let log = Logger(label: "bench")
        let bus = try await BusConnection.connect(BusConfiguration(url: nats.address, name: "bench"), log: log)
        let jobs = try JobClient(connection: bus, publisher: try JetStreamPublisher(bus), user: "me")
        try await scan(bus, jobs)
        try await single(bus)
        try await job(jobs, processID: service.processID)
        await bus.close()
        await service.stop()
        await nats.stop()
        await redis.stop()
    }

    private func scan(_ bus: BusConnection, _ jobs: JobClient) async throws {
        let order = ScanParameters(collection: "tiles", folder: tiles.folder)
        for attempt in 0... {
            do {
                _ = try await bus.call(
                    Subject.rpc("cutout", "scan-check", Self.project, "me"), order, as: ScanParameters.self)
                break
            } catch  where attempt < 200 {
                try await Task.sleep(for: .milliseconds(50))
            }
        }
        _ = try await finished(
            Job(id: JobClient.newID(), project: Self.project, owner: "me", kind: "scan", scan: order), jobs)
    }

    private func finished(_ job: Job, _ jobs: JobClient) async throws -> Job {
        let submitted = try await jobs.submit(job)
        let ended = try await jobs.wait(for: submitted.id, project: Self.project) { _ in }
        guard ended.phase == .completed else { throw BenchmarkFailure("job \(job.kind): \(ended.error)") }
        return ended
    }

    private func single(_ bus: BusConnection) async throws {
        for (name, bands) in [("plain 1 arcmin bus", "r"), ("Rice 1 arcmin bus", "i")] {
            var measurement = Measurement()
            for place in BenchmarkTiles.places(Self.turns + 20) {
                let request = CutoutRequest(
                    target: CutoutTarget(
                        raDegrees: place.rightAscension, decDegrees: place.declination,
                        settings: CutoutSettings(bands: bands)))
                let clock = ContinuousClock()
                let start = clock.now
                let reply = try await bus.call(
                    Subject.rpc("cutout", "cutout", Self.project, "me"), request, as: CutoutReply.self)
                let seconds = (clock.now - start) / .seconds(1)
                guard reply.files.count == 1 else { throw BenchmarkFailure("\(name): \(reply.reason)") }
                measurement.add(ours: seconds, peer: 0.005)
            }
            report.tell(name, measurement, peerName: "the bar of 5 ms")
        }
    }

    /// Ten thousand positions: how long, and what memory the service takes at most.
    private func job(_ jobs: JobClient, processID: Int32) async throws {
        let lines = BenchmarkTiles.places(Self.positions).map { "\($0.rightAscension),\($0.declination)" }
        // As text the positions must fit one message.
        let half = lines.count / 2
        let clock = ContinuousClock()
        let start = clock.now
        for part in [lines[..<half], lines[half...]] {
            _ = try await finished(
                Job(
                    id: JobClient.newID(), project: Self.project, owner: "me", kind: "cutout",
                    cutout: CutoutParameters(
                        settings: CutoutSettings(bands: "r"), text: "ra,dec\n" + part.joined(separator: "\n"))), jobs)
        }
        let seconds = (clock.now - start) / .seconds(1)
        let status = (try? String(contentsOfFile: "/proc/\(processID)/status", encoding: .utf8)) ?? ""
        let peak = status.split(separator: "\n").first { $0.hasPrefix("VmHWM") }?.split(separator: " ").dropFirst()
            .first
        report.note(
            "\(Self.positions) positions as jobs: \(String(format: "%.1f", seconds)) s, \(Int(Double(Self.positions) / seconds)) cutouts/s; "
                + "the service took \((peak.flatMap { Int($0) } ?? 0) / 1_024) MB at most (bar: 500)")
    }
}
