import CMessages

/// What a training job is asked to do.
public struct TrainParameters: Message {
    /// Stream to train a forest for.
    public var stream: String
    /// Number of trees; 0: the library's default.
    public var trees: UInt32
    /// Rows drawn for each tree; 0: the library's default.
    public var sampleSize: UInt32
    /// Extension level, 0…features−1; −1: the library's default.
    public var extensionLevel: Int32
    /// Seed of the random numbers.
    public var seed: UInt64
    /// The most rows to take; 0: the stream's own cap.
    public var rowCap: UInt32
    /// So many of the live forest's oldest trees give way to trees of the alerts that came since; 0: a new forest.
    public var replaceTrees: UInt32

    /// Makes the message.
    public init(
        stream: String,
        trees: UInt32 = 0,
        sampleSize: UInt32 = 0,
        extensionLevel: Int32 = -1,
        seed: UInt64 = 0,
        rowCap: UInt32 = 0,
        replaceTrees: UInt32 = 0
    ) {
        self.stream = stream
        self.trees = trees
        self.sampleSize = sampleSize
        self.extensionLevel = extensionLevel
        self.seed = seed
        self.rowCap = rowCap
        self.replaceTrees = replaceTrees
    }
}

extension TrainParameters: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__TrainParameters {
        var raw = Peryton__V1__TrainParameters()
        peryton__v1__train_parameters__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__TrainParameters, owner memory: UnpackedMemory) throws(MessageError) {
        stream = try Unpack.string(raw.stream, "TrainParameters", "stream")
        trees = raw.trees
        sampleSize = raw.sample_size
        extensionLevel = raw.extension_level
        seed = raw.seed
        rowCap = raw.row_cap
        replaceTrees = raw.replace_trees
    }

    func fill(_ raw: inout Peryton__V1__TrainParameters, arena: PackArena) {
        raw.stream = arena.string(stream)
        raw.trees = trees
        raw.sample_size = sampleSize
        raw.extension_level = extensionLevel
        raw.seed = seed
        raw.row_cap = rowCap
        raw.replace_trees = replaceTrees
    }
}

/// What a query job is asked to do.
public struct QueryParameters: Message {
    /// The query.
    public var adql: String
    /// Version of the language: "2.0" or "2.1"; empty: the newest.
    public var adqlVersion: String
    /// Format of the result, for example "fits"; empty: the service's default.
    public var format: String
    /// "gzip", or empty for none.
    public var compression: String
    /// A result of more bytes comes as several files; 0: one file.
    public var splitBytes: UInt64
    /// The most rows; 0: the service's own limit.
    public var rowLimit: UInt64
    /// How long the query may run, seconds; 0: the service's own limit.
    public var timeLimitSeconds: UInt32
    /// The result becomes a table of this name of the owner's own; empty: a file.
    public var intoTable: String

    /// Makes the message.
    public init(
        adql: String,
        adqlVersion: String = "",
        format: String = "",
        compression: String = "",
        splitBytes: UInt64 = 0,
        rowLimit: UInt64 = 0,
        timeLimitSeconds: UInt32 = 0,
        intoTable: String = ""
    ) {
        self.adql = adql
        self.adqlVersion = adqlVersion
        self.format = format
        self.compression = compression
        self.splitBytes = splitBytes
        self.rowLimit = rowLimit
        self.timeLimitSeconds = timeLimitSeconds
        self.intoTable = intoTable
    }
}

extension QueryParameters: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__QueryParameters {
        var raw = Peryton__V1__QueryParameters()
        peryton__v1__query_parameters__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__QueryParameters, owner memory: UnpackedMemory) throws(MessageError) {
        adql = try Unpack.string(raw.adql, "QueryParameters", "adql")
        adqlVersion = try Unpack.string(raw.adql_version, "QueryParameters", "adql_version")
        format = try Unpack.string(raw.format, "QueryParameters", "format")
        compression = try Unpack.string(raw.compression, "QueryParameters", "compression")
        splitBytes = raw.split_bytes
        rowLimit = raw.row_limit
        timeLimitSeconds = raw.time_limit_seconds
        intoTable = try Unpack.string(raw.into_table, "QueryParameters", "into_table")
    }

    func fill(_ raw: inout Peryton__V1__QueryParameters, arena: PackArena) {
        raw.adql = arena.string(adql)
        raw.adql_version = arena.string(adqlVersion)
        raw.format = arena.string(format)
        raw.compression = arena.string(compression)
        raw.split_bytes = splitBytes
        raw.row_limit = rowLimit
        raw.time_limit_seconds = timeLimitSeconds
        raw.into_table = arena.string(intoTable)
    }
}

/// What a batch scoring job is asked to do.
public struct ScoreParameters: Message {
    /// The query that gives the rows to score.
    public var adql: String
    /// Stream whose forest scores them.
    public var stream: String
    /// Version of the forest; 0: the live one.
    public var forestVersion: UInt32
    /// So many of the most anomalous rows are given out.
    public var top: UInt32
    /// Format of the result, for example "fits"; empty: the service's default.
    public var format: String
    /// Column that names a row in the result; empty: none.
    public var idColumn: String
    /// Whether each row comes with what made it odd.
    public var explain: Bool

    /// Makes the message.
    public init(
        adql: String,
        stream: String,
        forestVersion: UInt32 = 0,
        top: UInt32 = 0,
        format: String = "",
        idColumn: String = "",
        explain: Bool = false
    ) {
        self.adql = adql
        self.stream = stream
        self.forestVersion = forestVersion
        self.top = top
        self.format = format
        self.idColumn = idColumn
        self.explain = explain
    }
}

extension ScoreParameters: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__ScoreParameters {
        var raw = Peryton__V1__ScoreParameters()
        peryton__v1__score_parameters__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__ScoreParameters, owner memory: UnpackedMemory) throws(MessageError) {
        adql = try Unpack.string(raw.adql, "ScoreParameters", "adql")
        stream = try Unpack.string(raw.stream, "ScoreParameters", "stream")
        forestVersion = raw.forest_version
        top = raw.top
        format = try Unpack.string(raw.format, "ScoreParameters", "format")
        idColumn = try Unpack.string(raw.id_column, "ScoreParameters", "id_column")
        explain = raw.explain != 0
    }

    func fill(_ raw: inout Peryton__V1__ScoreParameters, arena: PackArena) {
        raw.adql = arena.string(adql)
        raw.stream = arena.string(stream)
        raw.forest_version = forestVersion
        raw.top = top
        raw.format = arena.string(format)
        raw.id_column = arena.string(idColumn)
        raw.explain = explain ? 1 : 0
    }
}
