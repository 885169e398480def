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

    /// Keeps one piece of an upload.
    func upload(_ piece: UploadPiece, in project: String, by user: String) async throws -> UploadReceipt {
        try await Uploads(mesh.redis, project: project, user: user).keep(piece)
    }

    /// Makes an uploaded forest the newest version of a stream's forests.
    ///
    /// Who asks again because the answer was lost gets the forest that was made.
    func take(_ question: ForestImport, in project: String, by user: String) async throws -> ForestRecord {
        let stream = try await declaration(question.stream, in: project)
        let uploads = Uploads(mesh.redis, project: project, user: user)
        let job = "import-\(user)-\(try MeshName.check(question.uploadID, "upload"))"
        if let known = try await mesh.registry.forests(project, stream.name).first(where: { $0.jobID == job }) {
            return known
        }
        let blob = try await uploads.whole(question.uploadID)
        let record: ForestRecord
        do {
            record = try await store(blob, in: stream, job: job, by: user, goLive: question.goLive)
        } catch let error as RequestError {
            try await uploads.forget()
            throw error
        }
        try await uploads.forget()
        try await ForestNews(mesh: mesh).tell(record)
        mesh.log.info(
            "forest imported", metadata: ["project": "\(project)", "forest": "\(record.id)", "user": "\(user)"])
        return record
    }

    private func store(
        _ blob: [UInt8], in stream: StreamDeclaration, job: String, by user: String, goLive: Bool
    ) async throws -> ForestRecord {
        let startedAt = UnixTime.now
        let forest = try await Self.read(blob)
        try Self.check(forest, for: stream)
        let version = try await mesh.registry.reserveVersion(stream.project, stream.name, job: job)
        var record = ForestRecord(forest, of: stream, version: version, blob: blob)
        record.jobID = job
        record.importedBy = user
        record.trainedAt = .now
        record.trainingSeconds = UnixTime.now.seconds(since: startedAt)
        // It knows none of the stream's alerts; those that come from now on are new to it.
        let state = try await mesh.jetStream.state(ofStream: ProjectStreams(stream.project).alerts)
        record.lastSequence = state?.lastSequence ?? 0
        record.firstSequence = record.lastSequence + 1
        let live = try await mesh.registry.store(record, blob: blob, goLive: goLive)
        record.isLive = live == version
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
