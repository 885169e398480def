import CMessages

/// A message that could not be processed, kept with the reason.
public struct DeadLetter: Message {
    /// Project that it belongs to.
    public var project: String
    /// The service that gave up.
    public var service: String
    /// Subject, file or topic that the message came from.
    public var origin: String
    /// Sequence within the JetStream stream it came from; 0 where there is none.
    public var originSequence: UInt64
    /// What was wrong, where, and what was expected: one line.
    public var reason: String
    /// A bounded label of the reason, for example "malformed".
    public var kind: String
    /// How often it was tried.
    public var attempts: UInt32
    /// The message as it came, cut where it was too long.
    public var original: [UInt8]
    /// Length of the message before any cut, bytes.
    public var originalBytes: UInt64
    /// CRC-32 (IEEE 802.3) of the message before any cut.
    public var originalCRC32: UInt32
    /// When it was given up.
    public var at: UnixTime
    /// Message id that the origin gave it, empty where none.
    public var messageID: String

    /// Makes the message.
    public init(
        project: String,
        service: String,
        origin: String,
        originSequence: UInt64 = 0,
        reason: String,
        kind: String,
        attempts: UInt32 = 1,
        original: [UInt8],
        originalBytes: UInt64,
        originalCRC32: UInt32,
        at: UnixTime,
        messageID: String = ""
    ) {
        self.project = project
        self.service = service
        self.origin = origin
        self.originSequence = originSequence
        self.reason = reason
        self.kind = kind
        self.attempts = attempts
        self.original = original
        self.originalBytes = originalBytes
        self.originalCRC32 = originalCRC32
        self.at = at
        self.messageID = messageID
    }
}

extension DeadLetter: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__DeadLetter {
        var raw = Peryton__V1__DeadLetter()
        peryton__v1__dead_letter__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__DeadLetter, owner memory: UnpackedMemory) throws(MessageError) {
        project = try Unpack.string(raw.project, "DeadLetter", "project")
        service = try Unpack.string(raw.service, "DeadLetter", "service")
        origin = try Unpack.string(raw.origin, "DeadLetter", "origin")
        originSequence = raw.origin_sequence
        reason = try Unpack.string(raw.reason, "DeadLetter", "reason")
        kind = try Unpack.string(raw.kind, "DeadLetter", "kind")
        attempts = raw.attempts
        original = Unpack.bytes(raw.original)
        originalBytes = raw.original_bytes
        originalCRC32 = raw.original_crc32
        at = UnixTime(microseconds: raw.at_unix_us)
        messageID = try Unpack.string(raw.message_id, "DeadLetter", "message_id")
    }

    func fill(_ raw: inout Peryton__V1__DeadLetter, arena: PackArena) {
        raw.project = arena.string(project)
        raw.service = arena.string(service)
        raw.origin = arena.string(origin)
        raw.origin_sequence = originSequence
        raw.reason = arena.string(reason)
        raw.kind = arena.string(kind)
        raw.attempts = attempts
        raw.original = arena.bytes(original)
        raw.original_bytes = originalBytes
        raw.original_crc32 = originalCRC32
        raw.at_unix_us = at.microseconds
        raw.message_id = arena.string(messageID)
    }
}
