import Bus
import Mesh
import Messages

/// Answers what people ask about jobs: `rpc.jobs.<verb>`, for jobs of all kinds.
///
/// Every service that works on jobs answers, one of them each request. The owner sees and changes a job; those with whom it
/// is shared see it; for everybody else it does not exist.
struct JobDesk: Sendable {
    let mesh: MeshConnection
    let store: JobStore
    let news: JobNews

    /// Name of the service on the bus.
    static let service = "jobs"
    private static let nameLimitBytes = 200
    private static let commentLimitBytes = 4_000

    /// Answers until the task is cancelled.
    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            func answer<Question: Message>(
                _ verb: String, _ question: Question.Type,
                _ answer: @escaping @Sendable (Question, _ project: String, _ user: String) async throws -> any Message
            ) {
                group.addTask {
                    let subject = Subject.rpcOfAll(Self.service, verb)
                    try await mesh.bus.serve(subject, queueGroup: Self.service) { request in
                        let caller = try Subject.caller(of: request)
                        let question = try request.withBody { bytes throws(MessageError) in
                            try Question(serialized: bytes)
                        }
                        return try await answer(question, caller.project, caller.user).serialized()
                    }
                }
            }
            answer("submit", Job.self) { try await submit($0, $1, $2) }
            answer("list", NameRequest.self) { _, project, user in
                JobList(jobs: try await store.jobs(of: project, visibleTo: user))
            }
            answer("get", NameRequest.self) { try await store.job($0.name, of: $1, seenBy: $2) }
            answer("log", NameRequest.self) { question, project, user in
                let job = try await store.job(question.name, of: project, seenBy: user)
                return JobLog(lines: try await store.log(project, job.id))
            }
            answer("cancel", NameRequest.self) { question, project, user in
                let job = try await store.job(question.name, of: project, ownedBy: user)
                if job.phase.isFinal { return job }
                return try told(try await store.cancel(project, job.id), job)
            }
            answer("rename", JobText.self) { question, project, user in
                let job = try await store.job(question.jobID, of: project, ownedBy: user)
                let name = try Self.text(question.text, "name", limitBytes: Self.nameLimitBytes)
                return try told(try await store.rename(project, job.id, to: name), job)
            }
            answer("comment", JobText.self) { question, project, user in
                let job = try await store.job(question.jobID, of: project, ownedBy: user)
                let text = try Self.text(question.text, "comment", limitBytes: Self.commentLimitBytes)
                return try told(try await store.comment(project, job.id, text), job)
            }
            answer("share", JobShare.self) { question, project, user in
                let job = try await store.job(question.jobID, of: project, ownedBy: user)
                for name in question.users where name != "*" { try MeshName.check(name, "user") }
                let users = Set(question.users).subtracting([user]).sorted()
                return try told(try await store.share(project, job.id, with: users), job)
            }
            answer("renew", NameRequest.self) { question, project, user in
                let job = try await store.job(question.name, of: project, ownedBy: user)
                return try told(try await store.renew(job), job)
            }
            answer("rerun", JobText.self) { try await rerun($0, $1, $2) }
            answer("delete", NameRequest.self) { question, project, user in
                let job = try await store.job(question.name, of: project, ownedBy: user)
                try await store.delete(job)
                return job
            }
            try await group.waitForAll()
        }
    }

    private func submit(_ order: Job, _ project: String, _ user: String) async throws -> Job {
        guard try await mesh.registry.projects().contains(project) else {
            throw RequestError(
                "not-found", "project \"\(project)\" has no stream; declare one first: peryton streams create")
        }
        var order = order
        order.project = project
        order.owner = user
        order.name = try Self.text(order.name, "name", limitBytes: Self.nameLimitBytes)
        let (job, isNew) = try await store.submit(order)
        if isNew { news.tell(job) }
        news.wake(project, job.kind)
        return job
    }

    /// A new job with the same parameters; its id comes with the question, so that a repeat is the same job.
    private func rerun(_ question: JobText, _ project: String, _ user: String) async throws -> Job {
        var job = try await store.job(question.jobID, of: project, ownedBy: user)
        job.id = question.text
        job.sharedWith = []
        return try await submit(job, project, user)
    }

    /// The record after a change, of which its owner hears.
    private func told(_ changed: Job?, _ job: Job) throws -> Job {
        guard let changed else { throw JobStore.notFound(job.id, in: job.project) }
        news.tell(changed)
        return changed
    }

    /// A text of one line or more as it may be stored.
    private static func text(_ text: String, _ what: String, limitBytes: Int) throws(RequestError) -> String {
        guard text.utf8.count <= limitBytes else {
            throw RequestError("invalid", "\(what): \(text.utf8.count) bytes, expected at most \(limitBytes)")
        }
        return text
    }
}

extension JobStore {
    /// A job that a user may see: the user's own, or one that is shared.
    func job(_ id: String, of project: String, seenBy user: String) async throws -> Job {
        guard let job = try await job(project, id),
            job.owner == user || job.sharedWith.contains(user) || job.sharedWith.contains("*")
        else { throw Self.notFound(id, in: project) }
        return job
    }

    /// A job that a user may change.
    func job(_ id: String, of project: String, ownedBy user: String) async throws -> Job {
        let job = try await job(id, of: project, seenBy: user)
        guard job.owner == user else {
            throw RequestError("forbidden", "job \(id) belongs to \(job.owner): only its owner may change it")
        }
        return job
    }

    static func notFound(_ id: String, in project: String) -> RequestError {
        RequestError("not-found", "project \(project) has no job \"\(id)\" of yours or shared with you")
    }
}
