import Tables

/// What a query's names can mean: the tables its asker may see, and nothing else.
public protocol TableLookup: Sendable {
    /// The tables of a name, whatever their case: of one schema, or of all.
    func tables(named name: String, inSchema schema: String?) -> [TableDescription]
    /// Every table; errors suggest their names and columns.
    var allTables: [TableDescription] { get }
}

/// A fixed list of tables.
public struct FixedTables: TableLookup {
    /// Every table.
    public let allTables: [TableDescription]
    private let byName: [String: [Int]]

    /// Makes the list.
    public init(_ tables: [TableDescription]) {
        allTables = tables
        byName = Dictionary(grouping: tables.indices) { tables[$0].name.lowercased() }
    }

    /// The tables of a name, whatever their case: of one schema, or of all.
    public func tables(named name: String, inSchema schema: String?) -> [TableDescription] {
        let found = (byName[name.lowercased()] ?? []).map { allTables[$0] }
        guard let schema = schema?.lowercased() else { return found }
        return found.filter { $0.schema.lowercased() == schema }
    }
}
