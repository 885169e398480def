import Catalog
import Jobs
import Messages
import Tables

/// A file becomes a table, or comes behind the rows of one.
struct LoadJob: Sendable {
    private let context: JobContext
    private let parameters: LoadParameters
    private let engine: any CatalogEngine
    private let options: CatalogOptions

    init(_ context: JobContext, _ catalogs: Catalogs, _ options: CatalogOptions) throws {
        guard let parameters = context.job.load else { throw JobFailure("a load job without a file") }
        self.context = context
        self.parameters = parameters
        self.options = options
        engine = try catalogs.engine(for: context.job.project)
    }

    func run() async throws -> String {
        let owner = context.job.owner
        let order = try LoadOrder(parameters, options, project: context.job.project, user: owner)
        let progress = ProgressTeller(context)
        let outcome = try await CatalogWork.run { [engine, options] cancellation in
            let isOwn = order.plan.schema.lowercased() == CatalogTable.ownSchema
            let left = isOwn ? try engine.snapshot(for: owner).bytesLeft(of: options.quotaBytes) : nil
            var source: any TableSource = try order.open()
            return try engine.load(&source, order.plan, for: owner, mostBytes: left) { rows in
                if cancellation.isCancelled { throw CancellationError() }
                progress.reach(rows: rows)
            }
        }
        await progress.end()
        if parameters.serverFile.isEmpty {
            options.uploads(of: owner, in: context.job.project).forget(parameters.uploadID)
        }
        let lost = outcome.rowsWithoutPosition
        return "\(outcome.rows) rows in \(order.plan.fullName), now \(outcome.totalRows)"
            + (lost == 0 ? "" : "; \(lost) without a usable position")
    }
}
