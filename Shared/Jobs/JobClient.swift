import Bus
import Mesh
import Messages

/// Submits jobs and follows them: all it needs is NATS.
public struct JobClient: Sendable {
    private let jetStream: JetStream
    private let publisher: JetStreamPublisher
    private let connection: BusConnection
    private let user: String

    /// A client for one user.
    public init(connection: BusConnection, publisher: JetStreamPublisher, user: String) throws {
        self.connection = connection
        self.publisher = publisher
        self.user = user
        jetStream = try JetStream(connection)
    }

    /// A new id.
    public static func newID() -> String { String(UInt64.random(in: .min ... .max), radix: 36) }

    /// Puts a job into the queue of its kind.
    ///
    /// A second submission of the same id is the same job.
    public func submit(_ job: Job) async throws {
        var job = job
        job.owner = user
        job.phase = .queued
        job.submittedAt = .now
        job.expiresAt = job.submittedAt.adding(seconds: JobStore.lifetimeSeconds)
        guard try await jetStream.state(ofStream: ProjectStreams(job.project).jobs) != nil else {
            throw RequestError(
                "not-found", "project \"\(job.project)\" has no stream; declare one first: peryton streams create")
        }
        try await publisher.publish(
            OutgoingMessage(
                subject: Subject.job(job.kind, job.project, user), body: job.serialized(), messageID: job.id,
                headers: [("Peryton-Summary", "\(job.kind) \(job.name)")]))
    }

    /// Waits until a job is over; `news` gets each change on the way.
    public func wait(
        for id: String, project: String, news: @Sendable (Job) -> Void = { _ in }
    ) async throws -> Job {
        let events = try await jetStream.consume(
            ProjectStreams(project).jobEvents,
            ConsumerConfiguration(durable: nil, filterSubject: Subject.jobEvent(project, user, id)))
        defer { events.end() }
        for await batch in events {
            for message in batch {
                let job = try message.withBody { bytes throws(MessageError) in try Job(serialized: bytes) }
                news(job)
                if job.phase.isFinal { return job }
            }
        }
        throw CancellationError()
    }

    /// Asks for an end of a job; its phase tells when that has happened.
    ///
    /// - Parameter service: the service that works on jobs of this kind, for example "forest-trainer".
    public func cancel(_ id: String, project: String, service: String) async throws -> Job {
        try await connection.call(
            Subject.rpc(service, "job-cancel", project, user), NameRequest(name: id), as: Job.self)
    }

    /// The jobs of a project that a service works on, newest first.
    public func jobs(project: String, service: String) async throws -> [Job] {
        try await connection.call(Subject.rpc(service, "job-list", project, user), NameRequest(), as: JobList.self).jobs
    }
}
