import Tables

/// Where in a SELECT a value stands: what it may hold.
enum ValueContext {
    /// WHERE, ON, GROUP BY: no aggregates.
    case plain
    /// The argument of an aggregate.
    case insideAggregate
    /// The select list, HAVING, ORDER BY.
    case output
}

extension Analyzer {
    mutating func check(
        _ select: Select, orderBy: [OrderTerm], offset: Int64?, outer: Scope?
    ) throws(ADQLError) -> CheckedRows {
        let scope = Scope(outer: outer)
        var from: [CheckedTable] = []
        for reference in select.from {
            let part = try table(reference, outer: outer)
            scope.add(part.relations, columns: part.columns)
            from.append(part.table)
        }
        var condition: Predicate?
        if let written = select.condition { condition = try predicate(written, in: scope, context: .plain) }
        if let exact = condition {
            condition = SkyIndexing(tables: from, movable: scope.aliases).indexed(exact)
        }
        let items = try self.items(select.items, in: scope)
        let groupBy = try select.groupBy.map { term throws(ADQLError) in
            try groupKey(term, items: items, in: scope)
        }
        var having: Predicate?
        if let written = select.having { having = try predicate(written, in: scope, context: .output) }

        let columns = Analyzer.outputColumns(items)
        let isDistinct = select.quantifier == .distinct
        var rows = CheckedRows(
            body: .select(
                CheckedSelect(
                    isDistinct: isDistinct, values: items.map(\.value), from: from, condition: condition,
                    groupBy: groupBy, having: having, order: [],
                    limit: isDistinct && !orderBy.isEmpty ? nil : select.top,
                    offset: nil)),
            columns: columns)

        let isGrouped =
            !groupBy.isEmpty || having != nil || items.contains { $0.value.hasAggregate }
        if isGrouped {
            let grouping = Grouping(keys: groupBy, aliases: scope.aliases)
            for item in items { try grouping.check(item.value) }
            if let having { try grouping.check(having) }
        }
        if isDistinct, !orderBy.isEmpty {
            // Sorted from outside, where its output columns are all there is.
            let alias = uniqueAlias("rows")
            let keys = try orderBy.map { term throws(ADQLError) in
                try distinctKey(term, items: items, rows: rows, alias: alias, scope: scope)
            }
            rows.body = .sorted(rows, alias: alias, keys, limit: select.top, offset: offset)
            return rows
        }
        guard case .select(var checked) = rows.body else { return rows }
        for term in orderBy {
            let key = try orderKey(term, items: items, in: scope)
            if isGrouped {
                try Grouping(keys: groupBy, aliases: scope.aliases).check(key.value)
            } else if key.value.hasAggregate {
                throw ADQLError(
                    .type, at: key.value.position,
                    "an aggregate in ORDER BY needs GROUP BY or aggregates in the select list")
            }
            checked.order.append(key)
        }
        checked.offset = offset
        rows.body = .select(checked)
        return rows
    }

    // MARK: Select list

    /// One output column, its name still as written.
    struct Item {
        var value: Value
        var name: String
    }

    private mutating func items(_ written: [SelectItem], in scope: Scope) throws(ADQLError) -> [Item] {
        var items: [Item] = []
        for item in written {
            switch item {
            case .everything(let position):
                items += scope.columns.map { Item(value: $0.value.placed(at: position), name: $0.name) }
            case .everythingOf(let name):
                let relation = try relation(name.parts, in: scope, at: name.position, isStar: true)
                items += relation.columns.map { Item(value: $0.value.placed(at: name.position), name: $0.name) }
            case .value(let expression, let name):
                let value = try value(expression, in: scope, context: .output)
                let chosen = name?.text ?? Analyzer.defaultName(expression, number: items.count + 1)
                items.append(Item(value: value, name: chosen))
            }
            guard items.count <= 1_600 else {
                throw ADQLError(.unsupported, line: 1, column: 1, "a result has at most 1,600 columns")
            }
        }
        return items
    }

    private static func defaultName(_ expression: Expression, number: Int) -> String {
        switch expression.kind {
        case .column(let name): name.parts.last?.text ?? "col\(number)"
        case .parenthesized(let inner): defaultName(inner, number: number)
        case .function(let function, _): function.rawValue.lowercased()
        case .shape(let shape): shape.kind.rawValue.lowercased()
        case .userFunction(let name, _): name.text.lowercased()
        case .aggregate(let function, _, _): function.rawValue.lowercased()
        case .coalesce(let arguments): arguments.first.map { defaultName($0, number: number) } ?? "col\(number)"
        case .cast(let inner, _), .inUnit(let inner, _, _): defaultName(inner, number: number)
        default: "col\(number)"
        }
    }

    private static func outputColumns(_ items: [Item]) -> [OutputColumn] {
        var names = UniqueNames()
        var sqlNames = UniqueNames()
        return items.map { item in
            let name = names.unique(item.name)
            return OutputColumn(
                name: name, sqlName: sqlNames.unique(name.cut(toBytes: 56)), type: item.value.type,
                attributes: item.value.attributes)
        }
    }

    // MARK: GROUP BY and ORDER BY

    private mutating func groupKey(_ term: Expression, items: [Item], in scope: Scope) throws(ADQLError) -> Value {
        if case .integer = term.kind {
            throw ADQLError(
                .type, at: term.position, "GROUP BY takes columns and expressions; positions are for ORDER BY")
        }
        let key: Value
        if let item = outputItem(term, items: items), !canResolve(term, in: scope) {
            if item.value.hasAggregate {
                throw ADQLError(.type, at: term.position, "\(item.name) is an aggregate: nothing can be grouped by it")
            }
            key = item.value
        } else {
            key = try value(term, in: scope, context: .plain)
        }
        return key
    }

    private mutating func orderKey(_ term: OrderTerm, items: [Item], in scope: Scope) throws(ADQLError) -> SortKey {
        let isDescending = term.direction == .descending
        if let position = try position(term.key, count: items.count) {
            return SortKey(value: try sortable(items[position].value), isDescending: isDescending)
        }
        if let item = outputItem(term.key, items: items) {
            return SortKey(value: try sortable(item.value), isDescending: isDescending)
        }
        return SortKey(
            value: try sortable(try value(term.key, in: scope, context: .output)), isDescending: isDescending)
    }

    private mutating func distinctKey(
        _ term: OrderTerm, items: [Item], rows: CheckedRows, alias: String, scope: Scope
    ) throws(ADQLError) -> SortKey {
        let isDescending = term.direction == .descending
        let index: Int?
        if let position = try position(term.key, count: items.count) {
            index = position
        } else if let item = outputItem(term.key, items: items) {
            index = items.firstIndex { $0.name == item.name && $0.value == item.value }
        } else {
            let key = try value(term.key, in: scope, context: .output)
            index = items.firstIndex { $0.value == key }
        }
        guard let index else {
            throw ADQLError(.type, at: term.key.position, "with DISTINCT only what is selected can be sorted by")
        }
        let value = Analyzer.reference(to: rows.columns[index], alias: alias, at: term.key.position)
        return SortKey(value: try sortable(value), isDescending: isDescending)
    }

    /// The output column whose name a lone name is; nil for none, or for several of different meaning.
    private func outputItem(_ term: Expression, items: [Item]) -> Item? {
        guard case .column(let name) = term.kind, name.parts.count == 1 else { return nil }
        let found = items.filter { name.parts[0].matches($0.name) }
        guard let first = found.first, found.allSatisfy({ $0.value == first.value }) else { return nil }
        return first
    }
}

/// Names made unique, but for case, by a number at the end.
struct UniqueNames {
    private var used: Set<String> = []

    mutating func unique(_ name: String) -> String {
        var candidate = name
        var number = 2
        while !used.insert(candidate.lowercased()).inserted {
            candidate = "\(name)_\(number)"
            number += 1
        }
        return candidate
    }
}
