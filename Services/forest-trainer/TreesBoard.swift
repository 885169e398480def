import Mesh
import Messages
import State

/// What the trainers of one forest share through Redis: the rows, the scaling, and the parts that are grown.
///
/// Keys: `peryton:<project>:trees:<job>` (hash: `rows`, `facts`, `scaling`, `coordinator`, and for each range of trees
/// `part:<first>` and `by:<first>`, its trainer), `…:claim:<first>` while a trainer grows that range. The hash is deleted
/// with the end of the training, and goes by itself an hour after its coordinator last looked.
struct TreesBoard: Sendable {
    let redis: RedisClient
    let project: String
    let key: String

    /// How long it stays when nobody looks.
    private static let lifetime = Duration.seconds(3_600)
    /// How long the range of a trainer that died stays taken.
    private static let claimLifetime = Duration.seconds(5)
    /// Larger tables are not shared: Redis has a limit of 512 MB a value.
    static let tableLimitBytes = 256 << 20

    init(_ redis: RedisClient, project: String, job: String) {
        self.redis = redis
        self.project = project
        key = "peryton:\(project):trees:\(job)"
    }

    /// What is known of the rows.
    struct Facts: Equatable {
        var rows: Int
        var threshold: UInt64
        var crc32: UInt32

        var text: String { "\(rows) \(threshold) \(crc32)" }

        init(rows: Int, threshold: UInt64, crc32: UInt32) {
            self.rows = rows
            self.threshold = threshold
            self.crc32 = crc32
        }

        init?(text: String) {
            let parts = text.split(separator: " ")
            guard parts.count == 3, let rows = Int(parts[0]), let threshold = UInt64(parts[1]),
                let crc32 = UInt32(parts[2])
            else { return nil }
            self.init(rows: rows, threshold: threshold, crc32: crc32)
        }
    }

    // MARK: Rows

    /// A table's values as they are kept, little-endian as all machines are that this runs on.
    static func bytes(of values: [Float]) -> [UInt8] { values.withUnsafeBytes { Array($0) } }

    /// Lays out the rows and the scaling for everybody.
    func open(_ facts: Facts, rows: [UInt8], scaling: [UInt8], coordinator: String) async throws {
        try await redis.waiting { [key] redis in
            _ = try await redis.setHash(
                key, ["facts": facts.text, "rows": rows, "scaling": scaling, "coordinator": coordinator])
            _ = try await redis.expire(key, after: Self.lifetime)
        }
    }

    /// What was laid out; nil where nothing is, any more.
    func facts() async throws -> Facts? {
        try await field("facts").flatMap { Facts(text: String(decoding: $0, as: UTF8.self)) }
    }

    /// The values of the table; nil where they are not what their facts say.
    func values(_ crc32: UInt32) async throws -> [Float]? {
        guard let bytes = try await field("rows"), Checksum.crc32(bytes) == crc32, bytes.count % 4 == 0 else {
            return nil
        }
        return bytes.withUnsafeBytes { bytes in
            (0..<bytes.count / 4).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
        }
    }

    /// The scaling that all trees are grown in, in the library's form.
    func scaling() async throws -> [UInt8]? { try await field("scaling") }

    /// Says who merges the parts now, and that somebody still does.
    func keep(coordinator: String) async throws {
        _ = try await redis.waiting { [key] redis in
            try await redis.run(
                Self.putScript, keys: [key],
                arguments: ["coordinator", coordinator, String(Self.lifetime.components.seconds)])
        }
    }

    /// Puts everything away.
    func close() async throws {
        _ = try await redis.waiting { [key] in try await $0.delete(key) }
    }

    // MARK: Parts

    /// Nothing is written where the training is over.
    private static let putScript = Script(
        "put-trees",
        source: """
            if redis.call('HEXISTS', KEYS[1], 'facts') == 0 then return 0 end
            for i = 1, #ARGV - 2, 2 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
            redis.call('EXPIRE', KEYS[1], ARGV[#ARGV])
            return 1
            """)

    /// The right to grow the range that begins with a tree.
    func claim(_ first: Int) -> Lease { Lease(redis, key: "\(key):claim:\(first)", lifetime: Self.claimLifetime) }

    /// First trees of the ranges that are grown.
    func grown() async throws -> Set<Int> {
        let fields = try await redis.waiting { [key] in try await $0.send("HKEYS", key) }.array ?? []
        return Set(
            fields.compactMap { field in
                field.text.flatMap { $0.hasPrefix("part:") ? Int($0.dropFirst("part:".count)) : nil }
            })
    }

    /// Keeps a part; false where the training is over.
    func put(_ part: [UInt8], first: Int, by trainer: String) async throws -> Bool {
        try await redis.waiting { [key] redis in
            try await redis.run(
                Self.putScript, keys: [key],
                arguments: [
                    "part:\(first)", part, "by:\(first)", trainer, String(Self.lifetime.components.seconds),
                ])
        }.integer == 1
    }

    /// A part and who grew it; nil where it is not there.
    func part(_ first: Int) async throws -> (bytes: [UInt8], trainer: String)? {
        guard let bytes = try await field("part:\(first)") else { return nil }
        return (bytes, String(decoding: try await field("by:\(first)") ?? [], as: UTF8.self))
    }

    /// Forgets a part that cannot be used.
    func forget(_ first: Int) async throws {
        _ = try await redis.waiting { [key] in try await $0.send("HDEL", key, "part:\(first)") }
    }

    private func field(_ name: String) async throws -> [UInt8]? {
        try await redis.waiting { [key] in try await $0.hashField(name, of: key) }
    }
}
