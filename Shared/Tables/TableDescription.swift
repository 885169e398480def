/// A table of a catalogue as TAP_SCHEMA tells it.
public struct TableDescription: Sendable, Equatable {
    /// Schema, for example "dr1", "tap_schema", or "mydb" for the asker's own tables.
    public var schema: String
    /// Name in the schema.
    public var name: String
    /// One line for people.
    public var description: String
    /// The columns.
    public var columns: [CatalogColumn]
    /// Number of rows, where known.
    public var rowCount: Int64?
    /// The main position of a row, if it has one: right ascension and declination, ICRS, degrees.
    public var position: PositionColumns?
    /// How the engine calls it, outermost first; every part is quoted when printed.
    public var physicalName: [String]

    /// Makes a description.
    public init(
        schema: String, name: String, description: String = "", columns: [CatalogColumn], rowCount: Int64? = nil,
        position: PositionColumns? = nil, physicalName: [String]? = nil
    ) {
        self.schema = schema
        self.name = name
        self.description = description
        self.columns = columns
        self.rowCount = rowCount
        self.position = position
        self.physicalName = physicalName ?? [schema, name]
    }

    /// Schema and name, as people write it.
    public var fullName: String { "\(schema).\(name)" }
}

/// Names of the columns that hold a row's position.
public struct PositionColumns: Sendable, Equatable {
    /// Right ascension, ICRS, degrees.
    public var rightAscension: String
    /// Declination, ICRS, degrees.
    public var declination: String
    /// Whether the engine keeps a sky index over them.
    public var isIndexed: Bool

    /// Makes the pair.
    public init(rightAscension: String, declination: String, isIndexed: Bool) {
        self.rightAscension = rightAscension
        self.declination = declination
        self.isIndexed = isIndexed
    }
}

/// A column of a catalogue's table.
public struct CatalogColumn: Sendable, Equatable {
    /// The column.
    public var column: Column
    /// Whether the engine keeps an index over it.
    public var isIndexed: Bool
    /// Whether most users want it first (TAP_SCHEMA's `principal`).
    public var isPrincipal: Bool

    /// Makes a catalogue's column.
    public init(_ column: Column, isIndexed: Bool = false, isPrincipal: Bool = false) {
        self.column = column
        self.isIndexed = isIndexed
        self.isPrincipal = isPrincipal
    }
}
