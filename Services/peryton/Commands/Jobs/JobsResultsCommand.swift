import ArgumentParser
import Foundation
import Jobs
import Messages
import ServiceKit

/// `peryton jobs results`: fetches the files that a job made.
struct JobsResultsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "results", abstract: "Fetch the files that a job made.",
        discussion: """
            Each file is checked on its way. One that broke off goes on where it was when it is fetched again.

            Examples:
              peryton jobs results 1x2y3z                     all of them, to this folder
              peryton jobs results 1x2y3z -o night/           all of them, to another
              peryton jobs results 1x2y3z out.csv -o mine.csv one of them, renamed
              peryton jobs results 1x2y3z -o - | head         to standard output
            """)

    @OptionGroup var mesh: MeshOptions

    @Argument(help: "Id of the job.")
    var job: String

    @Argument(help: "Names of the files. Default: all.")
    var names: [String] = []

    @Option(
        name: .shortAndLong, help: "Folder, or file where it is one, or - for standard output. Default: this folder.")
    var output: String?

    @Flag(help: "List them instead.")
    var list = false

    func run() async throws {
        try await mesh.withClient { client in
            let job = try await client.jobs().job(job, project: client.project)
            let results = try chosen(of: job)
            if list {
                var table = TextTable(["FILE", "TYPE", "BYTES", "ROWS", "CRC-32"])
                for result in results {
                    table.add([
                        result.name, JobText.printable(result.mimeType), "\(result.bytes)",
                        result.rows > 0 ? "\(result.rows)" : "–", String(format: "%08x", result.crc32),
                    ])
                }
                return say(table.text)
            }
            if output == "-" { return try await print(results, of: job, client) }
            for result in results { try await fetch(result, of: job, to: path(of: result, among: results), client) }
        }
    }

    private func chosen(of job: Job) throws -> [JobResult] {
        let known = job.results.map(\.name)
        if let strange = names.first(where: { !known.contains($0) }) {
            throw CommandFailure(
                "job \(job.id) has no result \"\(strange)\"; it has \(known.isEmpty ? "none" : known.joined(separator: ", "))"
            )
        }
        let results = names.isEmpty ? job.results : job.results.filter { names.contains($0.name) }
        guard !results.isEmpty else {
            throw CommandFailure(
                job.phase.isFinal
                    ? "job \(job.id) is \(job.phase.uwsName) and has no results"
                    : "job \(job.id) is \(job.phase.uwsName) and has no results yet; wait for it: peryton jobs wait \(job.id)"
            )
        }
        return results
    }

    private func path(of result: JobResult, among results: [JobResult]) throws -> String {
        guard let output else { return result.name }
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: output, isDirectory: &isFolder)
        if exists && isFolder.boolValue || output.hasSuffix("/") || results.count > 1 {
            do {
                try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
            } catch {
                throw CommandFailure("\(output): cannot be made: \(error.reasonOfSystem)")
            }
            return output.hasSuffix("/") ? output + result.name : "\(output)/\(result.name)"
        }
        return output
    }

    private func fetch(_ result: JobResult, of job: Job, to path: String, _ client: MeshClient) async throws {
        let progress = ProgressLine(result.name)
        defer { progress.clear() }
        try await client.jobs().download(result, of: job.id, project: client.project, to: path) { there in
            progress.show(Double(there) / Double(max(1, result.bytes)), "\(there) of \(result.bytes) bytes")
        }
        progress.clear()
        say("\(path)  \(result.bytes) bytes\(result.rows > 0 ? ", \(result.rows) rows" : "")")
    }

    private func print(_ results: [JobResult], of job: Job, _ client: MeshClient) async throws {
        guard let result = results.first, results.count == 1 else {
            throw CommandFailure(
                "job \(job.id) has \(results.count) results; name the one to print: "
                    + results.map(\.name).joined(separator: ", "))
        }
        try await client.jobs().read(result, of: job.id, project: client.project) { piece, _ in
            try FileHandle.standardOutput.write(contentsOf: Data(piece))
        }
    }
}
