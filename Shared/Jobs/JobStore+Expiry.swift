import Messages
import State

/// What `ResultsKeeper` asks and does.
extension JobStore {
    /// Ids of some finished jobs that expire up to an instant, the deleted ones first.
    func expired(_ project: String, at now: UnixTime) async throws -> [String] {
        try await first(of: "\(Self.prefix(project))job-expiry", until: now)
    }

    /// Ids of some jobs whose owners are to be warned now.
    func unwarned(_ project: String, at now: UnixTime) async throws -> [String] {
        try await first(of: "\(Self.prefix(project))job-unwarned", until: lifetime.warningHorizon(at: now))
    }

    private func first(of key: String, until horizon: UnixTime) async throws -> [String] {
        let reply = try await redis.waiting {
            try await $0.send("ZRANGEBYSCORE", key, "-inf", "\(horizon.microseconds)", "LIMIT", 0, 500)
        }
        return (reply.array ?? []).compactMap(\.text)
    }

    /// The record, also of a job that was deleted and waits to be removed.
    func remains(_ project: String, _ id: String) async throws -> Job? {
        var fields = try await redis.waiting { try await $0.hash("\(Self.prefix(project))job:\(id)") }
        fields["deleted"] = nil
        return try JobRecord.job(fields)
    }

    /// Notes that the owner was warned; the record where that is new.
    func warn(_ project: String, _ id: String) async throws -> Job? {
        try await run(JobScripts.warn, project, [id, "\(clock().microseconds)"]).job
    }

    /// Removes a record and all that points to it.
    func remove(_ project: String, _ id: String) async throws {
        _ = try await run(JobScripts.remove, project, [id, Self.tombstoneSeconds])
    }
}
