import Messages
import State

/// What workers do with jobs.
///
/// A worker holds a job by its attempt number and a lease. Who has lost the lease to another gets "lost" for all that it
/// still writes.
extension JobStore {
    /// A job that a worker took, and those that it found left behind by dead ones.
    struct Claim {
        var job: Job?
        var left: [String]
    }

    /// How a worker stands to its job.
    enum Hold: String {
        /// Its owner waits for it.
        case held
        /// Its owner asks for its end.
        case cancel
        /// It is over, and the work has still to return.
        case over
        /// Another has it now, or nobody.
        case lost
    }

    /// After how long without a heartbeat a worker counts as dead, seconds.
    static let leaseSeconds = 4.0

    func claim(kind: String, project: String, worker: String, limitPerUser: Int) async throws -> Claim {
        let now = clock()
        let answer = try await run(
            JobScripts.claim, project,
            [
                kind, worker, limitPerUser, Int(Self.leaseSeconds * 1000), "\(now.microseconds)",
                expiryOfWhatEnds(at: now),
            ])
        return Claim(job: answer.job, left: (answer.rest?.array ?? []).compactMap(\.text))
    }

    func heartbeat(_ job: Job) async throws -> Hold {
        let answer = try await run(
            JobScripts.heartbeat, job.project, [job.id, Int(job.attempt), Int(Self.leaseSeconds * 1000)])
        return Hold(rawValue: answer.word) ?? .lost
    }

    /// Changes what is told of a job that is executing; nil where the job is lost.
    func update(
        _ job: Job, progress: Double, message: String, rows: UInt64, line: String
    ) async throws -> Job? {
        try await run(
            JobScripts.update, job.project,
            [
                job.id, Int(job.attempt), "\(clock().microseconds)", line, "progress", "\(progress)", "message",
                message, "rows", "\(rows)",
            ]
        ).job
    }

    /// Adds a line to the job's log.
    func note(_ job: Job, _ line: String) async throws {
        _ = try await run(JobScripts.update, job.project, [job.id, Int(job.attempt), "\(clock().microseconds)", line])
    }

    /// Ends a job; nil where it is lost.
    func finish(_ job: Job, _ phase: JobPhase, message: String, error: String) async throws -> Job? {
        let now = clock()
        return try await run(
            JobScripts.finish, job.project,
            [
                job.id, Int(job.attempt), phase.uwsName, "\(now.microseconds)", expiryOfWhatEnds(at: now), message,
                error,
            ]
        ).job
    }

    /// The work has returned: its slot is free for the user's next job.
    func leave(_ job: Job) async throws {
        _ = try await run(JobScripts.leave, job.project, [job.id, Int(job.attempt)])
    }

    /// Leaves a job to another worker; nil where it is lost.
    func giveBack(_ job: Job, why: String) async throws -> Job? {
        try await run(
            JobScripts.giveBack, job.project, [job.id, Int(job.attempt), "\(clock().microseconds)", why]
        ).job
    }

    /// Adds a file to the results of a job.
    ///
    /// - Throws: `JobFailure` when the user's quota does not suffice, `CancellationError` when the job is lost.
    func add(_ result: JobResult, to job: Job, quotaBytes: UInt64) async throws {
        let reply = try await redis.waiting {
            try await $0.run(
                JobScripts.addResult, keys: [Self.prefix(job.project)],
                arguments: [
                    job.id, Int(job.attempt), result.name, result.serialized(), "\(result.bytes)", "\(quotaBytes)",
                ])
        }
        switch reply.array?.first?.text {
        case "held": return
        case "full":
            let used = UInt64(reply.array?.last?.integer ?? 0)
            throw ResultQuota.exceeded(by: result.bytes, used: used, quota: quotaBytes)
        default: throw CancellationError()
        }
    }
}
