import Messages
import Tables

/// Reads and writes what a database of a catalogue says of its tables.
struct SQLiteDescriptions {
    let connection: SQLiteConnection
    /// The database as the connection calls it: "main" or "mydb".
    let database: String

    init(_ connection: SQLiteConnection, database: String) {
        self.connection = connection
        self.database = database
    }

    /// All tables, by name.
    func tables() throws -> [CatalogTable] {
        let columns = try columnsByTable()
        let statement = try connection.statement(
            """
            SELECT p.table_name, p.schema_name, p.owner, p.rows, p.ra, p.dec, p.bytes, p.created_us, p.changed_us,
                t.description
            FROM \(database).peryton_tables p JOIN \(database)."tap_schema.tables" t ON t.table_name = p.table_name
            ORDER BY p.table_name
            """)
        var tables: [CatalogTable] = []
        while try statement.step() {
            let fullName = statement.text(0)
            let schema = statement.text(1)
            let position =
                statement.isNull(4)
                ? nil
                : PositionColumns(rightAscension: statement.text(4), declination: statement.text(5), isIndexed: true)
            tables.append(
                CatalogTable(
                    description: TableDescription(
                        schema: schema, name: String(fullName.dropFirst(schema.count + 1)),
                        description: statement.text(9), columns: columns[fullName] ?? [],
                        rowCount: statement.integer(3), position: position, physicalName: [database, fullName]),
                    owner: statement.text(2), bytes: statement.integer(6),
                    createdAt: UnixTime(microseconds: statement.integer(7)),
                    changedAt: UnixTime(microseconds: statement.integer(8))))
        }
        statement.reset()
        return tables
    }

    private func columnsByTable() throws -> [String: [CatalogColumn]] {
        let statement = try connection.statement(
            """
            SELECT table_name, column_name, datatype, size, unit, ucd, xtype, description, indexed, principal
            FROM \(database)."tap_schema.columns" ORDER BY table_name, column_index
            """)
        var columns: [String: [CatalogColumn]] = [:]
        while try statement.step() {
            let column = Column(
                statement.text(1), VOTableType.type(named: statement.text(2)),
                textWidth: statement.isNull(3) ? nil : Int(statement.integer(3)), unit: statement.text(4),
                ucd: statement.text(5), extendedType: statement.text(6), description: statement.text(7))
            columns[statement.text(0), default: []].append(
                CatalogColumn(column, isIndexed: statement.integer(8) != 0, isPrincipal: statement.integer(9) != 0))
        }
        statement.reset()
        return columns
    }

    /// Describes a new table.
    func insert(_ table: CatalogTable) throws {
        let description = table.description
        try run(
            """
            INSERT INTO peryton_tables (table_name, schema_name, owner, rows, ra, dec, bytes, created_us, changed_us)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            """
        ) { statement in
            statement.bind(description.fullName, at: 1)
            statement.bind(description.schema, at: 2)
            statement.bind(table.owner, at: 3)
            statement.bind(description.rowCount ?? 0, at: 4)
            if let position = description.position {
                statement.bind(position.rightAscension, at: 5)
                statement.bind(position.declination, at: 6)
            }
            statement.bind(table.bytes, at: 7)
            statement.bind(table.createdAt.microseconds, at: 8)
            statement.bind(table.changedAt.microseconds, at: 9)
        }
        try run(
            """
            INSERT INTO "tap_schema.schemas" (schema_name, description, schema_index)
            SELECT ?1, ?2, count(*) FROM "tap_schema.schemas"
            HAVING NOT EXISTS (SELECT 1 FROM "tap_schema.schemas" WHERE schema_name = ?1)
            """
        ) { statement in
            statement.bind(description.schema, at: 1)
            statement.bind(description.schema == CatalogTable.ownSchema ? "your own tables" : "", at: 2)
        }
        try run(
            """
            INSERT INTO "tap_schema.tables" (schema_name, table_name, table_type, description, table_index)
            SELECT ?1, ?2, 'table', ?3, count(*) FROM "tap_schema.tables"
            """
        ) { statement in
            statement.bind(description.schema, at: 1)
            statement.bind(description.fullName, at: 2)
            statement.bind(description.description, at: 3)
        }
        for (index, column) in description.columns.enumerated() {
            try insert(column, at: index, of: description.fullName)
        }
    }

    private func insert(_ described: CatalogColumn, at index: Int, of table: String) throws {
        let column = described.column
        try run(
            """
            INSERT INTO "tap_schema.columns" (table_name, column_name, datatype, arraysize, xtype, size, description, unit,
                ucd, indexed, principal, std, column_index)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 0, ?12)
            """
        ) { statement in
            statement.bind(table, at: 1)
            statement.bind(column.name, at: 2)
            statement.bind(VOTableType.name(of: column.type), at: 3)
            if column.type == .text { statement.bind("*", at: 4) }
            if !column.extendedType.isEmpty { statement.bind(column.extendedType, at: 5) }
            if let width = column.textWidth { statement.bind(Int64(width), at: 6) }
            statement.bind(column.description, at: 7)
            statement.bind(column.unit, at: 8)
            statement.bind(column.ucd, at: 9)
            statement.bind(Int64(described.isIndexed ? 1 : 0), at: 10)
            statement.bind(Int64(described.isPrincipal ? 1 : 0), at: 11)
            statement.bind(Int64(index), at: 12)
        }
    }

    /// Tells that a table has grown.
    func update(_ fullName: String, rows: Int64, bytes: Int64, changedAt: UnixTime) throws {
        try run("UPDATE peryton_tables SET rows = ?2, bytes = ?3, changed_us = ?4 WHERE table_name = ?1") { statement in
            statement.bind(fullName, at: 1)
            statement.bind(rows, at: 2)
            statement.bind(bytes, at: 3)
            statement.bind(changedAt.microseconds, at: 4)
        }
    }

    /// Forgets a table.
    func delete(_ table: TableDescription) throws {
        for place in ["peryton_tables", "peryton_sky_runs", "\"tap_schema.tables\"", "\"tap_schema.columns\""] {
            try run("DELETE FROM \(place) WHERE table_name = ?1") { $0.bind(table.fullName, at: 1) }
        }
        try run(
            """
            DELETE FROM "tap_schema.schemas" WHERE schema_name = ?1
            AND NOT EXISTS (SELECT 1 FROM peryton_tables WHERE schema_name = ?1)
            """
        ) { $0.bind(table.schema, at: 1) }
    }

    private func run(_ sql: String, _ bind: (SQLiteStatement) -> Void) throws {
        let statement = try connection.statement(sql)
        bind(statement)
        try statement.run()
    }
}
