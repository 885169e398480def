import ArgumentParser
import Foundation
import ServiceKit
import TestSupport
import Testing

@testable import PerytonCommand

@Suite("Help", .timeLimit(.minutes(2)))
struct HelpTests {
    /// `peryton` and every command below it, each as the words that call it.
    private static let commands = commands(PerytonCommand.self, calledBy: [])

    private static func commands(_ command: any ParsableCommand.Type, calledBy words: [String]) -> [[String]] {
        [words] + command.configuration.subcommands.flatMap { commands($0, calledBy: words + [$0._commandName]) }
    }

    @Test("peryton --help of every command is what its snapshot says", arguments: commands)
    func command(words: [String]) async throws {
        let name = (["peryton"] + words).joined(separator: "-")
        try await Snapshot(name).expect(help(.peryton, words))
    }

    @Test("--help of every service is what its snapshot says", arguments: MeshProcesses.services)
    func service(name: String) async throws {
        let program = BuiltProgram(name: "peryton-\(name)")
        // `peryton cutout` and the service peryton-cutout are two.
        try await Snapshot("\(program.name).service").expect(help(program, []))
    }

    @Test("peryton alone shows its help")
    func bare() async throws {
        let run = try await BuiltProgram.peryton.run([], in: "/")
        #expect(run.exit == .status(0))
        #expect(run.output == (try await help(.peryton, [])))
    }

    @Test("help comes even where the environment is wrong")
    func brokenEnvironment() async throws {
        let run = try await BuiltProgram.peryton.run(
            ["up", "--help"], in: "/", environment: ["PERYTON_LOG_LEVEL": "loud", "PERYTON_CONFIG": "/no/such.yaml"])
        #expect(run.exit == .status(0))
        #expect(run.output == (try await help(.peryton, ["up"])))
    }

    private func help(_ program: BuiltProgram, _ words: [String]) async throws -> String {
        let run = try await program.run(words + ["--help"], in: "/")
        #expect(run.exit == .status(0))
        #expect(run.errors == "")
        return run.output
    }
}

/// A text that is kept in a file of `Snapshots`.
///
/// One that is not there yet is written, and the test fails once; with PERYTON_RECORD_SNAPSHOTS=1 all are written anew.
struct Snapshot {
    private let url: URL

    init(_ name: String) {
        url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Snapshots/\(name).txt")
    }

    func expect(_ text: String) throws {
        let isRecording = ProcessInfo.processInfo.environment["PERYTON_RECORD_SNAPSHOTS"] == "1"
        guard !isRecording, let known = try? String(contentsOf: url, encoding: .utf8) else {
            try Data(text.utf8).write(to: url)
            if !isRecording { Issue.record("\(url.lastPathComponent) was not there and is written now; look at it") }
            return
        }
        #expect(text == known, "PERYTON_RECORD_SNAPSHOTS=1 records \(url.lastPathComponent) anew")
    }
}
