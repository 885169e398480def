import Foundation
import Glibc
import ServiceKit
import Simulation
import TestSupport
import Testing

@testable import PerytonCommand

@Suite("A mesh and its commands", .timeLimit(.minutes(3)))
struct MeshCommandTests {
    @Test("from the first stream to the first anomaly, all by commands; then SIGINT ends it and nothing is left")
    func session() async throws {
        try await RunningMesh.with { mesh in
            try await declare(mesh)
            try await publish(mesh)
            try await readDeadLetters(mesh)
            try await trainAndHear(mesh)
            try await look(mesh)
            try await carryForests(mesh)
            try await interrupt(mesh)
        }
    }

    private func declare(_ mesh: RunningMesh) async throws {
        #expect(
            try await mesh.lines("streams list")
                == ["project main has no stream yet; declare one: peryton streams create NAME"])
        await expect(
            mesh, "train ztf --no-wait",
            failure: "project \"main\" has no stream; declare one first: peryton streams create")
        await expect(
            mesh, "streams create A_b",
            failure: "stream name \"A_b\": expected 1 to 63 of a–z, 0–9 and -, not beginning with -")
        await expect(
            mesh, "streams create ztf --feature-set lsst",
            failure: "stream ztf: feature set \"lsst\" version 1 is not known; known are: ztf.candidate version 1")
        #expect(
            try await mesh.lines("streams create ztf --train-after 0 --anomaly-limit 0.05")
                == ["stream ztf of project main is declared"])
        let list = try await mesh.lines("streams list")
        #expect(list.first?.columns == ["STREAM", "FEATURES", "ANOMALY LIMIT", "TRAINS AFTER", "DECLARED"])
        #expect(
            list.dropFirst().map { Array($0.columns.prefix(4)) } == [["ztf", "ztf.candidate 1", "0.05", "on command"]])
    }

    private func publish(_ mesh: RunningMesh) async throws {
        let night = "\(mesh.folder)/night"
        let truth = try SimulatedSurvey(seed: 11, size: .count(200)).writeNight(toFolder: night)
        let whole = try Data(contentsOf: URL(fileURLWithPath: "\(night)/\(truth.alerts[0].candid).avro"))
        try whole.prefix(20_000).write(to: URL(fileURLWithPath: "\(night)/cut.avro"))

        for (accepted, before) in [(200, 0), (0, 200)] {
            let run = try await mesh.peryton("publish --stream ztf night")
            #expect(run.exit == .status(1))
            #expect(run.lines.count == 3)
            #expect(run.lines[0].hasPrefix("rejected night/cut.avro: "))
            #expect(run.lines[1] == "\(accepted) accepted, \(before) seen before, 1 rejected")
            #expect(run.errors.hasSuffix("publishing 100 % 201 of 201\n"))
        }
    }

    private func readDeadLetters(_ mesh: RunningMesh) async throws {
        let list = try await mesh.lines("dead-letters list")
        #expect(list.first?.columns == ["NUMBER", "WHEN", "SERVICE", "KIND", "FROM", "WHY"])
        let letter = try #require(list.dropFirst().first).columns
        #expect([letter[0], letter[2], letter[3], letter[4]] == ["1", "ingest", "malformed", "night/cut.avro"])
        #expect(try await mesh.lines("dead-letters --last 1").count == 2)

        let shown = try await mesh.lines("dead-letters show 1 --out original.avro")
        #expect(shown.contains("service      ingest"))
        #expect(shown.contains("kind         malformed"))
        #expect(shown.contains("why          \(letter[5])"))
        #expect(shown.contains("from         night/cut.avro"))
        #expect(shown.contains("tried        1 time"))
        #expect(shown.contains { $0.hasPrefix("original     20000 bytes, CRC-32 ") })
        #expect(shown.last == "written to   original.avro")
        #expect(
            FileManager.default.contentsEqual(
                atPath: "\(mesh.folder)/original.avro", andPath: "\(mesh.folder)/night/cut.avro"))
        let stranger = try await mesh.peryton("publish --stream nowhere original.avro")
        #expect(
            stranger.lines.first
                == "rejected original.avro: stream \"nowhere\" is not declared in project main; "
                + "declare it first: peryton streams create")
        await expect(mesh, "dead-letters show 99", failure: "dead letter 99 is not there in project main")
    }

    private func trainAndHear(_ mesh: RunningMesh) async throws {
        await expect(
            mesh, "train lsst", failure: "stream \"lsst\" is not declared in project main; declared are: ztf",
            mayReportProgress: true)
        // A subscription stays when its subscriber goes, and its notices wait.
        let limit = "--limit 0.05"
        var (subscriber, heard) = try await BuiltProgram.peryton.start(
            ["subscribe", "--limit", "0.05"], in: mesh.folder)
        #expect(await heard.first(beginning: "OBJECT") != nil)
        await subscriber.stop()
        #expect(
            try await mesh.lines("train ztf --trees 60 --seed 7")
                == ["forest ztf/1: 60 trees on 200 alerts, live"])

        let notices = try await mesh.lines("subscribe --count 1 --json \(limit)")
        #expect(notices.count == 1)
        let object = try JSONSerialization.jsonObject(with: Data((notices.first ?? "").utf8))
        let notice = try #require(object as? [String: Any])
        #expect(notice["subscription"] as? String == "me")
        #expect(notice["stream"] as? String == "ztf")
        #expect(notice["forest"] as? String == "ztf/1")
        let tail = try #require(notice["tailProbability"] as? Double)
        #expect(tail > 0 && tail <= 0.05)
        #expect((notice["reasons"] as? [[String: Any]])?.isEmpty == false)
        #expect(try await mesh.lines("subscribe --delete") == ["subscription me is ended"])
    }

    private func look(_ mesh: RunningMesh) async throws {
        let forests = try await mesh.lines("forests")
        #expect(
            forests.first?.columns == [
                "FOREST", "LIVE", "TREES", "SAMPLE", "LEVELS", "ALERTS", "SIZE", "TRAINED", "HOW",
            ])
        #expect(forests.count == 2)
        let forest = forests.last?.columns ?? []
        #expect(Array(forest.prefix(4)) == ["ztf/1", "live", "60", "200"])
        #expect(try await mesh.lines("forests ztf") == forests)

        let jobs = try await mesh.lines("jobs list").map(\.columns)
        #expect(jobs.first == ["JOB", "KIND", "NAME", "OWNER", "PHASE", "DONE", "SUBMITTED", "RUNTIME", "WHAT"])
        // Newest first: the training that worked, then the one of a stream that is not declared.
        #expect(
            jobs.dropFirst().map { [$0[1], $0[3], $0[4], $0.last] }.first == [
                "train", "me", "COMPLETED", "forest ztf/1: 60 trees on 200 alerts, live",
            ])
        #expect(jobs.last?[4] == "ERROR")
        let job = try #require(jobs.dropFirst().first?.first)
        #expect(try await mesh.lines("jobs cancel \(job)") == ["job \(job) was over already: COMPLETED"])

        let status = try await mesh.lines("status")
        #expect(
            status.prefix { !$0.isEmpty }.map { Array($0.columns.prefix(2)) } == [
                ["SERVICE", "COPIES"], ["catalog-query", "1"], ["cutout", "1"], ["forest-trainer", "1"],
                ["ingest", "1"],
                ["scorer", "1"],
                ["subscription-notifier", "1"],
            ])
        #expect(status.contains { Array($0.columns.prefix(4)) == ["ztf", "200", "0", "ztf/1"] })
        #expect(status.last == "dead letters: 2")

        let stream = try await mesh.lines("streams show ztf")
        #expect(stream.contains("alerts kept      200"))
        #expect(stream.contains("alerts waiting   0"))
        #expect(stream.contains("live forest      ztf/1"))
        await expect(mesh, "streams show lsst", failure: "stream \"lsst\" is not declared in project main")
    }

    private func carryForests(_ mesh: RunningMesh) async throws {
        let exported = try await mesh.lines("forest export ztf --out live.forest")
        #expect(exported.first?.hasPrefix("live.forest: ztf/1, 60 trees, ") == true)
        _ = try await mesh.lines("forest export ztf/1 --out first.forest")
        #expect(
            FileManager.default.contentsEqual(
                atPath: "\(mesh.folder)/live.forest", andPath: "\(mesh.folder)/first.forest"))
        let asFile = try await mesh.lines("forest inspect live.forest")
        let inMesh = try await mesh.lines("forest inspect ztf")
        #expect(asFile.first == "forest           live.forest")
        #expect(inMesh.first == "forest           ztf/1")
        #expect(asFile.dropFirst() == inMesh.dropFirst())
        #expect(inMesh.contains("feature set      ztf.candidate version 1"))
        #expect(
            try await mesh.lines("forest plot ztf --out ztf.png --x fwhm --y magnitude --size 300").first?
                .hasPrefix("ztf.png: scores over fwhm and magnitude, 300 × ") == true)

        #expect(
            try await mesh.lines("forest import live.forest ztf --not-live")
                == ["forest ztf/2: 60 trees on 200 rows"])
        #expect(try await mesh.lines("forest import live.forest ztf") == ["forest ztf/3: 60 trees on 200 rows, live"])
        #expect(try await mesh.lines("forests ztf").dropFirst().map { $0.columns[1] } == ["60", "60", "live"])
        // One that was grown on a table of the same features comes in, too.
        var random = SeededGenerator(seed: 2)
        let table = (0..<300).map { _ in
            (0..<25).map { _ in "\(Float.random(in: -1...1, using: &random))" }.joined(separator: ",")
        }
        try table.joined(separator: "\n").write(
            toFile: "\(mesh.folder)/own.csv", atomically: true, encoding: .utf8)
        _ = try await mesh.lines("forest fit own.csv --out own.forest --trees 30 --feature-set ztf.candidate")
        #expect(
            try await mesh.lines("forest import own.forest ztf --not-live") == ["forest ztf/4: 30 trees on 300 rows"])
        await expect(
            mesh, "forest import live.forest lsst", failure: "stream \"lsst\" is not declared in project main")
    }

    private func interrupt(_ mesh: RunningMesh) async throws {
        #expect(mesh.programs.count == MeshProcesses.services.count + 3, "\(mesh.programs)")
        mesh.process.signal(SIGINT)
        #expect(try await mesh.process.waitForExit() == .status(0))
        #expect(mesh.programs == [])
        #expect(!FileManager.default.fileExists(atPath: "\(mesh.folder)/.peryton/mesh.yaml"))
    }

    /// Runs a command that must fail with one line, whole.
    private func expect(
        _ mesh: RunningMesh, _ call: String, failure: String, mayReportProgress: Bool = false,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async {
        do {
            let run = try await mesh.peryton(call)
            #expect(run.exit == .status(1), sourceLocation: sourceLocation)
            let errors = run.errors.split(separator: "\n").map(String.init)
            #expect(errors.last == "peryton: \(failure)", sourceLocation: sourceLocation)
            #expect(errors.count == 1 || mayReportProgress, sourceLocation: sourceLocation)
            #expect(run.output == "", sourceLocation: sourceLocation)
        } catch {
            Issue.record(error, sourceLocation: sourceLocation)
        }
    }
}
