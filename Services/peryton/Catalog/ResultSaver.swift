import Bus
import Catalog
import Foundation
import Jobs
import Mesh
import Messages
import Tables

/// Brings all rows of a query into a file, or to standard output.
///
/// What is small comes with the answer to a quick query; what is not is made by a job and downloaded, so that memory does
/// not grow with it, and the job is deleted.
struct ResultSaver: Sendable {
    /// What was saved, and where.
    struct Saved: Sendable {
        var files: [String]
        var rows: UInt64
        /// What the asker should know; empty: nothing.
        var notice = ""
    }

    /// How the file is to be.
    struct Form: Sendable {
        var format: TableFormat
        var isGzipped = false
        /// A result of more bytes comes as several files; 0: one file.
        var splitBytes: UInt64 = 0
    }

    /// Standard output as a file.
    static let standardOutput = "/dev/stdout"

    /// The most rows and seconds of the quick try.
    private static let quickRows: UInt64 = 1_000
    private static let quickSeconds = 2.0

    let client: MeshClient
    let run: JobRun

    /// Saves the result of a query.
    func save(_ order: QueryOrder, to path: String, form: Form) async throws -> Saved {
        if form.splitBytes == 0, let saved = try await saveQuickly(order, to: path, form: form) { return saved }
        let job = try await run.submit(kind: "query", name: Self.name(of: order), query: parameters(order, form))
        let ended = try await run.wait(for: job)
        var saved = try await download(ended, to: path)
        if let rows = order.rows, saved.rows >= rows {
            saved.notice = "only the first \(Numbers.rows(rows)), as --rows says; there may be more"
        }
        try? await client.jobs().delete(ended.id, project: client.project)
        return saved
    }

    /// What a job that makes such a result is to do.
    func parameters(_ order: QueryOrder, _ form: Form) -> QueryParameters {
        var parameters = order.parameters(format: form.format.rawValue)
        parameters.compression = form.isGzipped ? "gzip" : ""
        parameters.splitBytes = form.splitBytes
        return parameters
    }

    /// The first words of a query, as a job's name.
    static func name(of order: QueryOrder) -> String {
        let line = StatementScanner.oneLine(order.adql)
        return line.count <= 60 ? line : line.prefix(59) + "…"
    }

    /// Downloads all results of a job: the one to the path, several beside it with numbers.
    func download(_ job: Job, to path: String) async throws -> Saved {
        let jobs = try client.jobs()
        var files: [String] = []
        for (index, result) in job.results.enumerated() {
            let file = job.results.count == 1 ? path : Self.numbered(path, index + 1)
            if Self.isPlain(file) {
                try await jobs.download(result, of: job.id, project: client.project, to: file) { bytes in
                    run.progress.show(Double(bytes) / Double(max(1, result.bytes)), "downloading \(result.name)")
                }
            } else {
                let handle = try OutputFile(file == Self.standardOutput ? nil : file)
                try await jobs.read(result, of: job.id, project: client.project) { piece, _ in try handle.write(piece) }
            }
            files.append(file)
        }
        run.progress.clear()
        guard !files.isEmpty else { throw CommandFailure("job \(job.id) has no result: \(job.message)") }
        // Of a result in several files only the job knows how many rows it has.
        return Saved(files: files, rows: max(job.rowsDone, job.results.reduce(0) { $0 + $1.rows }))
    }

    /// Writes the answer to a quick query; nil where there is more than fits one.
    private func saveQuickly(_ order: QueryOrder, to path: String, form: Form) async throws -> Saved? {
        let rows = min(order.rows ?? Self.quickRows, Self.quickRows)
        let seconds = min(order.seconds ?? Self.quickSeconds, Self.quickSeconds)
        let reply: QuickReply
        do {
            reply = try await client.quick(order.request(rows: rows, seconds: seconds))
        } catch BusError.remote(code: "limit", _) where order.seconds.map({ $0 > seconds }) ?? true {
            return nil
        }
        let isCutByAsker = order.rows == rows
        guard !reply.isTruncated || isCutByAsker else { return nil }
        let columns = reply.table.columns.map(\.column)
        let batch = try reply.table.batch()
        var sink = try TableWriter.make(
            form.format, to: path, columns: columns,
            provenance: Provenance(
                query: order.adql, time: Date().ISO8601Format(), catalogVersion: reply.catalogVersion,
                software: "peryton \(MeshVersion.current)"),
            options: TableWriter.Options(compression: form.isGzipped ? .gzip : nil))
        try sink.write(batch)
        try sink.finish()
        return Saved(
            files: [path], rows: reply.table.rows,
            notice: reply.isTruncated ? "only the first \(Numbers.rows(rows)), as --rows says; there are more" : "")
    }

    private static func isPlain(_ path: String) -> Bool {
        guard path != standardOutput else { return false }
        let place = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        let type = try? FileManager.default.attributesOfItem(atPath: place)[.type] as? FileAttributeType
        return type == nil || type == .typeRegular
    }

    /// "stars_000002.fits" for "stars.fits" and 2.
    private static func numbered(_ path: String, _ number: Int) -> String {
        let folderEnd = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        let dot = path[folderEnd...].firstIndex(of: ".") ?? path.endIndex
        return path[..<dot] + "_" + String(format: "%06d", number) + path[dot...]
    }
}
