import Messages
import Tables

/// The tables in which a SQLite catalogue keeps what it knows of its tables.
///
/// `peryton_state` counts changes, `peryton_tables` holds what TAP_SCHEMA has no place for, and `tap_schema.*` (TAP 1.1 §4)
/// the rest: a description is in one place only.
enum SQLiteSchema {
    /// Makes the tables where they are not there.
    static func make(on connection: SQLiteConnection) throws {
        // Larger pages suit rows of hundreds of bytes; readers go on while something is loaded.
        try connection.execute("PRAGMA page_size = 8192")
        try connection.execute("PRAGMA journal_mode = WAL")
        try connection.transaction {
            try connection.execute(
                """
                CREATE TABLE IF NOT EXISTS peryton_state (generation INTEGER NOT NULL);
                INSERT INTO peryton_state SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM peryton_state);
                CREATE TABLE IF NOT EXISTS peryton_tables (
                    table_name TEXT PRIMARY KEY, schema_name TEXT NOT NULL, owner TEXT NOT NULL, rows INTEGER NOT NULL,
                    ra TEXT, dec TEXT, bytes INTEGER NOT NULL, created_us INTEGER NOT NULL, changed_us INTEGER NOT NULL);
                CREATE TABLE IF NOT EXISTS peryton_sky_runs (
                    table_name TEXT NOT NULL, file TEXT NOT NULL, rows INTEGER NOT NULL, PRIMARY KEY (table_name, file));
                """)
            for table in tapTables { try connection.execute(table.definition) }
        }
    }

    /// Counts a change, so that every reader sees that there was one.
    static func noteChange(on connection: SQLiteConnection) throws {
        try connection.execute("UPDATE peryton_state SET generation = generation + 1")
    }

    // MARK: TAP_SCHEMA

    struct TapTable {
        let name: String
        let description: String
        let columns: [(Column, sql: String)]

        var definition: String {
            "CREATE TABLE IF NOT EXISTS \("tap_schema.\(name)".quotedName) ("
                + columns.map { "\($0.0.name.quotedName) \($0.sql)" }.joined(separator: ", ") + ")"
        }
    }

    private static func text(_ name: String, _ description: String) -> (Column, sql: String) {
        (Column(name, .text, description: description), "TEXT")
    }

    private static func number(_ name: String, _ description: String) -> (Column, sql: String) {
        (Column(name, .int32, description: description), "INTEGER")
    }

    /// The five tables of TAP 1.1 §4.
    static let tapTables: [TapTable] = [
        TapTable(
            name: "schemas", description: "Schemas of this catalogue.",
            columns: [
                text("schema_name", "Name of the schema."), text("utype", "Utype, where there is one."),
                text("description", "What is in it."), number("schema_index", "Place among the schemas."),
            ]),
        TapTable(
            name: "tables", description: "Tables of this catalogue.",
            columns: [
                text("schema_name", "Schema it belongs to."), text("table_name", "Name, with its schema."),
                text("table_type", "table or view."), text("utype", "Utype, where there is one."),
                text("description", "What is in it."), number("table_index", "Place among the tables."),
            ]),
        TapTable(
            name: "columns", description: "Columns of this catalogue's tables.",
            columns: [
                text("table_name", "Table it belongs to, with its schema."), text("column_name", "Name of the column."),
                text("datatype", "VOTable datatype."), text("arraysize", "VOTable arraysize."),
                text("xtype", "VOTable xtype."), number("size", "Length of its texts, where known."),
                text("description", "What it means."), text("utype", "Utype, where there is one."),
                text("unit", "Unit in VOUnits."), text("ucd", "Unified content descriptor."),
                number("indexed", "1 where an index makes conditions on it fast."),
                number("principal", "1 where most users want it."), number("std", "1 where a standard defines it."),
                number("column_index", "Place in the table."),
            ]),
        TapTable(
            name: "keys", description: "Which tables belong together.",
            columns: [
                text("key_id", "Name of the key."), text("from_table", "Table that refers."),
                text("target_table", "Table that is referred to."), text("utype", "Utype, where there is one."),
                text("description", "What it joins."),
            ]),
        TapTable(
            name: "key_columns", description: "By which columns tables belong together.",
            columns: [
                text("key_id", "Name of the key."), text("from_column", "Column of the table that refers."),
                text("target_column", "Column that is referred to."),
            ]),
    ]

    /// TAP_SCHEMA's own tables, as the asker sees them: views over the catalogue's and the asker's.
    static let tapDescriptions: [CatalogTable] = tapTables.map { table in
        CatalogTable(
            description: TableDescription(
                schema: CatalogTable.tapSchema, name: table.name, description: table.description,
                columns: table.columns.map { CatalogColumn($0.0) }, physicalName: ["temp", "tap_schema.\(table.name)"]))
    }
}
