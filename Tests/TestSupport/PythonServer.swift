import Foundation

/// Runs one of our Python servers while the body runs, which gets its port; ends it in any case.
///
/// - Parameter script: path below the package's root; the server prints its port and ends with its standard input.
public func withPythonServer(
    _ script: String, _ arguments: [String] = [], _ body: (Int) async throws -> Void
) async throws {
    let python = ProcessInfo.processInfo.environment["PERYTON_TEST_PYTHON"] ?? "python3"
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [python, "\(Python.packageRoot)/\(script)"] + arguments
    let input = Pipe()
    let output = Pipe()
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    defer {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    guard let port = Int(line.trimmingCharacters(in: .whitespacesAndNewlines)) else {
        throw ProgramFailure(program: script, output: "it does not start: \(line)")
    }
    try await body(port)
}
