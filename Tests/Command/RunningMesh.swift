import Foundation
import ServiceKit
import TestSupport
import Testing

@testable import PerytonCommand

/// A mesh that `peryton up` runs in a folder of its own, and its user.
struct RunningMesh {
    /// The working folder.
    let folder: String
    /// Host and port of its servers.
    let servers: [String]
    let process: ChildProcess

    /// Folder of the servers' state.
    static func stateFolder(in folder: String) -> String { "\(folder)/state" }

    /// Starts a mesh, waits until all services answer, and in any case ends it.
    static func with(_ body: (RunningMesh) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            var (process, lines) = try await BuiltProgram.peryton.start(
                ["up", "--state", stateFolder(in: folder)], in: folder)
            let result: Result<Void, any Error>
            do {
                let addresses = try #require(await lines.first(beginning: "mesh: "))
                let servers = addresses.split(whereSeparator: { " ,".contains($0) }).compactMap { word in
                    word.firstRange(of: "://").map { String(word[$0.upperBound...]) }
                }
                try #require(servers.count == 2)
                _ = try #require(await lines.first(beginning: "ready"))
                let mesh = RunningMesh(folder: folder, servers: servers, process: process)
                try await mesh.waitForServices()
                result = .success(try await body(mesh))
            } catch {
                result = .failure(error)
            }
            await process.stop()
            try result.get()
        }
    }

    /// Runs a command in the mesh's folder, as its user does.
    func peryton(_ call: String, within seconds: Int = 60) async throws -> BuiltProgram.Run {
        try await BuiltProgram.peryton.run(call.split(separator: " ").map(String.init), in: folder, within: seconds)
    }

    /// Runs a command that must succeed and gives what it printed, line by line without the last, empty one.
    func lines(
        _ call: String, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> [String] {
        let run = try await peryton(call)
        #expect(run.exit == .status(0), "\(call): \(run.errors)", sourceLocation: sourceLocation)
        return Array(run.lines.dropLast())
    }

    /// `peryton status` itself waits for answers, so asking again needs no pause.
    private func waitForServices() async throws {
        while true {
            let run = try await peryton("status")
            let services = run.lines.prefix { !$0.isEmpty }.dropFirst()
            if run.exit == .status(0), services.count == MeshProcesses.services.count { return }
        }
    }

    /// The programs that still run for this mesh, by their command lines and what they were given in the environment.
    var programs: [String] {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return entries.filter { Int($0) != nil }.compactMap { id -> String? in
            func words(_ file: String) -> String {
                let data = FileManager.default.contents(atPath: "/proc/\(id)/\(file)") ?? Data()
                return String(decoding: data, as: UTF8.self).replacing("\0", with: " ")
            }
            let all = words("cmdline") + words("environ")
            return ([Self.stateFolder(in: folder)] + servers).contains { all.contains($0) } ? words("cmdline") : nil
        }
    }
}

extension String {
    /// The words of a table's row: columns are two blanks apart.
    var columns: [String] {
        components(separatedBy: "  ").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }
}
