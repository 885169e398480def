import Messages
import State

/// The records of jobs in Redis: what is true of a job.
///
/// Keys: `peryton:<project>:job:<id>` (hash: record, cancel; whatever a worker must freeze), `peryton:<project>:jobs` (set).
public struct JobStore: Sendable {
    private let redis: RedisClient

    /// How long a record is kept after the last change, seconds.
    public static let lifetimeSeconds = 14 * 86_400.0

    /// The records in a Redis.
    public init(_ redis: RedisClient) {
        self.redis = redis
    }

    private func key(_ project: String, _ id: String) -> String { "peryton:\(project):job:\(id)" }

    /// The record, nil where there is none (any more).
    public func job(_ project: String, _ id: String) async throws -> Job? {
        let bytes = try await redis.waiting { [key = key(project, id)] in try await $0.hashField("record", of: key) }
        return try bytes.map { try Job(serialized: $0) }
    }

    /// Stores a record.
    public func put(_ job: Job) async throws {
        try await redis.waiting { [self] redis in
            _ = try await redis.setHash(key(job.project, job.id), ["record": job.serialized()])
            _ = try await redis.expire(key(job.project, job.id), after: .seconds(Self.lifetimeSeconds))
            _ = try await redis.addMembers([job.id], to: "peryton:\(job.project):jobs")
        }
    }

    /// The jobs of a project, newest first; forgets the names of those whose records are gone.
    public func jobs(of project: String) async throws -> [Job] {
        let ids = try await redis.waiting { try await $0.members(of: "peryton:\(project):jobs") }
        var jobs: [Job] = []
        for id in ids.map({ String(decoding: $0, as: UTF8.self) }) {
            if let job = try await job(project, id) {
                jobs.append(job)
            } else {
                _ = try await redis.waiting { try await $0.removeMembers([id], from: "peryton:\(project):jobs") }
            }
        }
        return jobs.sorted { $0.submittedAt > $1.submittedAt }
    }

    /// Asks for an end of the job: the flag is the truth, whatever broadcast is missed.
    public func requestCancel(_ project: String, _ id: String) async throws {
        try await redis.waiting { [key = key(project, id)] in
            _ = try await $0.setHash(key, ["cancel": "1"])
            _ = try await $0.expire(key, after: .seconds(Self.lifetimeSeconds))
        }
    }

    /// Whether somebody asked for an end.
    public func isCancelRequested(_ project: String, _ id: String) async throws -> Bool {
        try await redis.waiting { [key = key(project, id)] in try await $0.hashField("cancel", of: key) } != nil
    }

    private static let freezeScript = Script(
        "freeze",
        source: """
            redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[2])
            return redis.call('HGET', KEYS[1], ARGV[1])
            """)

    /// Fixes a value of the job once: whoever asks first sets it, and everybody gets that, also after a restart.
    public func freeze(_ name: String, _ value: String, project: String, id: String) async throws -> String {
        let reply = try await redis.waiting { [key = key(project, id)] in
            try await $0.run(Self.freezeScript, keys: [key], arguments: [name, value])
        }
        return reply.text ?? value
    }
}
