import CMessages

/// A question for a stamp that came with an alert; the answer is a `CutoutFile` of kind "stamp".
public struct StampRequest: Message {
    /// Hash of the stamp, as in the alert's `StampReference`.
    public var contentHash: String
    /// "science", "template" or "difference", for the file's name.
    public var stampKind: String
    /// The object's id, for the file's name.
    public var objectID: String
    /// Whether a picture (PNG) is wanted rather than FITS.
    public var isPicture: Bool

    /// Makes the message.
    public init(
        contentHash: String = "",
        stampKind: String = "",
        objectID: String = "",
        isPicture: Bool = false
    ) {
        self.contentHash = contentHash
        self.stampKind = stampKind
        self.objectID = objectID
        self.isPicture = isPicture
    }
}

extension StampRequest: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__StampRequest {
        var raw = Peryton__V1__StampRequest()
        peryton__v1__stamp_request__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__StampRequest, owner memory: UnpackedMemory) throws(MessageError) {
        contentHash = try Unpack.string(raw.content_hash, "StampRequest", "content_hash")
        stampKind = try Unpack.string(raw.stamp_kind, "StampRequest", "stamp_kind")
        objectID = try Unpack.string(raw.object_id, "StampRequest", "object_id")
        isPicture = raw.picture != 0
    }

    func fill(_ raw: inout Peryton__V1__StampRequest, arena: PackArena) {
        raw.content_hash = arena.string(contentHash)
        raw.stamp_kind = arena.string(stampKind)
        raw.object_id = arena.string(objectID)
        raw.picture = isPicture ? 1 : 0
    }
}
