import Bus
import Foundation
import Logging
import Mesh
import Messages
import State

/// The part of a service that works on jobs, answers questions about jobs of all kinds, and removes old ones.
///
/// ```swift
/// var settings = JobSettings()
/// settings.results = try ResultStore("/var/lib/peryton/results")
/// let jobs = JobService(mesh: mesh, settings: settings, [
///     JobWork("query", concurrency: 4) { context in
///         guard let query = context.job.query else { throw JobFailure("field query is missing") }
///         context.onCancel { database.interrupt() }
///         let file = try await context.results.create("result.fits", mimeType: "application/fits")
///         let rows = try await write(query, to: file.path) { rows in
///             await context.progress(0, "\(rows) rows", rows: rows)
///         }
///         try await file.commit(rows: rows)
///         return "\(rows) rows"
///     }
/// ])
/// try await jobs.run()
/// ```
public struct JobService: Sendable {
    /// The records of jobs.
    public let store: JobStore
    private let mesh: MeshConnection
    private let settings: JobSettings
    private let works: [JobWork]
    private let keeperPause: Duration

    /// A service's part in jobs; a service without works answers all the same.
    ///
    /// - Parameter clock: the clock by which jobs start, end and expire.
    public init(
        mesh: MeshConnection, settings: JobSettings = JobSettings(), _ works: [JobWork] = [],
        clock: @escaping @Sendable () -> UnixTime = { .now }
    ) {
        self.mesh = mesh
        self.settings = settings
        self.works = works
        store = JobStore(mesh.redis, lifetime: settings.lifetime, clock: clock)
        keeperPause = .seconds(2)
    }

    /// Works and answers until the task is cancelled.
    public func run() async throws {
        let news = JobNews(mesh: mesh)
        let name = "\(mesh.service)-\(ProcessInfo.processInfo.processIdentifier)-\(JobClient.newID().prefix(5))"
        await withTaskGroup(of: Void.self) { group in
            func keepGoing(_ part: String, _ work: @escaping @Sendable () async throws -> Void) {
                group.addTask { await mesh.keepGoing(part, work) }
            }
            keepGoing("news of jobs") { try await news.run() }
            keepGoing("questions about jobs") {
                try await JobDesk(mesh: mesh, store: store, news: news).run()
            }
            if let results = settings.results {
                keepGoing("results of jobs") {
                    try await ResultDesk(mesh: mesh, store: store, results: results).run()
                }
            }
            keepGoing("old jobs") {
                try await ResultsKeeper(mesh: mesh, store: store, news: news, results: settings.results)
                    .run(pause: keeperPause)
            }
            for work in works {
                keepGoing("jobs of kind \(work.kind)") {
                    try await JobWorker(
                        mesh: mesh, store: store, news: news, settings: settings, work: work, name: name
                    ).run()
                }
            }
        }
    }
}
