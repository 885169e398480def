import Messages

/// Names of the catalogue's tables and columns, in memory, so that completion is immediate.
struct TableNames: Sendable {
    /// A table and its columns.
    struct Table: Sendable, Equatable {
        var schema: String
        var name: String
        var columns: [String]

        var fullName: String { "\(schema).\(name)" }
    }

    var tables: [Table] = []

    init() {}

    init(_ list: TableList) {
        tables = list.tables.map { Table(schema: $0.schema, name: $0.name, columns: $0.columns.map(\.name)) }
    }

    init(tables: [Table]) { self.tables = tables }

    /// The table that a name of a statement means; nil where there is none, or several.
    func table(_ name: String) -> Table? {
        let name = name.lowercased().filter { $0 != "\"" }
        if name.contains(".") { return tables.first { $0.fullName.lowercased() == name } }
        let named = tables.filter { $0.name.lowercased() == name }
        return named.count == 1 ? named.first : named.first { $0.schema == "mydb" }
    }
}
