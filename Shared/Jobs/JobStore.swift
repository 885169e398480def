import Bus
import Messages
import State

/// The records of jobs in Redis: what is true of a job.
///
/// Each change is one step (`JobScripts`), so that a record is whole whatever dies, and who has lost a job cannot write to
/// it any more. Key of a record: `peryton:<project>:job:<id>`, a hash (`JobRecord`).
public struct JobStore: Sendable {
    let redis: RedisClient
    /// How long finished jobs are kept.
    public let lifetime: JobLifetime
    /// The clock by which jobs start, end and expire.
    let clock: @Sendable () -> UnixTime

    /// For how long the id of a deleted job is not given out again, seconds.
    static let tombstoneSeconds = 86_400

    /// The records in a Redis.
    public init(
        _ redis: RedisClient, lifetime: JobLifetime = JobLifetime(),
        clock: @escaping @Sendable () -> UnixTime = { .now }
    ) {
        self.redis = redis
        self.lifetime = lifetime
        self.clock = clock
    }

    // MARK: Reading

    /// The record, nil where there is none (any more).
    public func job(_ project: String, _ id: String) async throws -> Job? {
        try JobRecord.job(try await redis.waiting { try await $0.hash(Self.key(project, id)) })
    }

    /// The jobs that a user may see, newest first: the user's own and those shown to the user or to all.
    public func jobs(of project: String, visibleTo user: String) async throws -> [Job] {
        let prefix = Self.prefix(project)
        let lists = try await redis.waiting {
            try await $0.pipeline([
                RedisCommand("ZRANGE", arguments: ["\(prefix)jobs:\(user)", 0, -1]),
                RedisCommand("SMEMBERS", arguments: ["\(prefix)job-shared:\(user)"]),
                RedisCommand("SMEMBERS", arguments: ["\(prefix)jobs-shared"]),
            ]).map { try $0.get() }
        }
        let ids = Set(lists.flatMap { $0.array ?? [] }.compactMap(\.text))
        let records = try await redis.waiting {
            try await $0.pipeline(ids.map { RedisCommand("HGETALL", arguments: [Self.key(project, $0)]) }).map {
                try $0.get()
            }
        }
        return try records.compactMap { try JobRecord.job($0) }.sorted { $0.submittedAt > $1.submittedAt }
    }

    /// The newest lines of a job's log, oldest first.
    public func log(_ project: String, _ id: String) async throws -> [JobLogLine] {
        let key = "\(Self.prefix(project))job-log:\(id)"
        let lines = try await redis.waiting { try await $0.send("LRANGE", key, 0, -1) }
        return (lines.array ?? []).compactMap(\.text).map { line in
            let parts = line.split(separator: " ", maxSplits: 1)
            return JobLogLine(
                at: UnixTime(microseconds: parts.first.flatMap { Int64($0) } ?? 0),
                text: parts.count > 1 ? String(parts[1]) : "")
        }
    }

    /// Bytes that the results of a user take.
    public func resultBytes(_ project: String, of user: String) async throws -> UInt64 {
        let reply = try await redis.waiting {
            try await $0.run(JobScripts.usedBytes, keys: [Self.prefix(project)], arguments: [user])
        }
        return UInt64(reply.integer ?? 0)
    }

    /// Whether somebody asked for an end.
    public func isCancelRequested(_ project: String, _ id: String) async throws -> Bool {
        try await redis.waiting { try await $0.hashField("cancel", of: Self.key(project, id)) } != nil
    }

    // MARK: What is frozen

    /// Fixes a value of the job once: whoever asks first sets it, and everybody gets that, also after a restart.
    public func freeze(_ name: String, _ value: String, project: String, id: String) async throws -> String {
        let reply = try await redis.waiting {
            try await $0.run(
                JobScripts.freeze, keys: [Self.prefix(project)],
                arguments: [id, JobRecord.frozenPrefix + name, value])
        }
        return reply.text ?? value
    }

    // MARK: Steps

    /// What a script said: a word, and the record where it gave one.
    struct Answer {
        var word: String
        var job: Job?
        /// What came behind the record.
        var rest: RedisValue?
    }

    func run(_ script: Script, _ project: String, _ arguments: [any RedisArgument]) async throws -> Answer {
        let reply = try await redis.waiting {
            try await $0.run(script, keys: [Self.prefix(project)], arguments: arguments)
        }
        guard let parts = reply.array, let word = parts.first?.text else {
            throw StateError.unexpectedReply(
                command: "the script \(script.name)", place: redis.address.description, expected: "a word",
                found: "something else")
        }
        return Answer(
            word: word, job: try JobRecord.job(parts.count > 1 ? parts[1] : nil),
            rest: parts.count > 2 ? parts[2] : nil)
    }

    /// When a job that ends now expires, µs as text.
    func expiryOfWhatEnds(at now: UnixTime) -> String { "\(lifetime.expiry(endedAt: now).microseconds)" }

    static func prefix(_ project: String) -> String { "peryton:\(project):" }
    private static func key(_ project: String, _ id: String) -> String { "\(prefix(project))job:\(id)" }
}
