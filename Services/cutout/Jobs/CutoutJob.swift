import ADQL
import Bus
import Catalog
import Foundation
import Jobs
import Mesh
import Messages
import Tables
import Threads

/// Cutouts of many positions: one archive, one summary.
struct CutoutJob: Sendable {
    private let context: JobContext
    private let desk: CutoutDesk
    private let parameters: CutoutParameters
    private let format: ArchiveWriter.Format
    private let plan: CutPlan

    /// Rows of the positions that are read at once.
    private static let rowsAtOnce = 5_000

    init(_ context: JobContext, _ desk: CutoutDesk) throws {
        guard let parameters = context.job.cutout else { throw JobFailure("a cutout job without an order") }
        self.context = context
        self.desk = desk
        self.parameters = parameters
        let name = parameters.archive.isEmpty ? ArchiveWriter.Format.tar.rawValue : parameters.archive
        guard let format = ArchiveWriter.Format(rawValue: name) else {
            throw JobFailure(
                "archive \"\(name)\": expected \(ArchiveWriter.Format.allCases.map(\.rawValue).joined(separator: ", "))"
            )
        }
        self.format = format
        do {
            plan = try CutPlan([parameters.settings], largestArcminutes: desk.options.largestArcminutes)
        } catch {
            throw JobFailure("\(error)")
        }
    }

    func run() async throws -> String {
        do {
            return try await make()
        } catch let error as RequestError {
            throw JobFailure(error.description)
        } catch let error as ADQLError {
            throw JobFailure(error.description)
        } catch let error as TableError {
            throw JobFailure(error.description)
        } catch let error as CatalogError where error.kind != .unavailable {
            throw JobFailure(error.description)
        }
    }

    private func make() async throws -> String {
        let (job, cancellation) = (context.job, Cancellation(context))
        let json = try await context.results.create("summary.json", mimeType: "application/json")
        let csv = try await context.results.create("summary.csv", mimeType: "text/csv")
        let archive =
            plan.listsOnly
            ? nil : try await context.results.create("cutouts.\(format.rawValue)", mimeType: format.mimeType)
        let sheets =
            parameters.hasContactSheet
            ? try await context.results.create("contact_sheet.zip", mimeType: "application/zip") : nil
        let count = try await BlockingThreads.run {
            let engine = try desk.catalogs.engine(for: job.project)
            let table = parameters.table.isEmpty ? desk.options.objectTable : parameters.table
            var batches = CutoutBatches(
                maker: CutoutMaker(images: desk.images, origin: job.id), index: try desk.indexes.index(of: job.project),
                settings: parameters.settings, largestArcminutes: desk.options.largestArcminutes,
                archive: try archive.map { try ArchiveWriter(format, path: $0.path) },
                sheet: try sheets.map { try ContactSheetPages(path: $0.path, title: job.name) },
                summary: try CutoutSummary(
                    json: json.path, csv: csv.path, head: head(), provenance: provenance()),
                find: { try ObjectFinder(engine, table: table, for: job.owner).positions(of: $0) })
            try forEachTable(engine) { targets, total in
                try batches.add(targets) { done, files in
                    if cancellation.isSet { throw CancellationError() }
                    guard done <= desk.options.positionsPerJob else {
                        throw CutoutRefusal.invalid(
                            "more than \(desk.options.positionsPerJob) positions: make several jobs of them")
                    }
                    cancellation.seldom {
                        Task {
                            await context.progress(
                                total.map { Double(done) / Double(max(1, $0)) } ?? 0,
                                "\(done) positions, \(files) files", rows: UInt64(done))
                        }
                    }
                }
            }
            try batches.finish()
            return batches.count
        }
        for file in [archive, sheets, json, csv].compactMap({ $0 }) {
            try await file.commit(rows: file.name.hasPrefix("summary") ? UInt64(count.positions) : 0)
        }
        if !parameters.uploadID.isEmpty { desk.uploads(of: job.owner, in: job.project).forget(parameters.uploadID) }
        return "\(count.positions) positions: \(count.withFiles) with files, \(count.files) files in all"
            + (count.incomplete == 0 ? "" : "; \(count.incomplete) with a reason in the summary")
    }

    // MARK: Positions

    /// Goes through the positions, whichever way they came.
    private func forEachTable(
        _ engine: any CatalogEngine, _ body: ([TargetTable.Row], _ total: Int?) throws -> Void
    ) throws {
        guard parameters.adql.isEmpty else { return try forEachRow(of: parameters.adql, engine, body) }
        guard parameters.text.isEmpty else {
            let path = NSTemporaryDirectory() + "/peryton-\(context.job.id)-\(UUID().uuidString).csv"
            try Data(parameters.text.utf8).write(to: URL(fileURLWithPath: path))
            defer { try? FileManager.default.removeItem(atPath: path) }
            return try forEachRow(ofFile: path, name: "positions", body)
        }
        guard !parameters.uploadID.isEmpty else {
            throw CutoutRefusal.invalid("no positions: expected a file, text or a query")
        }
        let file = try desk.uploads(of: context.job.owner, in: context.job.project).whole(parameters.uploadID)
        try forEachRow(ofFile: file.path, name: file.name, body)
    }

    private func forEachRow(
        ofFile path: String, name: String, _ body: ([TargetTable.Row], _ total: Int?) throws -> Void
    ) throws {
        var options = TableReader.Options()
        // An upload has no name of its own on this machine.
        if let format = TableFormat(fileName: name), format == .csv || format == .tab || format == .jsonLines {
            options.format = format
        }
        var source = try TableReader.open(path, options: options)
        let table = try TargetTable(source.columns, source: name)
        let total = source.rowCount.map { Int($0) }
        var row = 0
        while let batch = try source.next(maximumRows: Self.rowsAtOnce) {
            try body(table.rows(of: batch, from: row), total)
            row += batch.rowCount
        }
    }

    private func forEachRow(
        of adql: String, _ engine: any CatalogEngine, _ body: ([TargetTable.Row], _ total: Int?) throws -> Void
    ) throws {
        var table: TargetTable?
        var row = 0
        let outcome = try engine.run(
            QueryText(adql), for: context.job.owner,
            limits: QueryLimits(rows: desk.options.positionsPerJob), cancellation: QueryCancellation(),
            begin: { table = try TargetTable($0.columns, source: "the query's result") }
        ) { batch in
            try body(table?.rows(of: batch, from: row) ?? [], nil)
            row += batch.rowCount
        }
        guard !outcome.isTruncated else {
            throw CutoutRefusal.invalid(
                "more than \(desk.options.positionsPerJob) positions: make several jobs of them")
        }
    }

    // MARK: What was asked for

    private func provenance() -> Provenance {
        Provenance(
            query: parameters.adql, time: Date().formatted(.iso8601), catalog: context.job.project, catalogVersion: "",
            job: context.job.id, software: "Peryton \(MeshVersion.current)", others: [])
    }

    private func head() -> [String: String] {
        [
            "job": context.job.id, "owner": context.job.owner, "project": context.job.project,
            "software": "Peryton \(MeshVersion.current)", "time": Date().formatted(.iso8601),
            "query": parameters.adql,
        ].merging(parameters.settings.said) { $1 }
    }
}
