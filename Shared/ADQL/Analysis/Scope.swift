import Tables

/// A table of FROM as a query sees it.
struct Relation {
    /// What qualifies its columns: an alias alone, or the table with its schema before it.
    var qualifiers: [String]
    /// Whether the last qualifier is an alias: then no schema goes before it.
    var isAliased: Bool
    /// Its alias in the statement; unique in all of it.
    var alias: String
    /// The table, if it is one of the catalogue's.
    var table: TableDescription?
    var columns: [VisibleColumn]

    /// Whether a written qualifier means this table.
    func matches(_ parts: [Identifier]) -> Bool {
        guard let last = parts.last, let name = qualifiers.last, last.matches(name) else { return false }
        if parts.count == 1 { return true }
        guard !isAliased, qualifiers.count >= 2, parts.count == 2 else { return false }
        return parts[0].matches(qualifiers[0])
    }
}

/// A column that can be named in a query.
struct VisibleColumn {
    var name: String
    var value: Value
}

/// The tables and columns that a SELECT sees, and those of the SELECTs around it.
final class Scope {
    /// The scope around it, of a sub-query in a condition.
    let outer: Scope?
    private(set) var relations: [Relation] = []
    /// Columns without a qualifier, in the order of `*`; a column that a join merged is there once.
    private(set) var columns: [VisibleColumn] = []
    /// Where the columns of a name are, whatever its case; made when the first is looked up.
    private var places: [String: [Int]]?

    init(outer: Scope?) { self.outer = outer }

    func add(_ tables: [Relation], columns: [VisibleColumn]) {
        relations += tables
        self.columns += columns
        places = nil
    }

    /// The columns without a qualifier that a name means.
    func columns(named name: Identifier) -> [VisibleColumn] {
        let places = places ?? Dictionary(grouping: columns.indices) { columns[$0].name.lowercased() }
        self.places = places
        return (places[name.text.lowercased()] ?? []).map { columns[$0] }.filter { name.matches($0.name) }
    }

    /// The statement's aliases of its own tables.
    var aliases: Set<String> { Set(relations.map(\.alias)) }
}
