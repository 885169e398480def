import CMessages

/// A trained forest as the registry knows it; its trees are in Redis beside it.
public struct ForestRecord: Message {
    /// Project of the stream.
    public var project: String
    /// Stream that it judges.
    public var stream: String
    /// Counts up from 1 within the stream.
    public var version: UInt32
    /// Feature set that it scores.
    public var featureSet: String
    /// Version of that set.
    public var featureSetVersion: UInt32
    /// Number of trees.
    public var trees: UInt32
    /// Rows drawn for each tree, ψ.
    public var sampleSize: UInt32
    /// Height at which a tree stops growing.
    public var heightLimit: UInt32
    /// Lowest extension level among its trees.
    public var lowestExtensionLevel: UInt32
    /// Highest extension level among its trees.
    public var highestExtensionLevel: UInt32
    /// Seed of its random numbers.
    public var seed: UInt64
    /// First sequence of ALERTS_<project> that it could draw rows from.
    public var firstSequence: UInt64
    /// Last sequence of ALERTS_<project> that it could draw rows from.
    public var lastSequence: UInt64
    /// Rows are those whose sample hash is at or under this.
    public var sampleThreshold: UInt64
    /// Number of rows that it was trained on.
    public var rows: UInt64
    /// Job that trained it.
    public var jobID: String
    /// When it was trained.
    public var trainedAt: UnixTime
    /// How long that took, seconds.
    public var trainingSeconds: Double
    /// Size of its binary form, bytes.
    public var blobBytes: UInt64
    /// CRC-32 (IEEE 802.3) of its binary form.
    public var blobCRC32: UInt32
    /// Whether the scorers use it now; filled in by the registry when it is asked.
    public var isLive: Bool
    /// Index of its first tree; beyond 0 once the oldest were replaced.
    public var firstTree: UInt64
    /// One past the index of its last tree.
    public var treeEnd: UInt64
    /// The version whose oldest trees were replaced to make this one; 0: it was trained anew, or imported.
    public var parentVersion: UInt32
    /// Who brought it as a file; empty: it was trained here.
    public var importedBy: String

    /// Its id: "<stream>/<version>".
    public var id: String { "\(stream)/\(version)" }

    /// Makes the message.
    public init(
        project: String,
        stream: String,
        version: UInt32,
        featureSet: String,
        featureSetVersion: UInt32,
        trees: UInt32,
        sampleSize: UInt32,
        heightLimit: UInt32,
        lowestExtensionLevel: UInt32,
        highestExtensionLevel: UInt32,
        seed: UInt64,
        firstSequence: UInt64,
        lastSequence: UInt64,
        sampleThreshold: UInt64,
        rows: UInt64,
        jobID: String,
        trainedAt: UnixTime,
        trainingSeconds: Double,
        blobBytes: UInt64,
        blobCRC32: UInt32,
        isLive: Bool = false,
        firstTree: UInt64 = 0,
        treeEnd: UInt64 = 0,
        parentVersion: UInt32 = 0,
        importedBy: String = ""
    ) {
        self.project = project
        self.stream = stream
        self.version = version
        self.featureSet = featureSet
        self.featureSetVersion = featureSetVersion
        self.trees = trees
        self.sampleSize = sampleSize
        self.heightLimit = heightLimit
        self.lowestExtensionLevel = lowestExtensionLevel
        self.highestExtensionLevel = highestExtensionLevel
        self.seed = seed
        self.firstSequence = firstSequence
        self.lastSequence = lastSequence
        self.sampleThreshold = sampleThreshold
        self.rows = rows
        self.jobID = jobID
        self.trainedAt = trainedAt
        self.trainingSeconds = trainingSeconds
        self.blobBytes = blobBytes
        self.blobCRC32 = blobCRC32
        self.isLive = isLive
        self.firstTree = firstTree
        self.treeEnd = treeEnd
        self.parentVersion = parentVersion
        self.importedBy = importedBy
    }
}

extension ForestRecord: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__Forest {
        var raw = Peryton__V1__Forest()
        peryton__v1__forest__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__Forest, owner memory: UnpackedMemory) throws(MessageError) {
        project = try Unpack.string(raw.project, "Forest", "project")
        stream = try Unpack.string(raw.stream, "Forest", "stream")
        version = raw.version
        featureSet = try Unpack.string(raw.feature_set, "Forest", "feature_set")
        featureSetVersion = raw.feature_set_version
        trees = raw.trees
        sampleSize = raw.sample_size
        heightLimit = raw.height_limit
        lowestExtensionLevel = raw.lowest_extension_level
        highestExtensionLevel = raw.highest_extension_level
        seed = raw.seed
        firstSequence = raw.first_sequence
        lastSequence = raw.last_sequence
        sampleThreshold = raw.sample_threshold
        rows = raw.rows
        jobID = try Unpack.string(raw.job_id, "Forest", "job_id")
        trainedAt = UnixTime(microseconds: raw.trained_at_unix_us)
        trainingSeconds = raw.training_seconds
        blobBytes = raw.blob_bytes
        blobCRC32 = raw.blob_crc32
        isLive = raw.live != 0
        firstTree = raw.first_tree
        treeEnd = raw.tree_end
        parentVersion = raw.parent_version
        importedBy = try Unpack.string(raw.imported_by, "Forest", "imported_by")
    }

    func fill(_ raw: inout Peryton__V1__Forest, arena: PackArena) {
        raw.project = arena.string(project)
        raw.stream = arena.string(stream)
        raw.version = version
        raw.feature_set = arena.string(featureSet)
        raw.feature_set_version = featureSetVersion
        raw.trees = trees
        raw.sample_size = sampleSize
        raw.height_limit = heightLimit
        raw.lowest_extension_level = lowestExtensionLevel
        raw.highest_extension_level = highestExtensionLevel
        raw.seed = seed
        raw.first_sequence = firstSequence
        raw.last_sequence = lastSequence
        raw.sample_threshold = sampleThreshold
        raw.rows = rows
        raw.job_id = arena.string(jobID)
        raw.trained_at_unix_us = trainedAt.microseconds
        raw.training_seconds = trainingSeconds
        raw.blob_bytes = blobBytes
        raw.blob_crc32 = blobCRC32
        raw.live = isLive ? 1 : 0
        raw.first_tree = firstTree
        raw.tree_end = treeEnd
        raw.parent_version = parentVersion
        raw.imported_by = arena.string(importedBy)
    }
}
