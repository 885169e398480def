import Bus
import Mesh
import Messages

/// Submits jobs and follows them: all it needs is NATS.
public struct JobClient: Sendable {
    let connection: BusConnection
    let user: String
    let jetStream: JetStream
    private let publisher: JetStreamPublisher

    /// A client for one user.
    public init(connection: BusConnection, publisher: JetStreamPublisher, user: String) throws {
        self.connection = connection
        self.publisher = publisher
        self.user = user
        jetStream = try JetStream(connection)
    }

    /// A new id.
    public static func newID() -> String { String(UInt64.random(in: .min ... .max), radix: 36) }

    /// Puts a job into the queue of its kind and returns its record.
    ///
    /// A second submission of the same id is the same job. Where no service answers, the order waits in JetStream until one
    /// runs, and gets its record then.
    @discardableResult
    public func submit(_ job: Job) async throws -> Job {
        var job = job
        job.owner = user
        do {
            return try await patiently { try await ask("submit", job, job.project, as: Job.self) }
        } catch let error as BusError where error.mayPass {
            guard try await jetStream.state(ofStream: ProjectStreams(job.project).jobs) != nil else {
                throw RequestError(
                    "not-found", "project \"\(job.project)\" has no stream; declare one first: peryton streams create")
            }
            try await publisher.publish(
                OutgoingMessage(
                    subject: Subject.job(job.kind, job.project, user), body: job.serialized(), messageID: job.id,
                    headers: [("Peryton-Summary", "\(job.kind) \(job.name)")]))
            job.phase = .queued
            return job
        }
    }

    /// The record of a job of one's own, or that is shared.
    public func job(_ id: String, project: String) async throws -> Job {
        try await patiently { try await ask("get", NameRequest(name: id), project, as: Job.self) }
    }

    /// One's own jobs and those that are shared, newest first.
    public func jobs(project: String) async throws -> [Job] {
        try await patiently { try await ask("list", NameRequest(), project, as: JobList.self).jobs }
    }

    /// The newest lines of a job's log, oldest first.
    public func log(of id: String, project: String) async throws -> [JobLogLine] {
        try await patiently { try await ask("log", NameRequest(name: id), project, as: JobLog.self).lines }
    }

    /// Asks for an end of a job; its phase tells when that has happened.
    public func cancel(_ id: String, project: String) async throws -> Job {
        try await ask("cancel", NameRequest(name: id), project, as: Job.self)
    }

    /// Gives a job another name.
    public func rename(_ id: String, to name: String, project: String) async throws -> Job {
        try await ask("rename", JobText(jobID: id, text: name), project, as: Job.self)
    }

    /// Writes one's own words to a job, instead of those that were there.
    public func comment(_ id: String, _ text: String, project: String) async throws -> Job {
        try await ask("comment", JobText(jobID: id, text: text), project, as: Job.self)
    }

    /// Shows a job to these users, and to nobody else; "*" is every user of the project.
    public func share(_ id: String, with users: [String], project: String) async throws -> Job {
        try await ask("share", JobShare(jobID: id, users: users), project, as: Job.self)
    }

    /// Prolongs the life of a finished job.
    public func renew(_ id: String, project: String) async throws -> Job {
        try await ask("renew", NameRequest(name: id), project, as: Job.self)
    }

    /// Submits a new job with the same parameters and returns it.
    public func rerun(_ id: String, project: String) async throws -> Job {
        let new = Self.newID()
        return try await patiently { try await ask("rerun", JobText(jobID: id, text: new), project, as: Job.self) }
    }

    /// Deletes a finished job, its record and its results.
    public func delete(_ id: String, project: String) async throws {
        _ = try await ask("delete", NameRequest(name: id), project, as: Job.self)
    }

    private func ask<Answer: Message>(
        _ verb: String, _ question: some Message, _ project: String, as answer: Answer.Type
    ) async throws -> Answer {
        try await connection.call(
            Subject.rpc(JobDesk.service, verb, project, user), question, as: Answer.self)
    }

    /// Asks three times where an answer was lost: only for what may be done twice.
    func patiently<Answer>(_ question: () async throws -> Answer) async throws -> Answer {
        for pause in [100, 400] {
            do {
                return try await question()
            } catch let error as BusError where error.mayPass {
                try await Task.sleep(for: .milliseconds(pause))
            }
        }
        return try await question()
    }
}
