import Bus
import Foundation
import Glibc

/// Where the mesh of this folder is: `peryton up` writes it down, the other commands read it.
struct MeshAddresses: CustomStringConvertible {
    var nats: String
    var redis: String

    static let path = ".peryton/mesh.yaml"

    static func read() -> MeshAddresses? {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
        var values: [Substring: String] = [:]
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let parts = line.split(separator: ":", maxSplits: 1)
            if parts.count == 2 { values[parts[0]] = parts[1].trimmingCharacters(in: .whitespaces) }
        }
        guard let nats = values["nats"], let redis = values["redis"] else { return nil }
        return MeshAddresses(nats: nats, redis: redis)
    }

    /// Writes them down for the other commands; who writes last is the one they talk to.
    func write() throws {
        try FileManager.default.createDirectory(atPath: ".peryton", withIntermediateDirectories: true)
        // Only its owner may read it, from its first byte on, as addresses may hold passwords.
        let draft = "\(Self.path).\(getpid())"
        guard FileManager.default.createFile(atPath: draft, contents: nil, attributes: [.posixPermissions: 0o600]),
            let file = FileHandle(forWritingAtPath: draft)
        else { throw CommandFailure("\(draft): cannot be written") }
        try file.write(contentsOf: Data(text.utf8))
        try file.close()
        guard rename(draft, Self.path) == 0 else {
            throw CommandFailure("\(Self.path): cannot be written: \(String(cString: strerror(errno)))")
        }
    }

    /// Removes the file if it is still the one that this process wrote.
    func remove() {
        guard let found = try? String(contentsOfFile: Self.path, encoding: .utf8), found == text else { return }
        try? FileManager.default.removeItem(atPath: Self.path)
    }

    private var text: String {
        "# Written by `peryton up` (pid \(getpid())); gone when it ends.\nnats: \(nats)\nredis: \(redis)\n"
    }

    /// The addresses for people: without users and passwords.
    var description: String { "\(Redaction.withoutCredentials(nats)) and \(Redaction.withoutCredentials(redis))" }
}
