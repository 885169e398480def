import Messages
import Tables

/// Reads and writes what a database says of a project's tables.
struct PostgresDescriptions {
    let connection: PostgresConnection
    let project: String

    init(_ connection: PostgresConnection, project: String) {
        self.connection = connection
        self.project = project
    }

    /// The tables that the transaction's asker sees: the catalogue's, then their own, by name.
    func tables() throws -> [CatalogTable] {
        let columns = try columnsByTable()
        var tables: [CatalogTable] = []
        try connection.query(
            """
            SELECT s.table_name, s.schema_name, s.owner, s.rows, s.ra, s."dec", s.bytes, s.created_us, s.changed_us,
                t.description, s.place_schema, s.place_table
            FROM peryton.seen_tables s JOIN peryton.tap_tables t ON t.table_name = s.table_name
            ORDER BY s.seen_by, s.table_name
            """
        ) { row in
            let fullName = row.text(0)
            let schema = row.text(1)
            let position =
                row.isNull(4)
                ? nil : PositionColumns(rightAscension: row.text(4), declination: row.text(5), isIndexed: true)
            tables.append(
                CatalogTable(
                    description: TableDescription(
                        schema: schema, name: String(fullName.dropFirst(schema.count + 1)), description: row.text(9),
                        columns: columns[fullName] ?? [], rowCount: row.integer(3), position: position,
                        physicalName: [row.text(10), row.text(11)]),
                    owner: row.text(2), bytes: row.integer(6), createdAt: UnixTime(microseconds: row.integer(7)),
                    changedAt: UnixTime(microseconds: row.integer(8))))
        }
        return tables
    }

    private func columnsByTable() throws -> [String: [CatalogColumn]] {
        var columns: [String: [CatalogColumn]] = [:]
        try connection.query(
            """
            SELECT table_name, column_name, datatype, size::bigint, unit, ucd, xtype, description, indexed::bigint,
                principal::bigint
            FROM peryton.tap_columns ORDER BY table_name, column_index
            """
        ) { row in
            let column = Column(
                row.text(1), VOTableType.type(named: row.text(2)), textWidth: row.isNull(3) ? nil : Int(row.integer(3)),
                unit: row.text(4), ucd: row.text(5), extendedType: row.text(6), description: row.text(7))
            columns[row.text(0), default: []].append(
                CatalogColumn(column, isIndexed: row.integer(8) != 0, isPrincipal: row.integer(9) != 0))
        }
        return columns
    }

    /// Describes a new table.
    func insert(_ table: CatalogTable, seenBy: String) throws {
        let description = table.description
        let place = description.physicalName
        try run(
            """
            INSERT INTO peryton.tables (project, seen_by, schema_name, table_name, place_schema, place_table, owner, rows,
                ra, "dec", bytes, created_us, changed_us)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            """
        ) { values in
            for text in [project, seenBy, description.schema, description.fullName, place[0], place[1], table.owner] {
                values.append(text)
            }
            values.append(description.rowCount ?? 0)
            values.append(description.position?.rightAscension)
            values.append(description.position?.declination)
            values.append(table.bytes)
            values.append(table.createdAt.microseconds)
            values.append(table.changedAt.microseconds)
        }
        try run(
            """
            INSERT INTO peryton.told_schemas (project, seen_by, schema_name, description, schema_index)
            SELECT $1, $2, $3, $4, count(*) FROM peryton.told_schemas WHERE project = $1 AND seen_by = $2
            HAVING coalesce(bool_and(schema_name <> $3), true)
            """
        ) { values in
            values.append(project)
            values.append(seenBy)
            values.append(description.schema)
            values.append(description.schema == CatalogTable.ownSchema ? "your own tables" : "")
        }
        try run(
            """
            INSERT INTO peryton.told_tables (project, seen_by, schema_name, table_name, table_type, description, table_index)
            SELECT $1, $2, $3, $4, 'table', $5, count(*) FROM peryton.told_tables WHERE project = $1 AND seen_by = $2
            """
        ) { values in
            for text in [project, seenBy, description.schema, description.fullName, description.description] {
                values.append(text)
            }
        }
        for (index, column) in description.columns.enumerated() {
            try insert(column, at: index, of: description.fullName, seenBy: seenBy)
        }
    }

    private func insert(_ described: CatalogColumn, at index: Int, of table: String, seenBy: String) throws {
        let column = described.column
        try run(
            """
            INSERT INTO peryton.told_columns (project, seen_by, table_name, column_name, datatype, arraysize, xtype, size,
                description, unit, ucd, indexed, principal, std, column_index)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, $14)
            """
        ) { values in
            for text in [project, seenBy, table, column.name, VOTableType.name(of: column.type)] { values.append(text) }
            values.append(column.type == .text ? "*" : nil)
            values.append(column.extendedType.isEmpty ? nil : column.extendedType)
            values.append(column.textWidth.map(Int64.init))
            for text in [column.description, column.unit, column.ucd] { values.append(text) }
            values.append(Int64(described.isIndexed ? 1 : 0))
            values.append(Int64(described.isPrincipal ? 1 : 0))
            values.append(Int64(index))
        }
    }

    /// Tells that a table has grown.
    func update(_ fullName: String, seenBy: String, rows: Int64, bytes: Int64, changedAt: UnixTime) throws {
        try run(
            """
            UPDATE peryton.tables SET rows = $4, bytes = $5, changed_us = $6
            WHERE project = $1 AND seen_by = $2 AND table_name = $3
            """
        ) { values in
            for text in [project, seenBy, fullName] { values.append(text) }
            for number in [rows, bytes, changedAt.microseconds] { values.append(number) }
        }
    }

    /// Forgets a table.
    func delete(_ table: TableDescription, seenBy: String) throws {
        for place in ["tables", "told_tables", "told_columns"] {
            try run("DELETE FROM peryton.\(place) WHERE project = $1 AND seen_by = $2 AND table_name = $3") { values in
                for text in [project, seenBy, table.fullName] { values.append(text) }
            }
        }
        try run(
            """
            DELETE FROM peryton.told_schemas s WHERE s.project = $1 AND s.seen_by = $2 AND s.schema_name = $3
            AND NOT EXISTS (SELECT 1 FROM peryton.tables t
                WHERE t.project = $1 AND t.seen_by = $2 AND t.schema_name = $3)
            """
        ) { values in
            for text in [project, seenBy, table.schema] { values.append(text) }
        }
    }

    /// Counts a change, so that every reader sees that there was one.
    func noteChange(seenBy: String) throws {
        try run(
            """
            INSERT INTO peryton.state AS s (project, seen_by, generation) VALUES ($1, $2, 1)
            ON CONFLICT (project, seen_by) DO UPDATE SET generation = s.generation + 1
            """
        ) { values in
            values.append(project)
            values.append(seenBy)
        }
    }

    private func run(_ sql: String, _ values: (inout PostgresParameters) -> Void) throws {
        var parameters = PostgresParameters()
        values(&parameters)
        try connection.query(sql, parameters) { _ in }
    }

    /// TAP_SCHEMA's own tables, as the asker sees them.
    static let tapDescriptions: [CatalogTable] = SQLiteSchema.tapDescriptions.map { table in
        var table = table
        table.description.physicalName = ["peryton", "tap_\(table.description.name)"]
        return table
    }
}
