import Bus
import Jobs
import Logging
import Mesh
import Messages
import ServiceKit
import State
import Synchronization
import TestSupport

/// The job queue of project "main" on real servers, for one test.
struct JobFixture {
    let nats: LocalServer
    let redis: LocalServer
    /// What users have.
    let mesh: MeshConnection
    let store: JobStore

    static func with(_ body: (JobFixture) async throws -> Void) async throws {
        try await withNatsServer { nats in
            try await withRedisServer { redis in
                let mesh = try await connect(nats, redis)
                for declaration in ProjectStreams("main").otherDeclarations {
                    try await mesh.jetStream.ensure(declaration)
                }
                try await mesh.redis.addMembers(["main"], to: "peryton:projects")
                do {
                    try await body(JobFixture(nats: nats, redis: redis, mesh: mesh, store: JobStore(mesh.redis)))
                } catch {
                    await mesh.close()
                    throw error
                }
                await mesh.close()
            }
        }
    }

    private static func connect(_ nats: LocalServer, _ redis: LocalServer) async throws -> MeshConnection {
        let log = Logger(label: "jobs") { _ in SwiftLogNoOpLogHandler() }
        return try await MeshConnection.connect(
            service: "worker", natsURL: nats.address, redisURL: redis.address, log: log)
    }

    func client(_ user: String = "me") throws -> JobClient {
        try JobClient(connection: mesh.bus, publisher: mesh.publisher, user: user)
    }

    func job(_ id: String, kind: String = "train") -> Job { Job(id: id, project: "main", owner: "me", kind: kind) }

    /// Waits until the record is as wanted.
    @discardableResult
    func job(_ id: String, is wanted: (Job) -> Bool) async throws -> Job {
        while true {
            if let job = try await store.job("main", id), wanted(job) { return job }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// A service with connections of its own, which work on jobs until it is ended.
    func service(
        _ settings: JobSettings = JobSettings(), _ works: [JobWork] = [],
        clock: @escaping @Sendable () -> UnixTime = { .now }
    ) async throws -> RunningService {
        let own = try await Self.connect(nats, redis)
        let jobs = JobService(mesh: own, settings: settings, works, clock: clock)
        let service = RunningService(mesh: own, task: Task { try await jobs.run() })
        // It answers once it listens; whoever asks before is not answered.
        while true {
            do {
                _ = try await client().jobs(project: "main")
                return service
            } catch let error as BusError where error.isPassing {
                try await Task.sleep(for: .milliseconds(5))
            }
        }
    }

    /// A service that works on training jobs, does something, and stops.
    func with(
        _ settings: JobSettings = JobSettings(), _ works: [JobWork] = [],
        clock: @escaping @Sendable () -> UnixTime = { .now }, _ body: () async throws -> Void
    ) async throws {
        let service = try await service(settings, works, clock: clock)
        do {
            try await body()
        } catch {
            await service.stop()
            throw error
        }
        await service.stop()
    }
}

/// A service that runs in this process.
struct RunningService {
    let mesh: MeshConnection
    let task: Task<Void, any Error>

    /// Stops it as SIGTERM does: what it is at is left to others.
    func stop() async {
        task.cancel()
        _ = await task.result
        await mesh.close()
    }

    /// Ends its connections: for everybody else it is dead, while its work goes on.
    func vanish() async { await mesh.close() }
}

/// Something that tests count or gather from several tasks.
final class Tally<Value: Sendable>: Sendable {
    private let state: Mutex<Value>

    init(_ value: Value) {
        state = Mutex(value)
    }

    var value: Value { state.withLock { $0 } }

    func change(_ change: @Sendable (inout Value) -> Void) { state.withLock { change(&$0) } }
}

/// A door that work waits at until a test opens it.
struct Door: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() { (stream, continuation) = AsyncStream.makeStream(of: Void.self) }

    func open() { continuation.finish() }

    /// Throws when the task is cancelled meanwhile.
    func pass() async throws {
        for await _ in stream {}
        try Task.checkCancellation()
    }
}
