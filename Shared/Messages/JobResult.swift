import CMessages

/// A file that a job made.
public struct JobResult: Message {
    /// Name of the file.
    public var name: String
    /// Its MIME type.
    public var mimeType: String
    /// Its length, bytes.
    public var bytes: UInt64
    /// CRC-32 (IEEE 802.3) of the whole.
    public var crc32: UInt32
    /// Rows, for tables; 0 otherwise.
    public var rows: UInt64
    /// The attempt that made it.
    public var attempt: UInt32

    /// Makes the message.
    public init(
        name: String,
        mimeType: String,
        bytes: UInt64,
        crc32: UInt32,
        rows: UInt64 = 0,
        attempt: UInt32 = 0
    ) {
        self.name = name
        self.mimeType = mimeType
        self.bytes = bytes
        self.crc32 = crc32
        self.rows = rows
        self.attempt = attempt
    }
}

extension JobResult: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__JobResult {
        var raw = Peryton__V1__JobResult()
        peryton__v1__job_result__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__JobResult, owner memory: UnpackedMemory) throws(MessageError) {
        name = try Unpack.string(raw.name, "JobResult", "name")
        mimeType = try Unpack.string(raw.mime_type, "JobResult", "mime_type")
        bytes = raw.bytes
        crc32 = raw.crc32
        rows = raw.rows
        attempt = raw.attempt
    }

    func fill(_ raw: inout Peryton__V1__JobResult, arena: PackArena) {
        raw.name = arena.string(name)
        raw.mime_type = arena.string(mimeType)
        raw.bytes = bytes
        raw.crc32 = crc32
        raw.rows = rows
        raw.attempt = attempt
    }
}

/// A question for a piece of a result: `rpc.results.read`.
public struct ResultRequest: Message {
    /// Id of the job.
    public var jobID: String
    /// Name of the result.
    public var name: String
    /// First byte that is wanted.
    public var offset: UInt64
    /// The most bytes that are wanted.
    public var length: UInt32

    /// Makes the message.
    public init(
        jobID: String,
        name: String,
        offset: UInt64,
        length: UInt32
    ) {
        self.jobID = jobID
        self.name = name
        self.offset = offset
        self.length = length
    }
}

extension ResultRequest: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__ResultRequest {
        var raw = Peryton__V1__ResultRequest()
        peryton__v1__result_request__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__ResultRequest, owner memory: UnpackedMemory) throws(MessageError) {
        jobID = try Unpack.string(raw.job_id, "ResultRequest", "job_id")
        name = try Unpack.string(raw.name, "ResultRequest", "name")
        offset = raw.offset
        length = raw.length
    }

    func fill(_ raw: inout Peryton__V1__ResultRequest, arena: PackArena) {
        raw.job_id = arena.string(jobID)
        raw.name = arena.string(name)
        raw.offset = offset
        raw.length = length
    }
}

/// A piece of a result.
public struct ResultPiece: Message {
    /// Position of its first byte in the whole.
    public var offset: UInt64
    /// The piece.
    public var bytes: [UInt8]
    /// CRC-32 (IEEE 802.3) of the piece.
    public var crc32: UInt32
    /// Length of the whole, bytes.
    public var totalBytes: UInt64
    /// CRC-32 (IEEE 802.3) of the whole.
    public var totalCRC32: UInt32

    /// Makes the message.
    public init(
        offset: UInt64,
        bytes: [UInt8],
        crc32: UInt32,
        totalBytes: UInt64,
        totalCRC32: UInt32
    ) {
        self.offset = offset
        self.bytes = bytes
        self.crc32 = crc32
        self.totalBytes = totalBytes
        self.totalCRC32 = totalCRC32
    }
}

extension ResultPiece: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__ResultPiece {
        var raw = Peryton__V1__ResultPiece()
        peryton__v1__result_piece__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__ResultPiece, owner memory: UnpackedMemory) throws(MessageError) {
        offset = raw.offset
        bytes = Unpack.bytes(raw.bytes)
        crc32 = raw.crc32
        totalBytes = raw.total_bytes
        totalCRC32 = raw.total_crc32
    }

    func fill(_ raw: inout Peryton__V1__ResultPiece, arena: PackArena) {
        raw.offset = offset
        raw.bytes = arena.bytes(bytes)
        raw.crc32 = crc32
        raw.total_bytes = totalBytes
        raw.total_crc32 = totalCRC32
    }
}
