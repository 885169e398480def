import CMessages

/// A job's new name or comment: `rpc.jobs.rename`, `rpc.jobs.comment`.
public struct JobText: Message {
    /// Id of the job.
    public var jobID: String
    /// The name or comment.
    public var text: String

    /// Makes the message.
    public init(
        jobID: String,
        text: String
    ) {
        self.jobID = jobID
        self.text = text
    }
}

extension JobText: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__JobText {
        var raw = Peryton__V1__JobText()
        peryton__v1__job_text__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__JobText, owner memory: UnpackedMemory) throws(MessageError) {
        jobID = try Unpack.string(raw.job_id, "JobText", "job_id")
        text = try Unpack.string(raw.text, "JobText", "text")
    }

    func fill(_ raw: inout Peryton__V1__JobText, arena: PackArena) {
        raw.job_id = arena.string(jobID)
        raw.text = arena.string(text)
    }
}

/// Who may see a job besides its owner, all of them: `rpc.jobs.share`.
public struct JobShare: Message {
    /// Id of the job.
    public var jobID: String
    /// User names; "*": every user of the project.
    public var users: [String]

    /// Makes the message.
    public init(
        jobID: String,
        users: [String]
    ) {
        self.jobID = jobID
        self.users = users
    }
}

extension JobShare: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__JobShare {
        var raw = Peryton__V1__JobShare()
        peryton__v1__job_share__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__JobShare, owner memory: UnpackedMemory) throws(MessageError) {
        jobID = try Unpack.string(raw.job_id, "JobShare", "job_id")
        users = try Unpack.strings(raw.users, raw.n_users, "JobShare", "users")
    }

    func fill(_ raw: inout Peryton__V1__JobShare, arena: PackArena) {
        raw.job_id = arena.string(jobID)
        raw.n_users = users.count
        raw.users = arena.strings(users)
    }
}

/// One line of a job's log.
public struct JobLogLine: Message {
    /// When it was written.
    public var at: UnixTime
    /// What happened.
    public var text: String

    /// Makes the message.
    public init(
        at: UnixTime,
        text: String
    ) {
        self.at = at
        self.text = text
    }
}

extension JobLogLine: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__JobLogLine {
        var raw = Peryton__V1__JobLogLine()
        peryton__v1__job_log_line__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__JobLogLine, owner memory: UnpackedMemory) throws(MessageError) {
        at = UnixTime(microseconds: raw.at_unix_us)
        text = try Unpack.string(raw.text, "JobLogLine", "text")
    }

    func fill(_ raw: inout Peryton__V1__JobLogLine, arena: PackArena) {
        raw.at_unix_us = at.microseconds
        raw.text = arena.string(text)
    }
}

/// The newest lines of a job's log: `rpc.jobs.log`.
public struct JobLog: Message {
    /// Oldest first.
    public var lines: [JobLogLine]

    /// Makes the message.
    public init(
        lines: [JobLogLine]
    ) {
        self.lines = lines
    }
}

extension JobLog: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__JobLog {
        var raw = Peryton__V1__JobLog()
        peryton__v1__job_log__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__JobLog, owner memory: UnpackedMemory) throws(MessageError) {
        lines = try Unpack.messages(raw.lines, raw.n_lines, memory)
    }

    func fill(_ raw: inout Peryton__V1__JobLog, arena: PackArena) {
        raw.n_lines = lines.count
        raw.lines = arena.messages(lines)
    }
}
