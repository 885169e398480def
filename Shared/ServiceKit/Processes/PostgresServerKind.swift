import Foundation
import Glibc

/// PostgreSQL with its data in the folder `data`; reachable on 127.0.0.1 and with a password only.
///
/// It refuses to run as root: where we are root it runs as the user `postgres`, who comes with the Debian package.
public struct PostgresServerKind: LocalServerKind {
    /// Name of the role that may do everything.
    public static let superuser = "postgres"
    /// Its password, which is set when the data are made.
    public let password: String
    /// Settings beyond its own, for example `["shared_buffers": "512MB"]`.
    public var settings: [String: String]

    /// PostgreSQL as Peryton runs it.
    public init(password: String = UUID().uuidString, settings: [String: String] = [:]) {
        self.password = password
        self.settings = settings
    }

    /// `postgres`.
    public var program: String { "postgres" }
    /// `postgresql`.
    public var package: String { "postgresql" }
    /// `PERYTON_POSTGRES_SERVER`.
    public var variable: String { "PERYTON_POSTGRES_SERVER" }
    /// `postgresql`.
    public var scheme: String { "postgresql" }
    /// `postgres` where we are root.
    public var user: String? { getuid() == 0 ? "postgres" : nil }

    /// Where Debian keeps PostgreSQL's programs, the newest first.
    public var folders: [String] {
        let root = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return versions.compactMap(Int.init).sorted(by: >).map { "\(root)/\($0)/bin" }
    }

    /// Makes the data where they are not there.
    public func prepare(folder: String, port: UInt16) throws(ProcessError) -> [String] {
        let data = "\(folder)/data"
        if !FileManager.default.fileExists(atPath: "\(data)/PG_VERSION") {
            try makeData(data, passwordFile: "\(folder)/password")
        }
        let all = [
            "listen_addresses": "127.0.0.1", "unix_socket_directories": "", "logging_collector": "off",
        ].merging(settings) { $1 }
        return ["-D", data, "-p", String(port)]
            + all.sorted { $0.key < $1.key }.flatMap { ["-c", "\($0.key)=\($0.value)"] }
    }

    /// The first message of its protocol, as the superuser: `)` is its length, 41.
    public var greeting: String { "\0\0\0)\0\u{3}\0\0user\0postgres\0database\0postgres\0\0" }

    /// It asks for the password when it is ready, and answers with an error while it recovers.
    public func isReady(_ answer: String) -> Bool { answer.hasPrefix("R") }

    /// A connection string of libpq's.
    public static func connectionString(
        port: UInt16, user: String, password: String, database: String
    ) -> String {
        "host=127.0.0.1 port=\(port) user=\(user) password=\(password) dbname=\(database)"
    }

    private func makeData(_ data: String, passwordFile: String) throws(ProcessError) {
        do {
            try FileManager.default.createDirectory(
                atPath: data, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try Data(password.utf8).write(to: URL(fileURLWithPath: passwordFile))
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: passwordFile)
            if let user {
                for path in [data, passwordFile] {
                    try FileManager.default.setAttributes([.ownerAccountName: user], ofItemAtPath: path)
                }
            }
        } catch {
            throw .cannotWrite(path: data, cause: error.localizedDescription)
        }
        defer { unlink(passwordFile) }
        let server = try Executable.find(program, package: package, variable: variable, folders: folders)
        let initdb = URL(fileURLWithPath: server).resolvingSymlinksInPath().deletingLastPathComponent()
            .appendingPathComponent("initdb").path
        // Bytes in their own order and UTF-8, as in every other engine; nothing is to be lost to a power cut yet.
        try RunAsUser.wait(
            for: initdb,
            [
                "-D", data, "-U", Self.superuser, "--pwfile", passwordFile, "--auth", "scram-sha-256", "--locale", "C",
                "--encoding", "UTF8", "--no-sync", "--no-instructions",
            ], user: user)
    }
}

/// Runs programs as another user.
enum RunAsUser {
    /// A command that runs a program as a user, who must exist, with our own rights given up for good.
    static func command(_ executable: String, _ arguments: [String], user: String?) -> (String, [String]) {
        guard let user else { return (executable, arguments) }
        // A change of user makes the kernel forget that the child is to end with us: it is told again.
        return (
            "/usr/bin/setpriv",
            ["--reuid", user, "--regid", user, "--init-groups", "--pdeathsig", "KILL", "--", executable] + arguments
        )
    }

    /// Runs a program to its end.
    static func wait(for executable: String, _ arguments: [String], user: String?) throws(ProcessError) {
        let name = URL(fileURLWithPath: executable).lastPathComponent
        let (program, words) = command(executable, arguments, user: user)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = words
        process.currentDirectoryURL = URL(fileURLWithPath: "/")
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        do {
            try process.run()
        } catch {
            throw .cannotStart(name: name, path: executable, cause: error.localizedDescription)
        }
        let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let last = said.split(whereSeparator: \.isNewline).last.map(String.init) ?? "no word"
            throw .cannotStart(name: name, path: executable, cause: last)
        }
    }
}
