import Bus
import Foundation
import Glibc
import Jobs
import Messages
import ServiceKit
import TestSupport
import Testing

@testable import PerytonCommand

@Suite("A query whose worker is killed", .timeLimit(.minutes(3)))
struct CatalogTakeoverTests {
    @Test("kill −9 in the middle of a query: another process completes the job, whose result is whole")
    func killed() async throws {
        try await RunningMesh.with { mesh in
            let rows = 6_000
            let text = (["id,x"] + (0..<rows).map { "\($0),\($0 % 7)" }).joined(separator: "\n")
            try text.write(toFile: "\(mesh.folder)/numbers.csv", atomically: true, encoding: .utf8)
            _ = try await mesh.lines("load numbers.csv --yes")
            // Another copy, which shares the files.
            let (other, _) = try await BuiltProgram(name: "/usr/bin/env").start(
                [
                    "PERYTON_NATS=nats://\(mesh.servers[0])", "PERYTON_REDIS=redis://\(mesh.servers[1])",
                    "PERYTON_DATA=state/catalog", "PERYTON_RESULTS=state/results",
                    Programs.path("peryton-catalog-query"),
                ], in: mesh.folder)
            do {
                try await killAndWait(mesh, rows: rows)
            } catch {
                await other.stop()
                throw error
            }
            await other.stop()
        }
    }

    private func killAndWait(_ mesh: RunningMesh, rows: Int) async throws {
        let client = try await MeshClient.connect(natsURL: "nats://\(mesh.servers[0])", project: "main", user: "me")
        let jobs = try client.jobs()
        // Some seconds of work that no index shortens.
        let adql = "SELECT COUNT(*) AS n FROM numbers AS a, numbers AS b WHERE a.x * b.id >= 0 AND a.id + b.x >= 0"
        _ = try await jobs.submit(
            Job(
                id: "killed-1", project: "main", owner: "me", kind: "query",
                query: QueryParameters(adql: adql, format: "csv")))
        var job = try await jobs.job("killed-1", project: "main")
        while job.phase != .executing {
            try #require(!job.phase.isFinal, "\(job.error)")
            job = try await jobs.job("killed-1", project: "main")
        }
        let killed = job.worker
        let processID = try #require(killed.split(separator: "-").compactMap { pid_t($0) }.first)
        try #require(kill(processID, SIGKILL) == 0)
        let done = try await jobs.wait(for: "killed-1", project: "main")
        #expect(done.phase == .completed, "\(done.error)")
        #expect(done.attempt == 2)
        #expect(done.worker != killed)
        let result = try #require(done.results.first)
        try await jobs.download(result, of: "killed-1", project: "main", to: "\(mesh.folder)/n.csv")
        #expect(try String(contentsOfFile: "\(mesh.folder)/n.csv", encoding: .utf8) == "n\n\(rows * rows)\n")
        await client.bus.close()
    }
}
