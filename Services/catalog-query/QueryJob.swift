import ADQL
import Catalog
import Foundation
import Jobs
import Mesh
import Messages
import Tables

/// A query whose result becomes a file, or a table of the owner's own.
struct QueryJob: Sendable {
    private let context: JobContext
    private let parameters: QueryParameters
    private let engine: any CatalogEngine
    private let query: QueryText
    private let limits: QueryLimits
    private let quotaBytes: Int64

    init(_ context: JobContext, _ catalogs: Catalogs, _ options: CatalogOptions) throws {
        guard let parameters = context.job.query else { throw JobFailure("a query job without a query") }
        self.context = context
        self.parameters = parameters
        engine = try catalogs.engine(for: context.job.project)
        query = QueryText(parameters.adql, version: try ADQLVersion(named: parameters.adqlVersion))
        limits = options.jobLimits(rows: parameters.rowLimit, seconds: parameters.timeLimitSeconds)
        quotaBytes = options.quotaBytes
    }

    func run() async throws -> String {
        parameters.intoTable.isEmpty ? try await intoFiles() : try await intoTable()
    }

    // MARK: Files

    private func intoFiles() async throws -> String {
        let format = try ResultFormat(format: parameters.format, compression: parameters.compression)
        let files = ResultFiles(context, format: format, splitBytes: parameters.splitBytes)
        let progress = ProgressTeller(context)
        let outcome = try await CatalogWork.run { [self] cancellation in
            var sink: (any TableSink)?
            let outcome = try engine.run(query, for: context.job.owner, limits: limits, cancellation: cancellation) {
                sink = try files.sink(
                    $0.columns, Self.provenance($0, of: context.job, on: engine, adql: parameters.adql))
            } rows: { batch in
                try sink?.write(batch)
                progress.add(rows: batch.rowCount)
            }
            try sink?.finish()
            return outcome
        }
        await progress.end()
        try await files.commit(rows: UInt64(outcome.rows))
        return Self.summary(outcome, limits)
    }

    /// What stands in the head of every file.
    static func provenance(
        _ outline: QueryOutline, of job: Job, on engine: any CatalogEngine, adql: String
    ) -> Provenance {
        Provenance(
            query: adql, time: Date().formatted(.iso8601), catalog: job.project,
            catalogVersion: outline.catalogVersion, job: job.id, software: "Peryton \(MeshVersion.current)",
            others: [("tables", outline.tables.joined(separator: " ")), ("engine", engine.product)])
    }

    static func summary(_ outcome: QueryOutcome, _ limits: QueryLimits) -> String {
        let seconds = String(format: "%.2f", outcome.engineSeconds)
        return outcome.isTruncated
            ? "the first \(outcome.rows) rows: the limit is \(limits.rows), and there are more; engine \(seconds) s"
            : "\(outcome.rows) rows; engine \(seconds) s"
    }

    // MARK: A table of one's own

    /// One thread asks, another loads; a few batches wait between them.
    private func intoTable() async throws -> String {
        let plan = LoadPlan(schema: CatalogTable.ownSchema, name: parameters.intoTable, description: parameters.adql)
        let channel = BatchChannel()
        let progress = ProgressTeller(context)
        async let asked = CatalogWork.run { [self] cancellation in
            do {
                let outcome = try engine.run(
                    query, for: context.job.owner, limits: limits, cancellation: cancellation,
                    begin: { channel.begin($0.columns) }, rows: { try channel.give($0) })
                channel.finish()
                return outcome
            } catch {
                channel.finish(error)
                throw error
            }
        }
        async let loaded = CatalogWork.run { [self] cancellation in
            do {
                var source: any TableSource = try ChannelSource(channel)
                return try engine.load(
                    &source, plan, for: context.job.owner, mostBytes: try quotaLeft(),
                    progress: { rows in
                        if cancellation.isCancelled { throw CancellationError() }
                        progress.reach(rows: rows)
                    })
            } catch {
                channel.finish(error)
                throw error
            }
        }
        let (outcome, load) = try await (asked, loaded)
        await progress.end()
        return "\(load.rows) rows in \(plan.fullName); " + Self.summary(outcome, limits)
    }

    private func quotaLeft() throws -> Int64 {
        try engine.snapshot(for: context.job.owner).bytesLeft(of: quotaBytes)
    }
}

extension CatalogSnapshot {
    /// What a user's own tables leave of a quota, bytes.
    func bytesLeft(of quota: Int64) -> Int64 {
        let used = tables.filter { $0.description.schema == CatalogTable.ownSchema }.reduce(0) { $0 + $1.bytes }
        return max(0, quota - used)
    }
}
