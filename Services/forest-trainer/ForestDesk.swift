import Alerts
import Bus
import IsolationForest
import Logging
import Mesh
import Messages
import State

/// Hands out forests as files and takes them in.
struct ForestDesk: Sendable {
    let mesh: MeshConnection

    /// An upload that nobody goes on with is forgotten after this time.
    private static let uploadLifetime = Duration.seconds(600)
    /// 500 MB, about what fits a value of Redis.
    private static let piecesAtMost: UInt32 = 1_000

    /// A forest of a stream with its bytes; version 0 is the live one.
    func get(_ question: ForestRequest, in project: String) async throws -> ForestContent {
        let stream = try await declaration(question.stream, in: project)
        let live = try await mesh.registry.liveVersion(project, stream.name)
        guard let version = question.version == 0 ? live : question.version else {
            throw RequestError("not-found", "stream \(stream.name) has no forest yet")
        }
        guard var record = try await mesh.registry.forest(project, stream.name, version: version),
            let blob = try await mesh.registry.blob(of: record)
        else {
            throw RequestError(
                "not-found", "stream \(stream.name) has no forest of version \(version); list them: peryton forests")
        }
        record.isLive = version == live
        return ForestContent(forest: record, bytes: blob)
    }

    // MARK: Uploads

    private func uploadKey(_ id: String, _ project: String, _ user: String) throws -> String {
        "peryton:\(project):upload:\(user):\(try MeshName.check(id, "upload"))"
    }

    /// Keeps one piece of an upload.
    func upload(_ piece: UploadPiece, in project: String, by user: String) async throws -> UploadReceipt {
        let chunk = piece.chunk
        guard chunk.count <= Self.piecesAtMost, chunk.index < chunk.count, Checksum.crc32(chunk.bytes) == chunk.crc32
        else {
            throw RequestError(
                "invalid",
                "upload \(piece.uploadID), piece \(chunk.index) of \(chunk.count): expected at most "
                    + "\(Self.piecesAtMost) pieces, each with its checksum")
        }
        let key = try uploadKey(piece.uploadID, project, user)
        let pieces = try await mesh.redis.waiting { redis in
            _ = try await redis.setHash(key, [String(chunk.index): chunk.serialized()])
            _ = try await redis.expire(key, after: Self.uploadLifetime)
            return try await redis.send("HLEN", key).integer ?? 0
        }
        return UploadReceipt(pieces: UInt32(pieces))
    }

    private func uploaded(_ id: String, _ key: String) async throws -> [UInt8] {
        let pieces = try await mesh.redis.waiting { try await $0.hash(key) }
        var assembly = ChunkAssembly()
        do {
            for piece in pieces.values {
                if let whole = try assembly.add(Chunk(serialized: piece), from: "upload \(id)") { return whole }
            }
        } catch let error as BusError {
            throw RequestError("invalid", error.description)
        }
        throw RequestError("not-found", "upload \(id): \(pieces.count) pieces have come, and the whole is not there")
    }

    // MARK: Import

    /// Makes an uploaded forest the newest version of a stream's forests.
    func take(_ question: ForestImport, in project: String, by user: String) async throws -> ForestRecord {
        let startedAt = UnixTime.now
        let stream = try await declaration(question.stream, in: project)
        let key = try uploadKey(question.uploadID, project, user)
        let blob = try await uploaded(question.uploadID, key)
        let forest = try await Self.read(blob)
        try Self.check(forest, for: stream)
        let job = "import-\(user)-\(question.uploadID)"
        let version = try await mesh.registry.reserveVersion(project, stream.name, job: job)
        var record = ForestRecord(forest, of: stream, version: version, blob: blob)
        record.jobID = job
        record.importedBy = user
        record.trainedAt = .now
        record.trainingSeconds = UnixTime.now.seconds(since: startedAt)
        let live = try await mesh.registry.store(record, blob: blob, goLive: question.goLive)
        record.isLive = live == version
        try await ForestNews(mesh: mesh).tell(record)
        _ = try await mesh.redis.waiting { try await $0.delete(key) }
        mesh.log.info(
            "forest imported", metadata: ["project": "\(project)", "forest": "\(record.id)", "user": "\(user)"])
        return record
    }

    private static func read(_ blob: [UInt8]) async throws -> Forest {
        do {
            return try await TreeGrowth.onThreads { _ in try Forest(serialized: blob) }
        } catch let error as ForestError {
            throw RequestError("invalid", error.description)
        }
    }

    /// Refuses a forest that would not judge the stream's alerts, or would judge the wrong numbers.
    static func check(_ forest: Forest, for stream: StreamDeclaration) throws(RequestError) {
        guard forest.featureSet == stream.featureSet, forest.featureSetVersion == stream.featureSetVersion else {
            throw RequestError(
                "invalid",
                "the forest judges feature set \(forest.featureSet) version \(forest.featureSetVersion); stream "
                    + "\(stream.name) carries \(stream.featureSet) version \(stream.featureSetVersion)")
        }
        guard let featureSet = FeatureSet.named(stream.featureSet, version: stream.featureSetVersion),
            forest.features == TreeGrowth.descriptions(of: featureSet)
        else {
            throw RequestError(
                "invalid",
                "the forest's features (\(forest.features.map(\.name).joined(separator: ", "))) are not those of "
                    + "\(stream.featureSet) version \(stream.featureSetVersion)")
        }
        guard forest.calibration != nil else {
            throw RequestError(
                "invalid", "the forest is not calibrated: it would call nothing rare; calibrate it, then import it")
        }
    }

    private func declaration(_ name: String, in project: String) async throws -> StreamDeclaration {
        guard let stream = try await mesh.registry.stream(project, name) else {
            throw RequestError("not-found", "stream \"\(name)\" is not declared in project \(project)")
        }
        return stream
    }
}

extension ForestRecord {
    /// What a forest itself tells for its record; where its rows come from is not among it.
    init(_ forest: Forest, of stream: StreamDeclaration, version: UInt32, blob: [UInt8]) {
        let levels = forest.extensionLevels
        self.init(
            project: stream.project, stream: stream.name, version: version, featureSet: forest.featureSet,
            featureSetVersion: forest.featureSetVersion, trees: UInt32(forest.treeRange.count),
            sampleSize: UInt32(forest.sampleSize), heightLimit: UInt32(forest.heightLimit),
            lowestExtensionLevel: UInt32(levels.lowerBound), highestExtensionLevel: UInt32(levels.upperBound),
            seed: forest.parameters.seed, firstSequence: 0, lastSequence: 0, sampleThreshold: 0,
            rows: UInt64(forest.trainedRows), jobID: "", trainedAt: .unknown, trainingSeconds: 0,
            blobBytes: UInt64(blob.count), blobCRC32: Checksum.crc32(blob),
            firstTree: UInt64(forest.treeRange.lowerBound), treeEnd: UInt64(forest.treeRange.upperBound))
    }
}
