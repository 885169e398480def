import Bus
import Mesh
import Messages
import State

/// What the owner of a job does with it.
///
/// These do not ask who it is that wants the change: `JobDesk` does.
extension JobStore {
    /// Puts a job into the queue; whether it is new there.
    ///
    /// A second submission of the same id by the same owner is the same job.
    ///
    /// - Throws: `RequestError` "invalid" for bad names, "conflict" for an id that is another's or was deleted.
    @discardableResult
    public func submit(_ job: Job) async throws -> (job: Job, isNew: Bool) {
        try MeshName.check(job.id, "job")
        try MeshName.check(job.owner, "user")
        try JobKinds.check(job.kind)
        for name in job.sharedWith where name != "*" { try MeshName.check(name, "user") }
        let answer = try await run(
            JobScripts.submit, job.project,
            [
                job.id, JobRecord.order(job), job.owner, job.kind, job.name, "\(clock().microseconds)",
                job.sharedWith.joined(separator: " "),
            ])
        guard let known = answer.job, answer.word == "new" || answer.word == "known" else {
            throw RequestError("conflict", "job id \(job.id) is taken; submit it under another")
        }
        return (known, answer.word == "new")
    }

    /// Asks for an end of the job: at once where no living worker has it, else by its worker's next heartbeat.
    public func cancel(_ project: String, _ id: String) async throws -> Job? {
        let now = clock()
        return try await run(
            JobScripts.cancel, project, [id, "\(now.microseconds)", expiryOfWhatEnds(at: now)]
        ).job
    }

    func rename(_ project: String, _ id: String, to name: String) async throws -> Job? {
        try await run(JobScripts.set, project, [id, "name", name]).job
    }

    func comment(_ project: String, _ id: String, _ text: String) async throws -> Job? {
        try await run(JobScripts.set, project, [id, "comment", text]).job
    }

    func share(_ project: String, _ id: String, with users: [String]) async throws -> Job? {
        try await run(JobScripts.share, project, [id, users.joined(separator: " ")]).job
    }

    /// Prolongs the life of a finished job.
    func renew(_ job: Job) async throws -> Job {
        let next = lifetime.renewed(job.expiresAt)
        let answer = try await run(
            JobScripts.renew, job.project,
            [job.id, "\(job.expiresAt.microseconds)", "\(next.microseconds)", "\(lifetime.renewals)"])
        switch answer.word {
        case "unfinished":
            throw RequestError("conflict", "job \(job.id) is \(job.phase.uwsName): only a finished job can be renewed")
        case "used up":
            throw RequestError(
                "conflict", "job \(job.id) was renewed \(lifetime.renewals) times, which is all there is")
        default: break
        }
        guard let renewed = answer.job else {
            throw RequestError("conflict", "job \(job.id) was changed by somebody else just now; ask again")
        }
        return renewed
    }

    /// Hides a finished job for good; `ResultsKeeper` removes its record and files.
    func delete(_ job: Job) async throws {
        if try await run(JobScripts.delete, job.project, [job.id]).word == "unfinished" {
            throw RequestError("conflict", "job \(job.id) is \(job.phase.uwsName): cancel it first")
        }
    }
}
