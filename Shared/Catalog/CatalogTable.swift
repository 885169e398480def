public import ADQL
public import Messages
public import Tables

/// A table with what an engine knows of it beyond its description.
public struct CatalogTable: Sendable, Equatable {
    /// Names, columns, rows, position.
    public var description: TableDescription
    /// Who made it; empty for the catalogue's own.
    public var owner: String
    /// Bytes it takes, as far as known.
    public var bytes: Int64
    /// When it was made.
    public var createdAt: UnixTime
    /// When rows came last.
    public var changedAt: UnixTime

    /// Makes a table.
    public init(
        description: TableDescription, owner: String = "", bytes: Int64 = 0, createdAt: UnixTime = .unknown,
        changedAt: UnixTime = .unknown
    ) {
        self.description = description
        self.owner = owner
        self.bytes = bytes
        self.createdAt = createdAt
        self.changedAt = changedAt
    }

    /// Name of the asker's own tables' schema.
    public static let ownSchema = "mydb"
    /// Name of the schema that describes all others (TAP 1.1 §4).
    public static let tapSchema = "tap_schema"
}

/// The tables that one user sees at one moment.
public struct CatalogSnapshot: Sendable {
    /// The tables, the catalogue's first, by name.
    public let tables: [CatalogTable]
    /// Grows with every change of the catalogue or of the user's tables; results name it.
    public let version: String
    private let places: [String: [Int]]
    /// Places of each table's columns, by their names in lower case.
    private let columnPlaces: [[String: [Int]]]

    /// Makes a snapshot.
    public init(tables: [CatalogTable], version: String) {
        self.tables = tables
        self.version = version
        places = Dictionary(
            grouping: tables.indices, by: { tables[$0].description.name.lowercased() })
        columnPlaces = tables.map { table in
            let columns = table.description.columns
            return Dictionary(grouping: columns.indices) { columns[$0].column.name.lowercased() }
        }
    }

    /// The tables of a name, as `tables(schema:name:)` has them, with only the columns of these names.
    func tables(schema: String?, name: String, columns: Set<String>) -> [TableDescription] {
        placesOfTables(schema: schema, name: name).map { place in
            var table = tables[place].description
            let all = table.columns
            table.columns = columns.flatMap { columnPlaces[place][$0] ?? [] }.sorted().map { all[$0] }
            return table
        }
    }

    /// The tables of a name, regardless of case; in all schemas where none is named.
    ///
    /// The asker's own table comes before others of the same name.
    public func tables(schema: String?, name: String) -> [CatalogTable] {
        placesOfTables(schema: schema, name: name).map { tables[$0] }
    }

    private func placesOfTables(schema: String?, name: String) -> [Int] {
        let named = places[name.lowercased()] ?? []
        guard let schema = schema?.lowercased() else {
            let own = named.filter { tables[$0].description.schema == CatalogTable.ownSchema }
            return own.isEmpty ? named : own
        }
        return named.filter { tables[$0].description.schema.lowercased() == schema }
    }
}

extension CatalogSnapshot: TableLookup {
    /// The tables of a name, whatever their case: of one schema, or of all.
    public func tables(named name: String, inSchema schema: String?) -> [TableDescription] {
        tables(schema: schema, name: name).map(\.description)
    }

    /// Every table.
    public var allTables: [TableDescription] { tables.map(\.description) }
}

/// A snapshot whose tables have only the columns that a query names: of tables of hundreds of columns most queries name
/// a few, and giving the others their meaning would take longer than a search on the sky.
struct MentionedColumns: TableLookup {
    let snapshot: CatalogSnapshot
    let names: Set<String>

    func tables(named name: String, inSchema schema: String?) -> [TableDescription] {
        snapshot.tables(schema: schema, name: name, columns: names)
    }

    var allTables: [TableDescription] { snapshot.allTables }
}

extension Query {
    /// Gives names and types their meaning, as `check(with:)` does.
    func checked(against snapshot: CatalogSnapshot) throws(ADQLError) -> CheckedQuery {
        if let mentionedNames,
            let checked = try? check(with: MentionedColumns(snapshot: snapshot, names: mentionedNames))
        {
            return checked
        }
        // What is wrong is told with all columns in view, as the nearest name may be one that is not mentioned.
        return try check(with: snapshot)
    }
}
