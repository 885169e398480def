import Foundation
import TestSupport
import Testing

/// Runs one of our Python servers while the body runs, which gets its port; ends it in any case.
func withServer(_ script: String, _ arguments: [String] = [], _ body: (Int) async throws -> Void) async throws {
    let python = ProcessInfo.processInfo.environment["PERYTON_TEST_PYTHON"] ?? "python3"
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [python, "\(Python.packageRoot)/Tests/Transfers/Servers/\(script)"] + arguments
    let input = Pipe()
    let output = Pipe()
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    // They end with their standard input.
    defer {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    let port = try #require(
        Int(line.trimmingCharacters(in: .whitespacesAndNewlines)), "\(script) does not start: \(line)")
    try await body(port)
}

/// A certificate for `localhost` and 127.0.0.1, signed by itself; the paths of it and its key.
func makeCertificate(in folder: String) throws -> (certificate: String, key: String) {
    let certificate = "\(folder)/certificate.pem"
    let key = "\(folder)/key.pem"
    try Python.run(
        "openssl",
        [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key, "-out",
            certificate,
        ])
    return (certificate, key)
}

/// How many sockets this process has open, libcurl's own among them.
///
/// Not all files: dispatch opens and closes some of its own as it likes.
func openSockets() -> Int {
    let numbers = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
    return numbers.count { number in
        let name = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(number)")
        return name?.hasPrefix("socket:") == true
    }
}

/// How many threads this process has.
func threads() -> Int { (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count) ?? 0 }
