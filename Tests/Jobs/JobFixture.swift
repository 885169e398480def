import Bus
import Jobs
import Logging
import Mesh
import Messages
import ServiceKit
import State
import TestSupport

/// The job queue of a project on real servers, for one test.
struct JobFixture {
    let nats: LocalServer
    let mesh: MeshConnection
    let store: JobStore

    static func with(_ body: (JobFixture) async throws -> Void) async throws {
        try await withNatsServer { nats in
            try await withRedisServer { redis in
                let log = Logger(label: "jobs") { _ in SwiftLogNoOpLogHandler() }
                let mesh = try await MeshConnection.connect(
                    service: "worker", natsURL: nats.address, redisURL: redis.address, log: log)
                for declaration in ProjectStreams("main").otherDeclarations {
                    try await mesh.jetStream.ensure(declaration)
                }
                do {
                    try await body(JobFixture(nats: nats, mesh: mesh, store: JobStore(mesh.redis)))
                } catch {
                    await mesh.close()
                    throw error
                }
                await mesh.close()
            }
        }
    }

    func client(_ user: String = "me") throws -> JobClient {
        try JobClient(connection: mesh.bus, publisher: mesh.publisher, user: user)
    }

    func job(_ id: String) -> Job { Job(id: id, project: "main", owner: "me", kind: "train") }

    /// Runs a worker; cancel the task to stop it.
    func worker(_ work: @escaping @Sendable (JobContext) async throws -> String) throws -> Task<Void, any Error> {
        let worker = try JobWorker(
            kind: "train", project: "main", connection: mesh.bus, publisher: mesh.publisher, store: store,
            deadLetters: mesh.deadLetters, log: mesh.log, work: work)
        return Task { try await worker.run() }
    }
}
