import CMessages

/// UWS 1.1 phases of a job.
public enum JobPhase: Int, Sendable, CaseIterable {
    /// A phase that this version does not know.
    case unknown = 0
    /// Not yet handed to the workers.
    case pending = 1
    /// Waits for a worker.
    case queued = 2
    /// A worker is at it.
    case executing = 3
    /// Done.
    case completed = 4
    /// Failed.
    case error = 5
    /// Cancelled.
    case aborted = 6
}

/// Long work in UWS phases: its order, its record, and its news.
///
/// Ordered through `rpc.jobs.submit` or on `job.<kind>.<project>.<user>`.
public struct Job: Message {
    /// Unique within the project.
    public var id: String
    /// Project that it belongs to.
    public var project: String
    /// User whom it belongs to; a service takes it from the subject, never from here.
    public var owner: String
    /// "train", "query", "load", "score", "cutout" or "scan".
    public var kind: String
    /// Name for people.
    public var name: String
    /// Where it stands.
    public var phase: JobPhase
    /// Share of the work done, 0…1.
    public var progress: Double
    /// What it is doing or what it brought, one line.
    public var message: String
    /// Why it failed; empty unless the phase is `error`.
    public var error: String
    /// When it was submitted.
    public var submittedAt: UnixTime
    /// When the worker that has it, or had it last, took it up.
    public var startedAt: UnixTime
    /// When it ended.
    public var endedAt: UnixTime
    /// When record and results are deleted; unknown while it is not over.
    public var expiresAt: UnixTime
    /// What to train, for kind "train".
    public var train: TrainParameters?
    /// What to ask, for kind "query".
    public var query: QueryParameters?
    /// What to score, for kind "score".
    public var score: ScoreParameters?
    /// What to load into a table, for kind "load".
    public var load: LoadParameters?
    /// What to cut out, for kind "cutout".
    public var cutout: CutoutParameters?
    /// Which images to scan, for kind "scan".
    public var scan: ScanParameters?
    /// The owner's own words about it.
    public var comment: String
    /// Users who may see it and read its results; "*": every user of the project.
    public var sharedWith: [String]
    /// Files that it made.
    public var results: [JobResult]
    /// How often its life was prolonged.
    public var renewals: UInt32
    /// How often a worker took it up.
    public var attempt: UInt32
    /// The worker that has it, or had it last.
    public var worker: String
    /// Rows done so far, where the kind has rows.
    public var rowsDone: UInt64
    /// Grows with every change of the record.
    public var revision: UInt64
    /// When its owner was warned that it expires soon.
    public var warnedAt: UnixTime
    /// Whether its owner asked for its end.
    public var cancelRequested: Bool

    /// Makes the message.
    public init(
        id: String,
        project: String,
        owner: String,
        kind: String,
        name: String = "",
        phase: JobPhase = .pending,
        progress: Double = 0,
        message: String = "",
        error: String = "",
        submittedAt: UnixTime = .unknown,
        startedAt: UnixTime = .unknown,
        endedAt: UnixTime = .unknown,
        expiresAt: UnixTime = .unknown,
        train: TrainParameters? = nil,
        query: QueryParameters? = nil,
        score: ScoreParameters? = nil,
        load: LoadParameters? = nil,
        cutout: CutoutParameters? = nil,
        scan: ScanParameters? = nil,
        comment: String = "",
        sharedWith: [String] = [],
        results: [JobResult] = [],
        renewals: UInt32 = 0,
        attempt: UInt32 = 0,
        worker: String = "",
        rowsDone: UInt64 = 0,
        revision: UInt64 = 0,
        warnedAt: UnixTime = .unknown,
        cancelRequested: Bool = false
    ) {
        self.id = id
        self.project = project
        self.owner = owner
        self.kind = kind
        self.name = name
        self.phase = phase
        self.progress = progress
        self.message = message
        self.error = error
        self.submittedAt = submittedAt
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.expiresAt = expiresAt
        self.train = train
        self.query = query
        self.score = score
        self.load = load
        self.cutout = cutout
        self.scan = scan
        self.comment = comment
        self.sharedWith = sharedWith
        self.results = results
        self.renewals = renewals
        self.attempt = attempt
        self.worker = worker
        self.rowsDone = rowsDone
        self.revision = revision
        self.warnedAt = warnedAt
        self.cancelRequested = cancelRequested
    }
}

extension Job: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__Job {
        var raw = Peryton__V1__Job()
        peryton__v1__job__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__Job, owner memory: UnpackedMemory) throws(MessageError) {
        id = try Unpack.string(raw.id, "Job", "id")
        project = try Unpack.string(raw.project, "Job", "project")
        owner = try Unpack.string(raw.owner, "Job", "owner")
        kind = try Unpack.string(raw.kind, "Job", "kind")
        name = try Unpack.string(raw.name, "Job", "name")
        phase = JobPhase(rawValue: Int(raw.phase.rawValue)) ?? .unknown
        progress = raw.progress
        message = try Unpack.string(raw.message, "Job", "message")
        error = try Unpack.string(raw.error, "Job", "error")
        submittedAt = UnixTime(microseconds: raw.submitted_at_unix_us)
        startedAt = UnixTime(microseconds: raw.started_at_unix_us)
        endedAt = UnixTime(microseconds: raw.ended_at_unix_us)
        expiresAt = UnixTime(microseconds: raw.expires_at_unix_us)
        train = try Unpack.message(raw.train, memory)
        query = try Unpack.message(raw.query, memory)
        score = try Unpack.message(raw.score, memory)
        load = try Unpack.message(raw.load, memory)
        cutout = try Unpack.message(raw.cutout, memory)
        scan = try Unpack.message(raw.scan, memory)
        comment = try Unpack.string(raw.comment, "Job", "comment")
        sharedWith = try Unpack.strings(raw.shared_with, raw.n_shared_with, "Job", "shared_with")
        results = try Unpack.messages(raw.results, raw.n_results, memory)
        renewals = raw.renewals
        attempt = raw.attempt
        worker = try Unpack.string(raw.worker, "Job", "worker")
        rowsDone = raw.rows_done
        revision = raw.revision
        warnedAt = UnixTime(microseconds: raw.warned_at_unix_us)
        cancelRequested = raw.cancel_requested != 0
    }

    func fill(_ raw: inout Peryton__V1__Job, arena: PackArena) {
        raw.id = arena.string(id)
        raw.project = arena.string(project)
        raw.owner = arena.string(owner)
        raw.kind = arena.string(kind)
        raw.name = arena.string(name)
        raw.phase = Peryton__V1__JobPhase(rawValue: Peryton__V1__JobPhase.RawValue(phase.rawValue))
        raw.progress = progress
        raw.message = arena.string(message)
        raw.error = arena.string(error)
        raw.submitted_at_unix_us = submittedAt.microseconds
        raw.started_at_unix_us = startedAt.microseconds
        raw.ended_at_unix_us = endedAt.microseconds
        raw.expires_at_unix_us = expiresAt.microseconds
        raw.train = train.map { arena.message($0) }
        raw.query = query.map { arena.message($0) }
        raw.score = score.map { arena.message($0) }
        raw.load = load.map { arena.message($0) }
        raw.cutout = cutout.map { arena.message($0) }
        raw.scan = scan.map { arena.message($0) }
        raw.comment = arena.string(comment)
        raw.n_shared_with = sharedWith.count
        raw.shared_with = arena.strings(sharedWith)
        raw.n_results = results.count
        raw.results = arena.messages(results)
        raw.renewals = renewals
        raw.attempt = attempt
        raw.worker = arena.string(worker)
        raw.rows_done = rowsDone
        raw.revision = revision
        raw.warned_at_unix_us = warnedAt.microseconds
        raw.cancel_requested = cancelRequested ? 1 : 0
    }
}
