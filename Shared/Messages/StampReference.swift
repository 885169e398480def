import CMessages

/// An image stamp of the alert, and where it is kept; the pixels never travel with the alert.
public struct StampReference: Message {
    /// "science", "template" or "difference".
    public var kind: String
    /// File name that the survey gave to the stamp.
    public var fileName: String
    /// Size of the stamp as the survey sent it, bytes.
    public var sizeBytes: UInt32
    /// SHA-256 of the stamp as the survey sent it, 64 hexadecimal digits; empty: the stamp is not kept.
    public var contentHash: String

    /// Makes the message.
    public init(kind: String, fileName: String, sizeBytes: UInt32, contentHash: String = "") {
        self.kind = kind
        self.fileName = fileName
        self.sizeBytes = sizeBytes
        self.contentHash = contentHash
    }
}

extension StampReference: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__StampReference {
        var raw = Peryton__V1__StampReference()
        peryton__v1__stamp_reference__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__StampReference, owner memory: UnpackedMemory) throws(MessageError) {
        kind = try Unpack.string(raw.kind, "StampReference", "kind")
        fileName = try Unpack.string(raw.file_name, "StampReference", "file_name")
        sizeBytes = raw.size_bytes
        contentHash = try Unpack.string(raw.content_hash, "StampReference", "content_hash")
    }

    func fill(_ raw: inout Peryton__V1__StampReference, arena: PackArena) {
        raw.kind = arena.string(kind)
        raw.file_name = arena.string(fileName)
        raw.size_bytes = sizeBytes
        raw.content_hash = arena.string(contentHash)
    }
}
