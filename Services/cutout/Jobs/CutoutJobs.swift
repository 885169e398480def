import Jobs
import Mesh
import Threads

/// Work that takes longer than its asker waits: many cutouts, scans of images, and indexes of what objects look like.
struct CutoutJobs: Sendable {
    private let mesh: MeshConnection
    private let desk: CutoutDesk
    private let options: CutoutOptions

    init(_ service: CutoutService) {
        mesh = service.mesh
        desk = service.desk
        options = service.options
    }

    /// Works until the task is cancelled.
    func run() async throws {
        var settings = JobSettings()
        settings.limitPerUser = options.jobsPerUser
        settings.results = try ResultStore(options.results)
        settings.quotaBytesPerUser = UInt64(options.quotaBytes)
        try await JobService(
            mesh: mesh, settings: settings,
            [
                JobWork("cutout", concurrency: 2) { context in try await CutoutJob(context, desk).run() },
                JobWork("similarity", concurrency: 1) { context in
                    try await SimilarityJob(context, desk, desk.similarity).run()
                },
                JobWork("scan", concurrency: 1) { context in try await ScanJob(context, desk).run() },
            ]
        ).run()
    }
}
