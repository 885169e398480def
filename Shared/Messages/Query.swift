import CMessages

/// A query to check, to explain or to answer at once.
public struct QueryRequest: Message {
    /// Text of the query.
    public var adql: String
    /// "2.1" or "2.0"; empty: "2.1".
    public var adqlVersion: String
    /// The most rows to answer; 0: the service's own (1,000).
    public var rowLimit: UInt64
    /// How long the engine may work at it, milliseconds; 0: the service's own (30 s).
    public var timeLimitMilliseconds: UInt64
    /// Made up by the asker: under this name it can be cancelled; empty: it cannot.
    public var queryID: String

    /// Makes the message.
    public init(
        adql: String,
        adqlVersion: String = "",
        rowLimit: UInt64 = 0,
        timeLimitMilliseconds: UInt64 = 0,
        queryID: String = ""
    ) {
        self.adql = adql
        self.adqlVersion = adqlVersion
        self.rowLimit = rowLimit
        self.timeLimitMilliseconds = timeLimitMilliseconds
        self.queryID = queryID
    }
}

extension QueryRequest: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__QueryRequest {
        var raw = Peryton__V1__QueryRequest()
        peryton__v1__query_request__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__QueryRequest, owner memory: UnpackedMemory) throws(MessageError) {
        adql = try Unpack.string(raw.adql, "QueryRequest", "adql")
        adqlVersion = try Unpack.string(raw.adql_version, "QueryRequest", "adql_version")
        rowLimit = raw.row_limit
        timeLimitMilliseconds = raw.time_limit_ms
        queryID = try Unpack.string(raw.query_id, "QueryRequest", "query_id")
    }

    func fill(_ raw: inout Peryton__V1__QueryRequest, arena: PackArena) {
        raw.adql = arena.string(adql)
        raw.adql_version = arena.string(adqlVersion)
        raw.row_limit = rowLimit
        raw.time_limit_ms = timeLimitMilliseconds
        raw.query_id = arena.string(queryID)
    }
}

/// What a query is, by its names and types.
public struct CheckReply: Message {
    /// Columns of the result.
    public var columns: [ColumnInfo]
    /// Tables that it reads, as schema.name.
    public var tables: [String]
    /// What the engine would be asked.
    public var sql: String

    /// Makes the message.
    public init(
        columns: [ColumnInfo],
        tables: [String] = [],
        sql: String = ""
    ) {
        self.columns = columns
        self.tables = tables
        self.sql = sql
    }
}

extension CheckReply: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__CheckReply {
        var raw = Peryton__V1__CheckReply()
        peryton__v1__check_reply__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__CheckReply, owner memory: UnpackedMemory) throws(MessageError) {
        columns = try Unpack.messages(raw.columns, raw.n_columns, memory)
        tables = try Unpack.strings(raw.tables, raw.n_tables, "CheckReply", "tables")
        sql = try Unpack.string(raw.sql, "CheckReply", "sql")
    }

    func fill(_ raw: inout Peryton__V1__CheckReply, arena: PackArena) {
        raw.n_columns = columns.count
        raw.columns = arena.messages(columns)
        raw.n_tables = tables.count
        raw.tables = arena.strings(tables)
        raw.sql = arena.string(sql)
    }
}

/// How the engine would go about a query.
public struct ExplainReply: Message {
    /// One step a line.
    public var text: String
    /// What it would be asked.
    public var sql: String

    /// Makes the message.
    public init(
        text: String,
        sql: String = ""
    ) {
        self.text = text
        self.sql = sql
    }
}

extension ExplainReply: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__ExplainReply {
        var raw = Peryton__V1__ExplainReply()
        peryton__v1__explain_reply__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__ExplainReply, owner memory: UnpackedMemory) throws(MessageError) {
        text = try Unpack.string(raw.text, "ExplainReply", "text")
        sql = try Unpack.string(raw.sql, "ExplainReply", "sql")
    }

    func fill(_ raw: inout Peryton__V1__ExplainReply, arena: PackArena) {
        raw.text = arena.string(text)
        raw.sql = arena.string(sql)
    }
}

/// The answer to a query that was answered at once.
public struct QuickReply: Message {
    /// Its rows.
    public var table: TableData
    /// Whether there are more rows than the limit allowed.
    public var isTruncated: Bool
    /// The limit that held.
    public var rowLimit: UInt64
    /// What the engine took, seconds.
    public var engineSeconds: Double
    /// Version of the catalogue that answered.
    public var catalogVersion: String
    /// What the asker should know, one line; empty: nothing.
    public var message: String

    /// Makes the message.
    public init(
        table: TableData,
        isTruncated: Bool = false,
        rowLimit: UInt64 = 0,
        engineSeconds: Double = 0,
        catalogVersion: String = "",
        message: String = ""
    ) {
        self.table = table
        self.isTruncated = isTruncated
        self.rowLimit = rowLimit
        self.engineSeconds = engineSeconds
        self.catalogVersion = catalogVersion
        self.message = message
    }
}

extension QuickReply: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__QuickReply {
        var raw = Peryton__V1__QuickReply()
        peryton__v1__quick_reply__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__QuickReply, owner memory: UnpackedMemory) throws(MessageError) {
        table = try Unpack.required(raw.table, memory, "QuickReply", "table")
        isTruncated = raw.truncated != 0
        rowLimit = raw.row_limit
        engineSeconds = raw.engine_seconds
        catalogVersion = try Unpack.string(raw.catalog_version, "QuickReply", "catalog_version")
        message = try Unpack.string(raw.message, "QuickReply", "message")
    }

    func fill(_ raw: inout Peryton__V1__QuickReply, arena: PackArena) {
        raw.table = arena.message(table)
        raw.truncated = isTruncated ? 1 : 0
        raw.row_limit = rowLimit
        raw.engine_seconds = engineSeconds
        raw.catalog_version = arena.string(catalogVersion)
        raw.message = arena.string(message)
    }
}
