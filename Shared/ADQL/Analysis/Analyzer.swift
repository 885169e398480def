import Tables

/// Gives every name of a query its meaning and every value its type.
struct Analyzer {
    let lookup: any TableLookup
    /// Queries of WITH that are known so far, last first.
    private var commonTables: [CommonRelation] = []
    private var aliases: Set<String> = []
    /// The catalogue's tables that the query reads, each once.
    private(set) var tables: [TableDescription] = []

    /// A query of WITH, by the name it was given and the statement's name for it.
    struct CommonRelation {
        var name: String
        var sqlName: String
        var rows: CheckedRows
    }

    init(lookup: any TableLookup) { self.lookup = lookup }

    /// Everything of a query.
    mutating func check(_ query: Query) throws(ADQLError) -> (common: [CommonRelation], rows: CheckedRows) {
        for table in query.commonTables {
            if commonTables.contains(where: { table.name.matches($0.name) }) {
                throw ADQLError(.name, at: table.name.position, "two queries of WITH have the name \(table.name.text)")
            }
            let rows = try check(table.query, outer: nil)
            // The colon keeps the name apart from every table's.
            let sqlName = uniqueAlias("with:\(table.name.text)")
            commonTables.append(CommonRelation(name: table.name.text, sqlName: sqlName, rows: rows))
        }
        let rows = try check(query.body, outer: nil)
        return (commonTables, rows)
    }

    func commonTable(_ name: Identifier) -> CommonRelation? { commonTables.first { name.matches($0.name) } }

    var commonTableNames: [String] { commonTables.map(\.name) }

    mutating func use(_ table: TableDescription) {
        if !tables.contains(where: { $0.physicalName == table.physicalName }) { tables.append(table) }
    }

    /// A name that no other table of the statement has, in any case, short enough for every engine.
    mutating func uniqueAlias(_ name: String) -> String {
        let base = name.cut(toBytes: 48)
        var candidate = base
        var number = 2
        while !aliases.insert(candidate.lowercased()).inserted {
            candidate = "\(base)_\(number)"
            number += 1
        }
        return candidate
    }

    // MARK: Set operators

    /// SELECTs combined, sorted and cut.
    mutating func check(_ expression: SelectExpression, outer: Scope?) throws(ADQLError) -> CheckedRows {
        if case .select(let select) = expression.body {
            return try check(select, orderBy: expression.orderBy, offset: expression.offset, outer: outer)
        }
        let rows = try check(expression.body, outer: outer)
        guard !expression.orderBy.isEmpty || expression.offset != nil else { return rows }
        let alias = uniqueAlias("rows")
        let keys = try expression.orderBy.map { term throws(ADQLError) in
            try outputKey(term, of: rows, alias: alias, outer: outer)
        }
        return CheckedRows(
            body: .sorted(rows, alias: alias, keys, limit: nil, offset: expression.offset), columns: rows.columns)
    }

    private mutating func check(_ body: SetExpression, outer: Scope?) throws(ADQLError) -> CheckedRows {
        switch body {
        case .select(let select): return try check(select, orderBy: [], offset: nil, outer: outer)
        case .parenthesized(let inner): return try check(inner, outer: outer)
        case .operation(let kind, let all, let left, let right, let position):
            let left = try check(left, outer: outer)
            let right = try check(right, outer: outer)
            guard left.columns.count == right.columns.count else {
                throw ADQLError(
                    .type, at: position,
                    "\(kind.rawValue) needs as many columns on both sides: there are \(left.columns.count) and \(right.columns.count)"
                )
            }
            var columns = left.columns
            for index in columns.indices {
                let other = right.columns[index]
                guard let common = columns[index].type.common(with: other.type) else {
                    throw ADQLError(
                        .type, at: position,
                        "column \(index + 1) of \(kind.rawValue) is \(columns[index].type.forPeople) on the left (\(columns[index].name)) and \(other.type.forPeople) on the right (\(other.name))"
                    )
                }
                columns[index].type = common
                if columns[index].attributes.extendedType != other.attributes.extendedType {
                    columns[index].attributes.extendedType = ""
                }
                columns[index].attributes.textWidth = Analyzer.wider(
                    columns[index].attributes.textWidth, other.attributes.textWidth)
            }
            return CheckedRows(body: .set(kind, all: all, left, right), columns: columns)
        }
    }

    static func wider(_ left: Int?, _ right: Int?) -> Int? {
        guard let left, let right else { return nil }
        return max(left, right)
    }

    /// A term of ORDER BY behind set operators or DISTINCT: only output columns can be named.
    mutating func outputKey(
        _ term: OrderTerm, of rows: CheckedRows, alias: String, outer: Scope?
    ) throws(ADQLError) -> SortKey {
        let values = rows.columns.map { Analyzer.reference(to: $0, alias: alias, at: term.key.position) }
        let isDescending = term.direction == .descending
        if let position = try position(term.key, count: values.count) {
            return SortKey(value: values[position], isDescending: isDescending)
        }
        let scope = Scope(outer: outer)
        let visible = zip(rows.columns, values).map { VisibleColumn(name: $0.name, value: $1) }
        scope.add([], columns: visible)
        let key = try value(term.key, in: scope, context: .plain)
        return SortKey(value: try sortable(key), isDescending: isDescending)
    }

    /// The output column's index that a number alone means; nil for another expression.
    func position(_ key: Expression, count: Int) throws(ADQLError) -> Int? {
        guard case .integer(let number) = key.kind else { return nil }
        guard number >= 1, number <= Int64(count) else {
            throw ADQLError(
                .name, at: key.position, "ORDER BY \(number): the query has \(count) column\(count == 1 ? "" : "s")")
        }
        return Int(number) - 1
    }

    func sortable(_ value: Value) throws(ADQLError) -> Value {
        if case .geometry = value.type {
            throw ADQLError(
                .type, at: value.position, "geometries have no order: sort by COORD1, COORD2, AREA or DISTANCE")
        }
        return value
    }

    static func reference(to column: OutputColumn, alias: String, at position: SourcePosition) -> Value {
        Value(.column(alias: alias, name: column.sqlName), column.type, column.attributes, at: position)
    }
}

extension String {
    /// The longest beginning of whole characters that has at most so many bytes.
    func cut(toBytes count: Int) -> String {
        guard utf8.count > count else { return self }
        var text = ""
        for character in self {
            guard text.utf8.count + character.utf8.count <= count else { break }
            text.append(character)
        }
        return text
    }
}
