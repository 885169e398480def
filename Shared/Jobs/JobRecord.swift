import Messages
import State

/// A job's record as Redis holds it: a hash with a field for everything that changes, so that a script can change one
/// without knowing the others.
///
/// Fields: `order` (the job as it was submitted, protobuf), `owner`, `kind`, `name`, `phase` (as UWS spells it),
/// `progress`, `message`, `error`, `submitted`, `started`, `ended`, `expires`, `warned` (µs since 1970), `comment`,
/// `shared` (user names, separated by blanks), `rows`, `renewals`, `attempt`, `deaths` (of workers that were at it), `worker`,
/// `cancel`, `revision`, `result:<name>` (protobuf), `bytes` (of all results), `frozen:<name>`; of a deleted one `deleted`.
enum JobRecord {
    static let resultPrefix = "result:"
    static let frozenPrefix = "frozen:"

    /// The job that a hash tells of; nil where it is none.
    static func job(_ fields: [String: [UInt8]]) throws(MessageError) -> Job? {
        guard let order = fields["order"], fields["deleted"] == nil else { return nil }
        func text(_ name: String) -> String { fields[name].map { String(decoding: $0, as: UTF8.self) } ?? "" }
        func time(_ name: String) -> UnixTime { UnixTime(microseconds: Int64(text(name)) ?? 0) }
        var job = try Job(serialized: order)
        job.owner = text("owner")
        job.kind = text("kind")
        job.name = text("name")
        job.phase = JobPhase(uwsName: text("phase"))
        job.progress = Double(text("progress")) ?? 0
        job.message = text("message")
        job.error = text("error")
        job.submittedAt = time("submitted")
        job.startedAt = time("started")
        job.endedAt = time("ended")
        job.expiresAt = time("expires")
        job.warnedAt = time("warned")
        job.comment = text("comment")
        job.sharedWith = text("shared").split(separator: " ").map(String.init)
        job.rowsDone = UInt64(text("rows")) ?? 0
        job.renewals = UInt32(text("renewals")) ?? 0
        job.attempt = UInt32(text("attempt")) ?? 0
        job.worker = text("worker")
        job.cancelRequested = fields["cancel"] != nil
        job.revision = UInt64(text("revision")) ?? 0
        job.results = []
        for (name, bytes) in fields where name.hasPrefix(resultPrefix) {
            job.results.append(try JobResult(serialized: bytes))
        }
        job.results.sort { $0.name < $1.name }
        return job
    }

    /// The job in a script's answer, which is a hash as names and values in turn.
    static func job(_ reply: RedisValue?) throws(MessageError) -> Job? {
        guard let elements = reply?.array else { return nil }
        var fields: [String: [UInt8]] = [:]
        for index in stride(from: 0, to: elements.count - 1, by: 2) {
            if let name = elements[index].text, let value = elements[index + 1].bytes { fields[name] = value }
        }
        return try job(fields)
    }

    /// What is stored of an order: the parameters, and nothing that the record's own fields tell.
    static func order(_ job: Job) -> [UInt8] {
        Job(
            id: job.id, project: job.project, owner: job.owner, kind: job.kind, train: job.train, query: job.query,
            score: job.score, load: job.load, cutout: job.cutout, scan: job.scan
        ).serialized()
    }
}
