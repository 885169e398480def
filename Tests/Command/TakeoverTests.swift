import Bus
import Foundation
import Glibc
import Images
import Jobs
import Messages
import ServiceKit
import TestSupport
import Testing

@testable import PerytonCommand

@Suite("Work whose worker is killed", .timeLimit(.minutes(3)))
struct TakeoverTests {
    @Test("kill −9 in the middle of a query: another process completes the job, whose result is whole")
    func killed() async throws {
        try await RunningMesh.with { mesh in
            let rows = 6_000
            let text = (["id,x"] + (0..<rows).map { "\($0),\($0 % 7)" }).joined(separator: "\n")
            try text.write(toFile: "\(mesh.folder)/numbers.csv", atomically: true, encoding: .utf8)
            _ = try await mesh.lines("load numbers.csv --yes")
            try await withAnotherCopy("peryton-catalog-query", mesh) { try await killAndWait(mesh, rows: rows) }
        }
    }

    @Test("kill −9 in the middle of a cutout job: another process completes it, with every position")
    func cutouts() async throws {
        try await RunningMesh.with { mesh in
            let positions = 3_000
            try FileManager.default.createDirectory(atPath: "\(mesh.folder)/sky", withIntermediateDirectories: true)
            try Self.writeImage("\(mesh.folder)/sky/r.fits")
            _ = try await mesh.lines("images scan sky")
            try await withAnotherCopy("peryton-cutout", mesh) {
                let text = "ra,dec\n" + String(repeating: "10,-20\n", count: positions)
                let (jobs, done) = try await killed(
                    Job(
                        id: "killed-2", project: "main", owner: "me", kind: "cutout",
                        cutout: CutoutParameters(settings: CutoutSettings(compression: "gzip"), text: text)), mesh)
                #expect(done.message.hasPrefix("\(positions) positions: \(positions) with files"), "\(done.message)")
                let archive = try #require(done.results.first { $0.name == "cutouts.tar" })
                try await jobs.download(archive, of: done.id, project: "main", to: "\(mesh.folder)/cutouts.tar")
                let names = try Python.run("tar", ["tf", "\(mesh.folder)/cutouts.tar"]).split(separator: "\n")
                #expect(names.count == positions)
                #expect(Set(names).count == positions)
            }
        }
    }

    /// 600 × 600 pixels of an arcsecond round (10°, −20°).
    private static func writeImage(_ path: String) throws {
        var header = ImageHeader()
        header.set("CTYPE1", "RA---TAN")
        header.set("CTYPE2", "DEC--TAN")
        header.set("CRVAL1", 10.0)
        header.set("CRVAL2", -20.0)
        header.set("CRPIX1", 300.5)
        header.set("CRPIX2", 300.5)
        header.set("CD1_1", -1.0 / 3_600)
        header.set("CD2_2", 1.0 / 3_600)
        header.set("BAND", "r")
        let values = (0..<600 * 600).map { Float(($0 * 7_919) % 1_013) }
        var file = FITSBytes()
        file.append(try #require(PixelBlock(width: 600, height: 600, pixels: .float(values))), header: header)
        try Data(file.bytes).write(to: URL(fileURLWithPath: path))
    }

    /// Starts another copy of a service, which shares the files.
    private func withAnotherCopy(
        _ program: String, _ mesh: RunningMesh, _ body: () async throws -> Void
    ) async throws {
        let (other, _) = try await BuiltProgram(name: "/usr/bin/env").start(
            [
                "PERYTON_NATS=nats://\(mesh.servers[0])", "PERYTON_REDIS=redis://\(mesh.servers[1])",
                "PERYTON_DATA=state/catalog", "PERYTON_RESULTS=state/results", Programs.path(program),
            ], in: mesh.folder)
        do {
            try await body()
        } catch {
            await other.stop()
            throw error
        }
        await other.stop()
    }

    private func killAndWait(_ mesh: RunningMesh, rows: Int) async throws {
        // Some seconds of work that no index shortens.
        let adql = "SELECT COUNT(*) AS n FROM numbers AS a, numbers AS b WHERE a.x * b.id >= 0 AND a.id + b.x >= 0"
        let (jobs, done) = try await killed(
            Job(
                id: "killed-1", project: "main", owner: "me", kind: "query",
                query: QueryParameters(adql: adql, format: "csv")), mesh)
        let result = try #require(done.results.first)
        try await jobs.download(result, of: "killed-1", project: "main", to: "\(mesh.folder)/n.csv")
        #expect(try String(contentsOfFile: "\(mesh.folder)/n.csv", encoding: .utf8) == "n\n\(rows * rows)\n")
    }

    /// Orders a job, kills the process that works on it, and waits until another has completed it.
    private func killed(_ order: Job, _ mesh: RunningMesh) async throws -> (JobClient, Job) {
        let client = try await MeshClient.connect(natsURL: "nats://\(mesh.servers[0])", project: "main", user: "me")
        let jobs = try client.jobs()
        _ = try await jobs.submit(order)
        var job = try await jobs.job(order.id, project: "main")
        while job.phase != .executing {
            try #require(!job.phase.isFinal, "\(job.error)")
            job = try await jobs.job(order.id, project: "main")
        }
        let killed = job.worker
        let processID = try #require(killed.split(separator: "-").compactMap { pid_t($0) }.first)
        try #require(kill(processID, SIGKILL) == 0)
        let done = try await jobs.wait(for: order.id, project: "main")
        #expect(done.phase == .completed, "\(done.error)")
        #expect(done.attempt == 2)
        #expect(done.worker != killed)
        return (jobs, done)
    }
}
