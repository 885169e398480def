import CMessages

/// One piece of a reply that does not fit one message.
public struct Chunk: Message {
    /// Position among the pieces, from 0.
    public var index: UInt32
    /// Number of pieces.
    public var count: UInt32
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
        index: UInt32,
        count: UInt32,
        bytes: [UInt8],
        crc32: UInt32,
        totalBytes: UInt64,
        totalCRC32: UInt32
    ) {
        self.index = index
        self.count = count
        self.bytes = bytes
        self.crc32 = crc32
        self.totalBytes = totalBytes
        self.totalCRC32 = totalCRC32
    }
}

extension Chunk: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__Chunk {
        var raw = Peryton__V1__Chunk()
        peryton__v1__chunk__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__Chunk, owner memory: UnpackedMemory) throws(MessageError) {
        index = raw.index
        count = raw.count
        bytes = Unpack.bytes(raw.bytes)
        crc32 = raw.crc32
        totalBytes = raw.total_bytes
        totalCRC32 = raw.total_crc32
    }

    func fill(_ raw: inout Peryton__V1__Chunk, arena: PackArena) {
        raw.index = index
        raw.count = count
        raw.bytes = arena.bytes(bytes)
        raw.crc32 = crc32
        raw.total_bytes = totalBytes
        raw.total_crc32 = totalCRC32
    }
}
