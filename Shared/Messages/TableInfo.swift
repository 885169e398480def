import CMessages

/// A table or a view of the catalogue.
public struct TableInfo: Message {
    /// Schema, for example "dr1"; "mydb" for the asker's own tables.
    public var schema: String
    /// Name in the schema.
    public var name: String
    /// One line for people.
    public var description: String
    /// "table" or "view".
    public var kind: String
    /// Its columns; empty where they were not asked for.
    public var columns: [ColumnInfo]
    /// Number of rows; −1: unknown.
    public var rows: Int64
    /// Column of its right ascension, ICRS, degrees; empty: it has no position.
    public var raColumn: String
    /// Column of its declination, ICRS, degrees; empty: it has no position.
    public var decColumn: String
    /// Whether the engine keeps a sky index over them.
    public var hasSkyIndex: Bool
    /// Size in the engine, with its indices, bytes; 0: unknown.
    public var bytes: UInt64
    /// User whom it belongs to; empty: the project.
    public var owner: String
    /// When it was made.
    public var createdAt: UnixTime
    /// When its rows changed last.
    public var changedAt: UnixTime
    /// Changes with every change of its rows.
    public var version: String
    /// Queries that run.
    public var examples: [String]

    /// Schema and name, as people write it.
    public var fullName: String { "\(schema).\(name)" }

    /// Makes the message.
    public init(
        schema: String,
        name: String,
        description: String = "",
        kind: String = "table",
        columns: [ColumnInfo] = [],
        rows: Int64 = -1,
        raColumn: String = "",
        decColumn: String = "",
        hasSkyIndex: Bool = false,
        bytes: UInt64 = 0,
        owner: String = "",
        createdAt: UnixTime = .unknown,
        changedAt: UnixTime = .unknown,
        version: String = "",
        examples: [String] = []
    ) {
        self.schema = schema
        self.name = name
        self.description = description
        self.kind = kind
        self.columns = columns
        self.rows = rows
        self.raColumn = raColumn
        self.decColumn = decColumn
        self.hasSkyIndex = hasSkyIndex
        self.bytes = bytes
        self.owner = owner
        self.createdAt = createdAt
        self.changedAt = changedAt
        self.version = version
        self.examples = examples
    }
}

extension TableInfo: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__TableInfo {
        var raw = Peryton__V1__TableInfo()
        peryton__v1__table_info__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__TableInfo, owner memory: UnpackedMemory) throws(MessageError) {
        schema = try Unpack.string(raw.schema, "TableInfo", "schema")
        name = try Unpack.string(raw.name, "TableInfo", "name")
        description = try Unpack.string(raw.description, "TableInfo", "description")
        kind = try Unpack.string(raw.kind, "TableInfo", "kind")
        columns = try Unpack.messages(raw.columns, raw.n_columns, memory)
        rows = raw.rows
        raColumn = try Unpack.string(raw.ra_column, "TableInfo", "ra_column")
        decColumn = try Unpack.string(raw.dec_column, "TableInfo", "dec_column")
        hasSkyIndex = raw.has_sky_index != 0
        bytes = raw.bytes
        owner = try Unpack.string(raw.owner, "TableInfo", "owner")
        createdAt = UnixTime(microseconds: raw.created_at_unix_us)
        changedAt = UnixTime(microseconds: raw.changed_at_unix_us)
        version = try Unpack.string(raw.version, "TableInfo", "version")
        examples = try Unpack.strings(raw.examples, raw.n_examples, "TableInfo", "examples")
    }

    func fill(_ raw: inout Peryton__V1__TableInfo, arena: PackArena) {
        raw.schema = arena.string(schema)
        raw.name = arena.string(name)
        raw.description = arena.string(description)
        raw.kind = arena.string(kind)
        raw.n_columns = columns.count
        raw.columns = arena.messages(columns)
        raw.rows = rows
        raw.ra_column = arena.string(raColumn)
        raw.dec_column = arena.string(decColumn)
        raw.has_sky_index = hasSkyIndex ? 1 : 0
        raw.bytes = bytes
        raw.owner = arena.string(owner)
        raw.created_at_unix_us = createdAt.microseconds
        raw.changed_at_unix_us = changedAt.microseconds
        raw.version = arena.string(version)
        raw.n_examples = examples.count
        raw.examples = arena.strings(examples)
    }
}

/// A question for tables of the catalogue.
public struct TableListRequest: Message {
    /// Of "schema.name", or of the name alone where it has no dot: * or % for any text; empty: all.
    public var pattern: String
    /// Only tables with such a column, and of their columns only those; empty: all.
    public var columnPattern: String
    /// Whether columns are wanted too.
    public var withColumns: Bool

    /// Makes the message.
    public init(
        pattern: String = "",
        columnPattern: String = "",
        withColumns: Bool = false
    ) {
        self.pattern = pattern
        self.columnPattern = columnPattern
        self.withColumns = withColumns
    }
}

extension TableListRequest: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__TableListRequest {
        var raw = Peryton__V1__TableListRequest()
        peryton__v1__table_list_request__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__TableListRequest, owner memory: UnpackedMemory) throws(MessageError) {
        pattern = try Unpack.string(raw.pattern, "TableListRequest", "pattern")
        columnPattern = try Unpack.string(raw.column_pattern, "TableListRequest", "column_pattern")
        withColumns = raw.with_columns != 0
    }

    func fill(_ raw: inout Peryton__V1__TableListRequest, arena: PackArena) {
        raw.pattern = arena.string(pattern)
        raw.column_pattern = arena.string(columnPattern)
        raw.with_columns = withColumns ? 1 : 0
    }
}

/// Tables of the catalogue.
public struct TableList: Message {
    /// By schema and name.
    public var tables: [TableInfo]
    /// Version of the catalogue.
    public var catalogVersion: String

    /// Makes the message.
    public init(
        tables: [TableInfo],
        catalogVersion: String = ""
    ) {
        self.tables = tables
        self.catalogVersion = catalogVersion
    }
}

extension TableList: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__TableList {
        var raw = Peryton__V1__TableList()
        peryton__v1__table_list__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__TableList, owner memory: UnpackedMemory) throws(MessageError) {
        tables = try Unpack.messages(raw.tables, raw.n_tables, memory)
        catalogVersion = try Unpack.string(raw.catalog_version, "TableList", "catalog_version")
    }

    func fill(_ raw: inout Peryton__V1__TableList, arena: PackArena) {
        raw.n_tables = tables.count
        raw.tables = arena.messages(tables)
        raw.catalog_version = arena.string(catalogVersion)
    }
}
