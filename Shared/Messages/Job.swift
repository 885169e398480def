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

/// What a training job is asked to do.
public struct TrainParameters: Message {
    /// Stream to train a forest for.
    public var stream: String
    /// Number of trees; 0: the library's default.
    public var trees: UInt32
    /// Rows drawn for each tree; 0: the library's default.
    public var sampleSize: UInt32
    /// Extension level, 0…features−1; −1: the library's default.
    public var extensionLevel: Int32
    /// Seed of the random numbers.
    public var seed: UInt64
    /// The most rows to take; 0: the stream's own cap.
    public var rowCap: UInt32
    /// So many of the live forest's oldest trees give way to trees of the alerts that came since; 0: a new forest.
    public var replaceTrees: UInt32

    /// Makes the message.
    public init(
        stream: String,
        trees: UInt32 = 0,
        sampleSize: UInt32 = 0,
        extensionLevel: Int32 = -1,
        seed: UInt64 = 0,
        rowCap: UInt32 = 0,
        replaceTrees: UInt32 = 0
    ) {
        self.stream = stream
        self.trees = trees
        self.sampleSize = sampleSize
        self.extensionLevel = extensionLevel
        self.seed = seed
        self.rowCap = rowCap
        self.replaceTrees = replaceTrees
    }
}

extension TrainParameters: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__TrainParameters {
        var raw = Peryton__V1__TrainParameters()
        peryton__v1__train_parameters__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__TrainParameters, owner memory: UnpackedMemory) throws(MessageError) {
        stream = try Unpack.string(raw.stream, "TrainParameters", "stream")
        trees = raw.trees
        sampleSize = raw.sample_size
        extensionLevel = raw.extension_level
        seed = raw.seed
        rowCap = raw.row_cap
        replaceTrees = raw.replace_trees
    }

    func fill(_ raw: inout Peryton__V1__TrainParameters, arena: PackArena) {
        raw.stream = arena.string(stream)
        raw.trees = trees
        raw.sample_size = sampleSize
        raw.extension_level = extensionLevel
        raw.seed = seed
        raw.row_cap = rowCap
        raw.replace_trees = replaceTrees
    }
}

/// Long work in UWS phases: its order on `job.<kind>.<project>.<user>`, its record, and its news.
public struct Job: Message {
    /// Unique within the project.
    public var id: String
    /// Project that it belongs to.
    public var project: String
    /// User whom it belongs to; a service takes it from the subject, never from here.
    public var owner: String
    /// "train", later query, cutout, trees, score, replay.
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
    /// When a worker took it.
    public var startedAt: UnixTime
    /// When it ended.
    public var endedAt: UnixTime
    /// When its record is forgotten.
    public var expiresAt: UnixTime
    /// What to train, for kind "train".
    public var train: TrainParameters?

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
        train: TrainParameters? = nil
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
    }
}
