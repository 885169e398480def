import Foundation

/// Runs Python and other programs for tests that check our work against others'.
public enum Python {
    /// The root of the package.
    public static let packageRoot = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    /// The message contracts, as protoc wants them named.
    public static var protoFiles: [String] {
        let folder = "\(packageRoot)/proto/peryton/v1"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".proto") }.sorted().map { "\(folder)/\($0)" }
    }

    /// The Python that `make test` made (PERYTON_TEST_PYTHON), else the one on the path; nil where it lacks the module.
    public static func executable(importing module: String) -> String? {
        let python = ProcessInfo.processInfo.environment["PERYTON_TEST_PYTHON"] ?? "python3"
        return (try? run(python, ["-c", "import \(module)"])) == nil ? nil : python
    }

    /// Runs a program to its end and returns what it printed.
    @discardableResult
    public static func run(
        _ program: String, _ arguments: [String], environment: [String: String] = [:]
    ) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw ProgramFailure(program: program, output: text) }
        return text
    }
}

/// A program that a test needed has failed.
public struct ProgramFailure: Error, CustomStringConvertible {
    let program: String
    let output: String

    /// What it said.
    public var description: String { "\(program) failed: \(output)" }
}
