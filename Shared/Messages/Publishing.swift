import CMessages

/// What ingest made of a packet.
public enum PublishVerdict: Int, Sendable, CaseIterable {
    /// A verdict that this version does not know.
    case unknown = 0
    /// The alert is in JetStream.
    case accepted = 1
    /// It was there before.
    case duplicate = 2
    /// It was refused, with a reason, and is a dead letter.
    case rejected = 3
}

/// A packet for ingest: `rpc.ingest.publish`.
public struct PublishRequest: Message {
    /// Stream that it is for.
    public var stream: String
    /// The packet as the survey wrote it.
    public var packet: [UInt8]
    /// Where it came from, for messages: a file name, for example.
    public var origin: String
    /// When the publisher handed it over.
    public var publishedAt: UnixTime

    /// Makes the message.
    public init(stream: String, packet: [UInt8], origin: String = "", publishedAt: UnixTime = .unknown) {
        self.stream = stream
        self.packet = packet
        self.origin = origin
        self.publishedAt = publishedAt
    }
}

extension PublishRequest: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__PublishRequest {
        var raw = Peryton__V1__PublishRequest()
        peryton__v1__publish_request__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__PublishRequest, owner memory: UnpackedMemory) throws(MessageError) {
        stream = try Unpack.string(raw.stream, "PublishRequest", "stream")
        packet = Unpack.bytes(raw.packet)
        origin = try Unpack.string(raw.origin, "PublishRequest", "origin")
        publishedAt = UnixTime(microseconds: raw.published_at_unix_us)
    }

    func fill(_ raw: inout Peryton__V1__PublishRequest, arena: PackArena) {
        raw.stream = arena.string(stream)
        raw.packet = arena.bytes(packet)
        raw.origin = arena.string(origin)
        raw.published_at_unix_us = publishedAt.microseconds
    }
}

/// What became of a packet.
public struct PublishReceipt: Message {
    /// Accepted, seen before, or rejected.
    public var verdict: PublishVerdict
    /// The survey's own id of the alert.
    public var alertID: String
    /// The survey's own id of the object.
    public var objectID: String
    /// Why it was rejected, empty otherwise.
    public var reason: String
    /// Sequence in ALERTS_<project>; 0 when rejected.
    public var sequence: UInt64

    /// Makes the message.
    public init(
        verdict: PublishVerdict,
        alertID: String = "",
        objectID: String = "",
        reason: String = "",
        sequence: UInt64 = 0
    ) {
        self.verdict = verdict
        self.alertID = alertID
        self.objectID = objectID
        self.reason = reason
        self.sequence = sequence
    }
}

extension PublishReceipt: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__PublishReceipt {
        var raw = Peryton__V1__PublishReceipt()
        peryton__v1__publish_receipt__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__PublishReceipt, owner memory: UnpackedMemory) throws(MessageError) {
        verdict = PublishVerdict(rawValue: Int(raw.verdict.rawValue)) ?? .unknown
        alertID = try Unpack.string(raw.alert_id, "PublishReceipt", "alert_id")
        objectID = try Unpack.string(raw.object_id, "PublishReceipt", "object_id")
        reason = try Unpack.string(raw.reason, "PublishReceipt", "reason")
        sequence = raw.sequence
    }

    func fill(_ raw: inout Peryton__V1__PublishReceipt, arena: PackArena) {
        raw.verdict = Peryton__V1__PublishVerdict(rawValue: Peryton__V1__PublishVerdict.RawValue(verdict.rawValue))
        raw.alert_id = arena.string(alertID)
        raw.object_id = arena.string(objectID)
        raw.reason = arena.string(reason)
        raw.sequence = sequence
    }
}
