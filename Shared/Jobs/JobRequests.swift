import Bus
import Mesh
import Messages

/// Answers what people ask about jobs of one service: `job-list` and `job-cancel`.
public struct JobRequests: Sendable {
    private let connection: BusConnection
    private let store: JobStore
    private let service: String
    private let kind: String

    /// The requests about a service's jobs of one kind.
    public init(connection: BusConnection, store: JobStore, service: String, kind: String) {
        self.connection = connection
        self.store = store
        self.service = service
        self.kind = kind
    }

    /// Answers until the task is cancelled.
    public func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await connection.serve(Subject.rpcOfAll(service, "job-list"), queueGroup: service) { request in
                    let project = try Subject.caller(of: request).project
                    return JobList(jobs: try await store.jobs(of: project).filter { $0.kind == kind }).serialized()
                }
            }
            group.addTask {
                try await connection.serve(Subject.rpcOfAll(service, "job-cancel"), queueGroup: service) { request in
                    try await cancel(request).serialized()
                }
            }
            try await group.waitForAll()
        }
    }

    /// Notes the owner's wish; the worker that has the job, or the one that will take it, ends it.
    private func cancel(_ request: BusMessage) async throws -> Job {
        let caller = try Subject.caller(of: request)
        let id = try request.withBody { bytes throws(MessageError) in try NameRequest(serialized: bytes) }.name
        let known = try await store.job(caller.project, id)
        if let known, known.owner != caller.user {
            throw RequestError("forbidden", "job \(id) belongs to \(known.owner): only its owner may cancel it")
        }
        if let known, known.phase.isFinal { return known }
        try await store.requestCancel(caller.project, id)
        // A job that still waits in the queue has no record yet.
        return known ?? Job(id: id, project: caller.project, owner: caller.user, kind: kind, phase: .queued)
    }
}
