import CMessages

/// One piece of what does not fit one request.
public struct UploadPiece: Message {
    /// What the upload is called; made up by who uploads.
    public var uploadID: String
    /// The piece.
    public var chunk: Chunk

    /// Makes the message.
    public init(
        uploadID: String,
        chunk: Chunk
    ) {
        self.uploadID = uploadID
        self.chunk = chunk
    }
}

extension UploadPiece: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__UploadPiece {
        var raw = Peryton__V1__UploadPiece()
        peryton__v1__upload_piece__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__UploadPiece, owner memory: UnpackedMemory) throws(MessageError) {
        uploadID = try Unpack.string(raw.upload_id, "UploadPiece", "upload_id")
        chunk = try Unpack.required(raw.chunk, memory, "UploadPiece", "chunk")
    }

    func fill(_ raw: inout Peryton__V1__UploadPiece, arena: PackArena) {
        raw.upload_id = arena.string(uploadID)
        raw.chunk = arena.message(chunk)
    }
}

/// How far an upload is.
public struct UploadReceipt: Message {
    /// How many different pieces have come.
    public var pieces: UInt32

    /// Makes the message.
    public init(
        pieces: UInt32
    ) {
        self.pieces = pieces
    }
}

extension UploadReceipt: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__UploadReceipt {
        var raw = Peryton__V1__UploadReceipt()
        peryton__v1__upload_receipt__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__UploadReceipt, owner memory: UnpackedMemory) throws(MessageError) {
        pieces = raw.pieces
    }

    func fill(_ raw: inout Peryton__V1__UploadReceipt, arena: PackArena) {
        raw.pieces = pieces
    }
}
