import Messages

/// What the header of a reply says of its body.
enum ReplyStatus {
    static let header = "Peryton-Status"
    static let error = "error"
    static let chunk = "chunk"
}

/// Cuts what does not fit one message.
public enum Chunking {
    /// The most bytes of one message: half of nats-server's limit of 1 MiB.
    public static let limitBytes = 500_000

    /// The pieces of a body.
    public static func cut(_ body: [UInt8]) -> [Chunk] {
        let count = max(1, (body.count + limitBytes - 1) / limitBytes)
        let total = Checksum.crc32(body)
        return (0..<count).map { index in
            let piece = Array(body[(index * limitBytes)..<min(body.count, (index + 1) * limitBytes)])
            return Chunk(
                index: UInt32(index), count: UInt32(count), bytes: piece, crc32: Checksum.crc32(piece),
                totalBytes: UInt64(body.count), totalCRC32: total)
        }
    }
}

/// Puts pieces together, whatever their order, and checks every one.
public struct ChunkAssembly {
    private var pieces: [UInt32: [UInt8]] = [:]

    /// No piece has come yet.
    public init() {}

    /// Takes a piece; returns the whole once it is complete.
    ///
    /// - Throws: `BusError.malformed`, naming the place, for a damaged piece or whole.
    public mutating func add(_ chunk: Chunk, from place: String) throws(BusError) -> [UInt8]? {
        guard Checksum.crc32(chunk.bytes) == chunk.crc32, chunk.index < chunk.count else {
            throw .malformed(
                operation: place, problem: "piece \(chunk.index) of \(chunk.count) is damaged: its checksum differs")
        }
        pieces[chunk.index] = chunk.bytes
        guard pieces.count == Int(chunk.count) else { return nil }
        let whole = pieces.sorted { $0.key < $1.key }.flatMap(\.value)
        guard whole.count == Int(chunk.totalBytes), Checksum.crc32(whole) == chunk.totalCRC32 else {
            throw .malformed(
                operation: place,
                problem: "the answer is damaged: \(whole.count) bytes of \(chunk.totalBytes), or its checksum differs")
        }
        return whole
    }
}
