import Bus
import Messages
import State

/// What the mesh knows for good: declared streams and their forests, in Redis.
///
/// Keys: `peryton:projects` (set), `peryton:<project>:streams` (set), `peryton:<project>:stream:<stream>` (declaration),
/// `peryton:<project>:forest:<stream>:<version>` (hash: record, blob, drift once that was told of), `…:live` (version), `…:versions` (hash: job →
/// version), `…:counter`.
public struct Registry: Sendable {
    /// Redis.
    public let redis: RedisClient

    /// How long a forest that is no longer live is kept.
    private static let retiredForestSeconds = 30 * 86_400
    /// How many forests of a stream are kept beside the live one.
    static let retiredForestsKept = 20

    /// The registry in a Redis.
    public init(_ redis: RedisClient) {
        self.redis = redis
    }

    private func key(_ project: String, _ rest: String) -> String { "peryton:\(project):\(rest)" }

    // MARK: Streams

    /// Every project that has a stream or a catalogue.
    public func projects() async throws -> [String] {
        try await redis.waiting { try await $0.members(of: "peryton:projects") }.map {
            String(decoding: $0, as: UTF8.self)
        }.sorted()
    }

    /// Notes a project that has a catalogue, perhaps before its first stream.
    public func note(project: String) async throws {
        try await redis.waiting { _ = try await $0.addMembers([project], to: "peryton:projects") }
    }

    /// The declared streams of a project, by name.
    public func streams(of project: String) async throws -> [StreamDeclaration] {
        let names = try await redis.waiting { [key = key(project, "streams")] in try await $0.members(of: key) }
        var streams: [StreamDeclaration] = []
        for name in names.map({ String(decoding: $0, as: UTF8.self) }).sorted() {
            if let stream = try await stream(project, name) { streams.append(stream) }
        }
        return streams
    }

    /// One stream, nil where it is not declared.
    public func stream(_ project: String, _ name: String) async throws -> StreamDeclaration? {
        let bytes = try await redis.waiting { [key = key(project, "stream:\(name)")] in try await $0.get(key) }
        return try bytes.map { try StreamDeclaration(serialized: $0) }
    }

    /// Declares a stream, or declares it anew.
    public func declare(_ stream: StreamDeclaration) async throws {
        try await redis.waiting { [self] redis in
            try await redis.set(key(stream.project, "stream:\(stream.name)"), to: stream.serialized())
            try await redis.addMembers([stream.name], to: key(stream.project, "streams"))
            try await redis.addMembers([stream.project], to: "peryton:projects")
        }
    }

    // MARK: Forests

    private static let reserveScript = Script(
        "reserve-forest-version",
        source: """
            local version = redis.call('HGET', KEYS[1], ARGV[1])
            if version then return tonumber(version) end
            version = redis.call('INCR', KEYS[2])
            redis.call('HSET', KEYS[1], ARGV[1], version)
            return version
            """)

    /// The version that the forest of a job gets; the same each time that the job asks.
    public func reserveVersion(_ project: String, _ stream: String, job: String) async throws -> UInt32 {
        let value = try await redis.waiting { [self] redis in
            try await redis.run(
                Self.reserveScript,
                keys: [key(project, "forest:\(stream):versions"), key(project, "forest:\(stream):counter")],
                arguments: [job])
        }
        return UInt32(value.integer ?? 0)
    }

    private static let storeScript = Script(
        "store-forest",
        source: """
            local version, live = tonumber(ARGV[3]), tonumber(redis.call('GET', KEYS[2]) or '0')
            local parent = tonumber(ARGV[7])
            redis.call('HSET', KEYS[1], 'record', ARGV[1], 'blob', ARGV[2])
            local isNext = version >= live and (parent == 0 or parent == live or version == live)
            if ARGV[5] == '1' and isNext then
                redis.call('SET', KEYS[2], version)
                redis.call('PERSIST', KEYS[1])
                if live > 0 and live < version then redis.call('EXPIRE', KEYS[3] .. live, ARGV[4]) end
                live = version
            elseif version ~= live then
                redis.call('EXPIRE', KEYS[1], ARGV[4])
            end
            local jobs, retired = redis.call('HGETALL', KEYS[4]), {}
            for i = 1, #jobs, 2 do
                local other = tonumber(jobs[i + 1])
                if other ~= live and other <= version then table.insert(retired, {job = jobs[i], version = other}) end
            end
            table.sort(retired, function(a, b) return a.version > b.version end)
            for i = tonumber(ARGV[6]) + 1, #retired do
                redis.call('DEL', KEYS[3] .. retired[i].version)
                redis.call('HDEL', KEYS[4], retired[i].job)
            end
            return live
            """)

    /// Stores a forest and, where wished, makes it live, at once; a newer one that is live already stays so, and so
    /// does any other than its parent where it was made from one by replacing trees.
    ///
    /// Beside the live one the newest 20 of a stream are kept, for 30 days after they were last live.
    ///
    /// - Returns: the version that is live now; 0 where none is.
    public func store(_ record: ForestRecord, blob: [UInt8], goLive: Bool = true) async throws -> UInt32 {
        let prefix = key(record.project, "forest:\(record.stream):")
        let value = try await redis.waiting { redis in
            try await redis.run(
                Self.storeScript,
                keys: ["\(prefix)\(record.version)", "\(prefix)live", prefix, "\(prefix)versions"],
                arguments: [
                    record.serialized(), blob, String(record.version), String(Self.retiredForestSeconds),
                    goLive ? "1" : "0", String(Self.retiredForestsKept), String(record.parentVersion),
                ])
        }
        return UInt32(value.integer ?? 0)
    }

    /// The version that is live, nil where there is none.
    public func liveVersion(_ project: String, _ stream: String) async throws -> UInt32? {
        let bytes = try await redis.waiting { [key = key(project, "forest:\(stream):live")] in try await $0.get(key) }
        return bytes.flatMap { UInt32(String(decoding: $0, as: UTF8.self)) }
    }

    /// The record of a forest, nil where it is not (any more) there.
    public func forest(_ project: String, _ stream: String, version: UInt32) async throws -> ForestRecord? {
        let bytes = try await redis.waiting { [key = key(project, "forest:\(stream):\(version)")] in
            try await $0.hashField("record", of: key)
        }
        return try bytes.map { try ForestRecord(serialized: $0) }
    }

    /// The binary form of a forest; refuses one that is not what its record says.
    public func blob(of record: ForestRecord) async throws -> [UInt8]? {
        let bytes = try await redis.waiting {
            [key = key(record.project, "forest:\(record.stream):\(record.version)")] in
            try await $0.hashField("blob", of: key)
        }
        guard let bytes else { return nil }
        guard bytes.count == Int(record.blobBytes), Checksum.crc32(bytes) == record.blobCRC32 else {
            throw RequestError(
                "internal",
                "forest \(record.stream)/\(record.version): its \(bytes.count) bytes in Redis are not the \(record.blobBytes) that its record tells of, or their checksum differs"
            )
        }
        return bytes
    }

    /// Whether the drift of a forest was told of.
    public func isDriftTold(of record: ForestRecord) async throws -> Bool {
        try await redis.waiting { [key = key(record.project, "forest:\(record.stream):\(record.version)")] in
            try await $0.hashField("drift", of: key)
        } != nil
    }

    private static let noteDriftScript = Script(
        "note-drift",
        source: """
            if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('HSET', KEYS[1], 'drift', '1') end
            return 1
            """)

    /// Notes that the drift of a forest was told of.
    public func noteDriftTold(of record: ForestRecord) async throws {
        _ = try await redis.waiting { [key = key(record.project, "forest:\(record.stream):\(record.version)")] in
            try await $0.run(Self.noteDriftScript, keys: [key])
        }
    }

    /// Every forest of a stream that is still there, oldest first, the live one marked.
    public func forests(_ project: String, _ stream: String) async throws -> [ForestRecord] {
        let live = try await liveVersion(project, stream)
        let known = try await redis.waiting { [key = key(project, "forest:\(stream):versions")] in
            try await $0.hash(key)
        }
        var records: [ForestRecord] = []
        for version in known.values.compactMap({ UInt32(String(decoding: $0, as: UTF8.self)) }).sorted() {
            guard var record = try await forest(project, stream, version: version) else { continue }
            record.isLive = version == live
            records.append(record)
        }
        return records
    }
}
