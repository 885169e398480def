import Foundation
import ServiceKit
import Simulation
import Synchronization
import TestSupport
import Testing

/// The main job as a person would run it: `peryton up` with a small night, every service a process of its own.
@Suite("A night")
struct NightTests {
    @Test(
        "a small night with a hot swap and a killed scorer in its middle: nothing lost, nothing doubled, the rare found"
    )
    func hotSwapAndKilledScorer() async throws {
        try await withTemporaryFolder { folder in
            try SimulatedSurvey(seed: 3, size: .small).writeNight(toFolder: "\(folder)/night")
            let up = try await Self.start(
                "up", ["--state", "mesh", "--night", "night", "--rate", "150", "--scorers", "2", "--once"], in: folder)
            var summary: [String: Double] = [:]
            var nats = ""
            for await line in up.lines {
                if line.hasPrefix("mesh: ") { nats = String(line.split(separator: " ")[1]) }
                if line.hasPrefix("forest night/1 is live") {
                    // The paced part begins: kill one of the two scorers and swap the forest under the other.
                    try Self.killOne("peryton-scorer", nats: nats)
                    try await Self.run("train", ["night", "--seed", "99"], in: folder)
                }
                if line.hasPrefix("SUMMARY ") { summary = try Self.figures(line) }
            }
            #expect(try await up.process.waitForExit() == .status(0))
            #expect(summary["alerts"] == 1_500)
            #expect(summary["scored"] == 1_500)
            #expect(summary["lost"] == 0)
            #expect(summary["doubled"] == 0)
            #expect(summary["deadLetters"] == 0)
            #expect(try #require(summary["raritiesInFirstPercent"]) >= 0.8 * (try #require(summary["raritiesPlanted"])))
            #expect(try #require(summary["p50Ms"]) > 0)
            #expect(try Self.services(of: nats).isEmpty)
        }
    }

    @Test("real ZTF packets: all are read, all are scored")
    func realPackets() async throws {
        let packets = "\(Python.packageRoot)/../shared/data/alerts-ztf"
        guard FileManager.default.fileExists(atPath: packets) else {
            return print("skipped: no real packets at ../shared/data/alerts-ztf")
        }
        try await withTemporaryFolder { folder in
            let up = try await Self.start("up", ["--state", "mesh", "--night", packets, "--once"], in: folder)
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

    /// A running program and what it says, which ends with it.
    private struct Running {
        let process: ChildProcess
        let lines: AsyncStream<String>
    }

    private static func start(_ command: String, _ arguments: [String], in folder: String) async throws -> Running {
        let (lines, said) = AsyncStream.makeStream(of: String.self)
        let process = try await ChildProcess.start(
            ChildCommand(
                name: "peryton \(command)", executable: "/usr/bin/env",
                arguments: ["-C", folder, Programs.path("peryton"), command] + arguments,
                output: .lines { said.yield($0) }))
        Task {
            _ = try? await process.waitForExit()
            said.finish()
        }
        return Running(process: process, lines: lines)
    }

    private static func run(_ command: String, _ arguments: [String], in folder: String) async throws {
        let running = try await start(command, arguments, in: folder)
        var said: [String] = []
        for await line in running.lines { said.append(line) }
        #expect(try await running.process.waitForExit() == .status(0), "\(command): \(said)")
    }

    private static func figures(_ line: String) throws -> [String: Double] {
        try JSONDecoder().decode([String: Double].self, from: Data(line.dropFirst("SUMMARY ".count).utf8))
    }

    /// Kills one process of a program that talks to this nats-server, as a power cut would.
    private static func killOne(_ program: String, nats: String) throws {
        let process = try #require(try services(of: nats).first { $0.command.contains(program) })
        kill(process.id, SIGKILL)
    }

    /// The processes that were given this nats-server in their environment.
    private static func services(of nats: String) throws -> [(id: Int32, command: String)] {
        func words(_ path: String) -> [String] {
            let data = FileManager.default.contents(atPath: path) ?? Data()
            return data.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        }
        return try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { Int32($0) }.compactMap { id in
            guard words("/proc/\(id)/environ").contains("PERYTON_NATS=\(nats)") else { return nil }
            return (id, words("/proc/\(id)/cmdline").joined(separator: " "))
        }
    }
}
