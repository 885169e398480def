import Foundation
import TestSupport
import Testing

/// Runs one of the servers beside these tests while the body runs, which gets its port.
func withServer(_ script: String, _ arguments: [String] = [], _ body: (Int) async throws -> Void) async throws {
    try await withPythonServer("Tests/Transfers/Servers/\(script)", arguments, body)
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
