import Foundation
import ServiceKit
import Simulation
import Synchronization
import TestSupport
import Testing

/// The main job as a person would run it: `peryton up` with a small night, every service a process of its own.
@Suite("A night", .timeLimit(.minutes(3)))
struct NightTests {
    @Test(
        "a small night with a hot swap and a killed scorer in its middle: nothing lost, nothing doubled, the rare found"
    )
    func hotSwapAndKilledScorer() async throws {
        try await withTemporaryFolder { folder in
            try SimulatedSurvey(seed: 3, size: .small).writeNight(toFolder: "\(folder)/night")
            let disturbance = Disturbance(folder: folder)
            let up = try await Self.start(
                ["--state", "mesh", "--night", "night", "--rate", "150", "--scorers", "2", "--once"], in: folder
            ) { disturbance.notice($0) }
            var summary: [String: Double] = [:]
            for await line in up.lines where line.hasPrefix("SUMMARY ") { summary = try Self.figures(line) }
            #expect(try await up.process.waitForExit() == .status(0))
            #expect(disturbance.outcome.hasPrefix("forest night/2: 100 trees on "), "\(disturbance.outcome)")
            #expect(summary["alerts"] == 1_500)
            #expect(summary["scored"] == 1_500)
            #expect(summary["lost"] == 0)
            #expect(summary["doubled"] == 0)
            #expect(summary["deadLetters"] == 0)
            #expect(try #require(summary["raritiesInFirstPercent"]) >= 0.8 * (try #require(summary["raritiesPlanted"])))
            #expect(try #require(summary["p50Ms"]) > 0)
            #expect(disturbance.services.isEmpty)
        }
    }

    @Test("real ZTF packets: all are read, all are scored")
    func realPackets() async throws {
        let packets = "\(Python.packageRoot)/../shared/data/alerts-ztf"
        guard FileManager.default.fileExists(atPath: packets) else {
            return print("skipped: no real packets at ../shared/data/alerts-ztf")
        }
        try await withTemporaryFolder { folder in
            let up = try await Self.start(["--state", "mesh", "--night", packets, "--once"], in: folder)
            var summary: [String: Double] = [:]
            for await line in up.lines where line.hasPrefix("SUMMARY ") { summary = try Self.figures(line) }
            #expect(try await up.process.waitForExit() == .status(0))
            #expect(summary["alerts"] == 336)
            #expect(summary["scored"] == 336)
            #expect(summary["lost"] == 0)
            #expect(summary["deadLetters"] == 0)
        }
    }

    // MARK: Programs

    /// A running mesh and what it says, which ends with it.
    private struct Running {
        let process: ChildProcess
        let lines: AsyncStream<String>
    }

    private static func start(
        _ arguments: [String], in folder: String, onLine: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> Running {
        let (lines, said) = AsyncStream.makeStream(of: String.self)
        let process = try await ChildProcess.start(
            ChildCommand(
                name: "peryton up", executable: "/usr/bin/env",
                arguments: ["-C", folder, Programs.path("peryton"), "up"] + arguments,
                output: .lines {
                    onLine($0)
                    said.yield($0)
                }))
        Task {
            _ = try? await process.waitForExit()
            said.finish()
        }
        return Running(process: process, lines: lines)
    }

    private static func figures(_ line: String) throws -> [String: Double] {
        try JSONDecoder().decode([String: Double].self, from: Data(line.dropFirst("SUMMARY ".count).utf8))
    }
}

/// What happens in the middle of the night: one of two scorers is killed, and the forest is swapped under the other.
///
/// It acts on the thread that reads the mesh's words, at once: the tests' own tasks may have to wait for each other.
private final class Disturbance: Sendable {
    private struct State {
        var nats = ""
        var outcome = "the paced part never began"
    }

    private let state = Mutex(State())
    private let folder: String

    init(folder: String) {
        self.folder = folder
    }

    /// What `peryton train` said, or what went wrong.
    var outcome: String { state.withLock { $0.outcome } }

    func notice(_ line: String) {
        if line.hasPrefix("mesh: ") { state.withLock { $0.nats = String(line.split(separator: " ")[1]) } }
        guard line.hasPrefix("forest night/1 is live") else { return }
        let outcome: String
        do {
            guard let scorer = services.first(where: { $0.command.contains("peryton-scorer") }) else {
                throw NoScorer(services: services.map(\.command))
            }
            kill(scorer.id, SIGKILL)
            let said = try Python.run(
                "/usr/bin/env", ["-C", folder, Programs.path("peryton"), "train", "night", "--seed", "99"])
            outcome = said.split(separator: "\n").last.map(String.init) ?? ""
        } catch {
            outcome = "\(error)"
        }
        state.withLock { $0.outcome = outcome }
    }

    /// The processes that were given this mesh's nats-server in their environment.
    var services: [(id: Int32, command: String)] {
        let nats = state.withLock { $0.nats }
        func words(_ path: String) -> [String] {
            let data = FileManager.default.contents(atPath: path) ?? Data()
            return data.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        }
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return entries.compactMap { Int32($0) }.compactMap { id in
            guard words("/proc/\(id)/environ").contains("PERYTON_NATS=\(nats)") else { return nil }
            return (id, words("/proc/\(id)/cmdline").joined(separator: " "))
        }
    }
}

private struct NoScorer: Error {
    let services: [String]
}
