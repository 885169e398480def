import ADQL
import Catalog
import IsolationForest
import Jobs
import Mesh
import Messages
import Tables

/// The oddest rows of a query's result, as a file.
struct ScoreJob: Sendable {
    private let context: JobContext
    private let parameters: ScoreParameters
    private let registry: Registry
    private let scoring: CatalogScoring

    init(_ context: JobContext, _ catalogs: Catalogs, _ options: CatalogOptions, _ registry: Registry) throws {
        guard let parameters = context.job.score else { throw JobFailure("a score job without a query") }
        self.context = context
        self.parameters = parameters
        self.registry = registry
        scoring = CatalogScoring(
            engine: try catalogs.engine(for: context.job.project), user: context.job.owner,
            query: QueryText(parameters.adql), parameters: parameters, limits: options.jobLimits())
    }

    func run() async throws -> String {
        let given = try await streamForest()
        let progress = ProgressTeller(context)
        let outcome = try await CatalogWork.run { [scoring] cancellation in
            try scoring.run(forest: given, cancellation: cancellation) { rows, doing in
                progress.reach(rows: Int64(rows), doing)
            }
        }
        await progress.end()
        try await write(outcome)
        if given == nil { try await write(outcome.forest) }
        let unscored = outcome.unscoredRows == 0 ? "" : ", \(outcome.unscoredRows) with too little to judge"
        return "the oddest \(outcome.rows.rowCount) of \(outcome.scoredRows) rows\(unscored)"
    }

    /// The forest of the stream that the job names; nil where it names none.
    private func streamForest() async throws -> Forest? {
        guard !parameters.stream.isEmpty else { return nil }
        let project = context.job.project
        let live = try await registry.liveVersion(project, parameters.stream)
        guard let version = parameters.forestVersion == 0 ? live : parameters.forestVersion,
            let record = try await registry.forest(project, parameters.stream, version: version),
            let blob = try await registry.blob(of: record)
        else { throw JobFailure("stream \(parameters.stream) has no such forest; list them: peryton forests") }
        return try await CatalogWork.run { _ in try Forest(serialized: blob) }
    }

    private func write(_ outcome: CatalogScoring.Outcome) async throws {
        let format = try ResultFormat(format: parameters.format, compression: "")
        let files = ResultFiles(context, format: format, name: "oddest")
        let outline = QueryOutline(
            columns: outcome.columns, tables: [], sql: "", catalogVersion: outcome.catalogVersion)
        try await CatalogWork.run { [context, scoring, parameters] _ in
            var sink = try files.sink(
                outcome.columns,
                QueryJob.provenance(outline, of: context.job, on: scoring.engine, adql: parameters.adql))
            try sink.write(outcome.rows)
            try sink.finish()
        }
        try await files.commit(rows: UInt64(outcome.rows.rowCount))
    }

    /// The forest that was trained for this result, to score others with: `peryton forest score`.
    private func write(_ forest: Forest) async throws {
        let file = try await context.results.create("trained.forest", mimeType: "application/octet-stream")
        try await CatalogWork.run { _ in
            try ForestFile.write(forest.serialized(), to: file.path)
        }
        try await file.commit()
    }
}
