import Foundation
import ServiceKit
import TestSupport

/// A program as it was built, run as a user runs it.
struct BuiltProgram {
    /// For example "peryton".
    let name: String

    static let peryton = BuiltProgram(name: "peryton")
    /// The system's shell, for redirections.
    static let shell = BuiltProgram(name: "/bin/sh")

    /// What it printed, and how it ended.
    struct Run {
        var exit: ProcessExit
        /// Standard output.
        var output: String
        /// Standard error.
        var errors: String

        var lines: [String] { output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
    }

    /// Where it is.
    var path: String { name.hasPrefix("/") ? name : Programs.path(name) }

    /// Runs it to its end in a folder, with both of its outputs apart; one that goes on for too long ends with status 124.
    func run(
        _ arguments: [String], in folder: String, environment: [String: String] = [:], within seconds: Int = 60
    ) async throws -> Run {
        let outputs = FileManager.default.temporaryDirectory.path + "/peryton-test-\(UUID().uuidString)"
        let (output, errors) = (outputs + ".out", outputs + ".err")
        defer { for path in [output, errors] { try? FileManager.default.removeItem(atPath: path) } }
        let script = #"cd "$1" && errors=$2 && shift 2 && exec timeout "$@" 2>"$errors""#
        let child = try await ChildProcess.start(
            ChildCommand(
                name: name, executable: "/bin/sh",
                arguments: ["-c", script, "sh", folder, errors, "\(seconds)", path] + arguments,
                // Help is as wide as the terminal, so that has a width.
                environment: ["COLUMNS": "80"].merging(environment) { $1 }, output: .file(output)))
        let exit = try await child.waitForExit()
        func text(_ path: String) -> String { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }
        return Run(exit: exit, output: text(output), errors: text(errors))
    }

    /// Starts it in a folder; its lines of both outputs come as they are printed.
    func start(_ arguments: [String], in folder: String) async throws -> (child: ChildProcess, lines: Lines) {
        let (stream, lines) = AsyncStream.makeStream(of: String.self)
        let child = try await ChildProcess.start(
            ChildCommand(
                name: name, executable: "/usr/bin/env", arguments: ["-C", folder, path] + arguments,
                output: .lines { lines.yield($0) }))
        return (child, Lines(stream.makeAsyncIterator()))
    }

    /// The lines of a running program.
    struct Lines {
        private var iterator: AsyncStream<String>.Iterator

        init(_ iterator: AsyncStream<String>.Iterator) { self.iterator = iterator }

        /// Waits for a line that begins so, and returns it; nil when the test ends first.
        mutating func first(beginning prefix: String) async -> String? {
            while let line = await iterator.next() {
                if line.hasPrefix(prefix) { return line }
            }
            return nil
        }
    }
}
