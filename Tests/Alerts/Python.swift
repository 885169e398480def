import Foundation

/// Runs a Python script beside a test, where the machine has what the script needs.
///
/// `PERYTON_TEST_PYTHON` names the interpreter; `python3` unless set.
enum Python {
    /// The script's standard output; nil, with a line that says so, where `needs` cannot be imported.
    static func run(_ script: String, arguments: [String], input: String, needs module: String) throws -> Data? {
        let interpreter = ProcessInfo.processInfo.environment["PERYTON_TEST_PYTHON"] ?? "python3"
        guard try start(interpreter, ["-c", "import \(module)"], input: "").status == 0 else {
            print("skipped: \(interpreter) has no \(module) (PERYTON_TEST_PYTHON names another interpreter)")
            return nil
        }
        let result = try start(interpreter, ["-c", script] + arguments, input: input)
        guard result.status == 0 else { throw Failure(status: result.status) }
        return result.output
    }

    struct Failure: Error, CustomStringConvertible {
        let status: Int32
        var description: String { "the Python script ended with status \(status)" }
    }

    private static func start(
        _ interpreter: String, _ arguments: [String], input: String
    ) throws -> (status: Int32, output: Data) {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try Data(input.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [interpreter] + arguments
        process.standardInput = try FileHandle(forReadingFrom: file)
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, output)
    }
}
