import CMessages

/// An order for some of a forest's trees, on `job.trees.<project>.<user>`.
///
/// Trainers give it to each other; it has no record and no news. The rows and the scaling are in Redis.
public struct TreesOrder: Message {
    /// The training job that they are for.
    public var jobID: String
    /// Index of the first tree.
    public var firstTree: UInt64
    /// One past the index of the last tree.
    public var treeEnd: UInt64
    /// Feature set of the rows.
    public var featureSet: String
    /// Version of that set.
    public var featureSetVersion: UInt32
    /// CRC-32 (IEEE 802.3) of the rows in Redis.
    public var tableCRC32: UInt32
    /// Number of trees of the whole forest.
    public var trees: UInt32
    /// Rows drawn for each tree; 0: the library's default.
    public var sampleSize: UInt32
    /// Height at which a tree stops growing; 0: the library's default.
    public var heightLimit: UInt32
    /// Extension level, 0…features−1; −1: a mixture.
    public var extensionLevel: Int32
    /// Seed of the random numbers.
    public var seed: UInt64

    /// Makes the message.
    public init(
        jobID: String,
        firstTree: UInt64,
        treeEnd: UInt64,
        featureSet: String,
        featureSetVersion: UInt32,
        tableCRC32: UInt32,
        trees: UInt32,
        sampleSize: UInt32 = 0,
        heightLimit: UInt32 = 0,
        extensionLevel: Int32 = -1,
        seed: UInt64 = 0
    ) {
        self.jobID = jobID
        self.firstTree = firstTree
        self.treeEnd = treeEnd
        self.featureSet = featureSet
        self.featureSetVersion = featureSetVersion
        self.tableCRC32 = tableCRC32
        self.trees = trees
        self.sampleSize = sampleSize
        self.heightLimit = heightLimit
        self.extensionLevel = extensionLevel
        self.seed = seed
    }
}

extension TreesOrder: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__TreesOrder {
        var raw = Peryton__V1__TreesOrder()
        peryton__v1__trees_order__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__TreesOrder, owner memory: UnpackedMemory) throws(MessageError) {
        jobID = try Unpack.string(raw.job_id, "TreesOrder", "job_id")
        firstTree = raw.first_tree
        treeEnd = raw.tree_end
        featureSet = try Unpack.string(raw.feature_set, "TreesOrder", "feature_set")
        featureSetVersion = raw.feature_set_version
        tableCRC32 = raw.table_crc32
        trees = raw.trees
        sampleSize = raw.sample_size
        heightLimit = raw.height_limit
        extensionLevel = raw.extension_level
        seed = raw.seed
    }

    func fill(_ raw: inout Peryton__V1__TreesOrder, arena: PackArena) {
        raw.job_id = arena.string(jobID)
        raw.first_tree = firstTree
        raw.tree_end = treeEnd
        raw.feature_set = arena.string(featureSet)
        raw.feature_set_version = featureSetVersion
        raw.table_crc32 = tableCRC32
        raw.trees = trees
        raw.sample_size = sampleSize
        raw.height_limit = heightLimit
        raw.extension_level = extensionLevel
        raw.seed = seed
    }
}
