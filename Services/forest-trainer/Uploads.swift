import Bus
import Mesh
import Messages
import State

/// What a user brings in pieces, as it does not fit one request: one upload at a time, in Redis until it is whole.
///
/// Key: `peryton:<project>:upload:<user>` (hash: `id`, and each piece by its number). Another upload takes its place.
struct Uploads: Sendable {
    private let redis: RedisClient
    private let key: String

    /// An upload that nobody goes on with is forgotten after this time.
    private static let lifetimeSeconds = 600
    /// 128 MB: some thousand trees.
    private static let piecesAtMost: UInt32 = 256

    init(_ redis: RedisClient, project: String, user: String) {
        self.redis = redis
        key = "peryton:\(project):upload:\(user)"
    }

    private static let keepScript = Script(
        "keep-piece",
        source: """
            if redis.call('HGET', KEYS[1], 'id') ~= ARGV[1] then
                redis.call('DEL', KEYS[1])
                redis.call('HSET', KEYS[1], 'id', ARGV[1])
            end
            redis.call('HSET', KEYS[1], ARGV[2], ARGV[3])
            redis.call('EXPIRE', KEYS[1], ARGV[4])
            return redis.call('HLEN', KEYS[1]) - 1
            """)

    /// Keeps one piece.
    func keep(_ piece: UploadPiece) async throws -> UploadReceipt {
        let chunk = piece.chunk
        try MeshName.check(piece.uploadID, "upload")
        guard chunk.count <= Self.piecesAtMost, chunk.index < chunk.count, Checksum.crc32(chunk.bytes) == chunk.crc32
        else {
            throw RequestError(
                "invalid",
                "upload \(piece.uploadID), piece \(chunk.index) of \(chunk.count): expected at most "
                    + "\(Self.piecesAtMost) pieces, each with its checksum")
        }
        let pieces = try await redis.waiting { [key] redis in
            try await redis.run(
                Self.keepScript, keys: [key],
                arguments: [
                    piece.uploadID, String(chunk.index), chunk.serialized(), String(Self.lifetimeSeconds),
                ])
        }.integer
        return UploadReceipt(pieces: UInt32(pieces ?? 0))
    }

    /// All bytes of an upload that is whole.
    func whole(_ id: String) async throws -> [UInt8] {
        var fields = try await redis.waiting { [key] in try await $0.hash(key) }
        let isKnown = fields.removeValue(forKey: "id").map { String(decoding: $0, as: UTF8.self) } == id
        let pieces = isKnown ? Array(fields.values) : []
        var assembly = ChunkAssembly()
        do {
            for piece in pieces {
                if let whole = try assembly.add(Chunk(serialized: piece), from: "upload \(id)") { return whole }
            }
        } catch let error as BusError {
            throw RequestError("invalid", error.description)
        }
        throw RequestError("not-found", "upload \(id): \(pieces.count) pieces have come, and the whole is not there")
    }

    /// Puts the upload away.
    func forget() async throws {
        _ = try await redis.waiting { [key] in try await $0.delete(key) }
    }
}
