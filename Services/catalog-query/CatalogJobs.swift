import ADQL
import Catalog
import Jobs
import Logging
import Mesh
import Messages

/// Work that takes longer than its asker waits: queries, loads, and scoring of results.
struct CatalogJobs: Sendable {
    private let mesh: MeshConnection
    private let catalogs: Catalogs
    private let options: CatalogOptions

    init(_ service: CatalogService) {
        mesh = service.mesh
        catalogs = service.catalogs
        options = service.options
    }

    /// Works until the task is cancelled.
    func run() async throws {
        var settings = JobSettings()
        settings.limitPerUser = options.jobsPerUser
        settings.results = try ResultStore(options.results)
        settings.quotaBytesPerUser = UInt64(options.quotaBytes)
        let concurrency = options.concurrency
        try await JobService(
            mesh: mesh, settings: settings,
            [
                JobWork("query", concurrency: concurrency) { context in
                    try await untilAvailable { try await QueryJob(context, catalogs, options).run() }
                },
                JobWork("load", concurrency: concurrency) { context in
                    try await untilAvailable { try await LoadJob(context, catalogs, options).run() }
                },
                JobWork("score", concurrency: 1) { context in
                    try await untilAvailable { try await ScoreJob(context, catalogs, options, mesh.registry).run() }
                },
            ]
        ).run()
    }

    /// Tries again while the engine is away: a database that is started again must not end jobs.
    private func untilAvailable(_ work: () async throws -> String) async throws -> String {
        let patience = ContinuousClock.now + .seconds(600)
        while true {
            do {
                return try await work()
            } catch let error as CatalogError where error.kind == .unavailable && ContinuousClock.now < patience {
                mesh.log.warning("a job waits for its catalogue", metadata: ["reason": "\(error)"])
                try await Task.sleep(for: .seconds(2))
            }
        }
    }
}

extension CatalogOptions {
    /// The limits of a job that asks for some of its own; 0: none.
    func jobLimits(rows: UInt64 = 0, seconds: UInt32 = 0) -> QueryLimits {
        let most = jobHours * 3_600
        return QueryLimits(
            rows: rows == 0 ? .max : Int(clamping: rows), seconds: seconds == 0 ? most : min(most, Double(seconds)))
    }
}
