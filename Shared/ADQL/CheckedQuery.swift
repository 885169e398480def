import Tables

/// A query all of whose names and types are known: what it gives, what it reads, and how an engine is asked for it.
public struct CheckedQuery: Sendable {
    /// What the result's columns are; their names are unique but for case.
    public let columns: [Column]
    /// The catalogue's tables that are read, each once.
    public let tables: [TableDescription]
    let commonTables: [Analyzer.CommonRelation]
    let rows: CheckedRows

    /// The statement for an engine.
    ///
    /// It is printed from the tree: literals are parameters, names are quoted and are the catalogue's or made here.
    /// Throws if it would have more parameters or be longer than engines take.
    public func sql(for dialect: SQLDialect) throws(ADQLError) -> SQLStatement {
        var printer = SQLPrinter(dialect)
        printer.write(self)
        return try printer.statement()
    }
}

extension Query {
    /// Gives names and types their meaning.
    ///
    /// Throws for a name that is none of the lookup's tables and columns, with the nearest ones, and for values that do
    /// not go together.
    public func check(with lookup: any TableLookup) throws(ADQLError) -> CheckedQuery {
        var analyzer = Analyzer(lookup: lookup)
        let (commonTables, rows) = try analyzer.check(self)
        return CheckedQuery(
            columns: rows.columns.map(\.column), tables: analyzer.tables, commonTables: commonTables, rows: rows)
    }
}

extension OutputColumn {
    /// As a table's column: geometries are texts there.
    var column: Column {
        let columnType: ColumnType
        var extendedType = attributes.extendedType
        switch type {
        case .null: columnType = .text
        case .plain(let plain):
            columnType = plain
        case .geometry(let kind):
            columnType = .text
            extendedType = kind.extendedType
        }
        return Column(
            name, columnType, textWidth: attributes.textWidth, unit: attributes.unit, ucd: attributes.ucd,
            extendedType: extendedType, description: attributes.description)
    }
}
