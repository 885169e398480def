import Tables

extension Analyzer {
    /// A part of FROM: what it is, its tables, and its columns as `*` gives them.
    struct TablePart {
        var table: CheckedTable
        var relations: [Relation]
        var columns: [VisibleColumn]
    }

    mutating func table(_ reference: TableReference, outer: Scope?) throws(ADQLError) -> TablePart {
        switch reference {
        case .table(let name, let alias): return try namedTable(name, alias: alias)
        case .subquery(let query, let alias):
            return derived(try check(query, outer: outer), name: alias)
        case .parenthesized(let inner, let alias):
            let part = try table(inner, outer: outer)
            guard let alias else { return part }
            return derived(Analyzer.everything(of: part), name: alias)
        case .join(let join): return try self.join(join, outer: outer)
        }
    }

    private mutating func namedTable(_ name: QualifiedName, alias: Identifier?) throws(ADQLError) -> TablePart {
        if name.parts.count == 1, let common = commonTable(name.parts[0]) {
            let sqlAlias = uniqueAlias(alias?.text ?? common.name)
            let columns = Analyzer.visible(common.rows.columns, alias: sqlAlias, at: name.position)
            let relation = Relation(
                qualifiers: [alias?.text ?? common.name], isAliased: true, alias: sqlAlias, table: nil, columns: columns
            )
            return TablePart(
                table: .common(name: common.sqlName, alias: sqlAlias), relations: [relation], columns: columns)
        }
        let table = try catalogTable(name)
        use(table)
        let sqlAlias = uniqueAlias(alias?.text ?? table.name)
        let columns = table.columns.map { catalog in
            let column = catalog.column
            let attributes = Value.Attributes(
                unit: column.unit, ucd: column.ucd, extendedType: column.extendedType, description: column.description,
                textWidth: column.textWidth)
            return VisibleColumn(
                name: column.name,
                value: Value(
                    .column(alias: sqlAlias, name: column.name), .plain(column.type), attributes, at: name.position))
        }
        let relation = Relation(
            qualifiers: alias.map { [$0.text] } ?? [table.schema, table.name], isAliased: alias != nil, alias: sqlAlias,
            table: table, columns: columns)
        return TablePart(table: .base(table, alias: sqlAlias), relations: [relation], columns: columns)
    }

    private func catalogTable(_ name: QualifiedName) throws(ADQLError) -> TableDescription {
        guard name.parts.count <= 2, let last = name.parts.last else {
            throw ADQLError(.name, at: name.position, "\(name.adql): a table is named by schema and name alone")
        }
        let schema = name.parts.count == 2 ? name.parts[0] : nil
        let found = lookup.tables(named: last.text, inSchema: schema?.text).filter { table in
            last.matches(table.name) && (schema?.matches(table.schema) ?? true)
        }
        if let table = found.first, found.count == 1 { return table }
        if found.count > 1 {
            let names = found.map(\.fullName).sorted().joined(separator: ", ")
            throw ADQLError(
                .name, at: name.position, "\(last.text) is a table of several schemas: write one of \(names)")
        }
        throw ADQLError(.name, at: name.position, "there is no table \(name.adql)\(tableSuggestion(name, last))")
    }

    private func tableSuggestion(_ name: QualifiedName, _ last: Identifier) -> String {
        if last.isDelimited || name.parts.first?.isDelimited == true {
            let sameName = lookup.tables(named: last.text, inSchema: nil)
            if let table = sameName.first {
                return "; with double quotes case counts: the table is \(table.fullName)"
            }
        }
        let elsewhere = lookup.tables(named: last.text, inSchema: nil).map(\.fullName)
        if !elsewhere.isEmpty { return Suggestions.question(Array(elsewhere.prefix(3))) }
        var candidates = commonTableNames
        for table in lookup.allTables { candidates += name.parts.count == 1 ? [table.name] : [table.fullName] }
        let written = name.parts.map(\.text).joined(separator: ".")
        return Suggestions.question(Suggestions.nearest(to: written, among: candidates))
    }

    private mutating func derived(_ rows: CheckedRows, name: Identifier) -> TablePart {
        let alias = uniqueAlias(name.text)
        let columns = Analyzer.visible(rows.columns, alias: alias, at: name.position)
        let relation = Relation(qualifiers: [name.text], isAliased: true, alias: alias, table: nil, columns: columns)
        return TablePart(table: .rows(rows, alias: alias), relations: [relation], columns: columns)
    }

    /// All columns of a part of FROM as a query of its own.
    private static func everything(of part: TablePart) -> CheckedRows {
        var names = UniqueNames()
        let columns = part.columns.map { column in
            let name = names.unique(column.name)
            return OutputColumn(
                name: name, sqlName: name.cut(toBytes: 56), type: column.value.type, attributes: column.value.attributes
            )
        }
        return CheckedRows(
            body: .select(
                CheckedSelect(
                    isDistinct: false, values: part.columns.map(\.value), from: [part.table], condition: nil,
                    groupBy: [], having: nil, order: [], limit: nil, offset: nil)),
            columns: columns)
    }

    private static func visible(
        _ columns: [OutputColumn], alias: String, at position: SourcePosition
    ) -> [VisibleColumn] {
        columns.map { VisibleColumn(name: $0.name, value: reference(to: $0, alias: alias, at: position)) }
    }

    // MARK: Joins

    private mutating func join(_ join: Join, outer: Scope?) throws(ADQLError) -> TablePart {
        let left = try table(join.left, outer: outer)
        let right = try table(join.right, outer: outer)
        let kind = join.kind ?? .inner
        var condition: Predicate?
        var columns = left.columns + right.columns
        switch join.specification {
        case .on(let written):
            let scope = Scope(outer: outer)
            scope.add(left.relations + right.relations, columns: columns)
            condition = try predicate(written, in: scope, context: .plain)
        case .using(let names):
            let merged = try names.map { name throws(ADQLError) in try mergedColumn(name, kind, left, right) }
            (condition, columns) = Analyzer.merge(merged, left, right)
        case nil:
            guard join.isNatural else {
                throw ADQLError(
                    .unsupported, at: join.position,
                    "JOIN needs ON or USING with what makes rows partners; for all pairs write a comma in its place")
            }
            var merged: [MergedColumn] = []
            for column in left.columns where right.columns.contains(where: { Analyzer.sameName($0.name, column.name) })
            {
                let name = Identifier(column.name, isDelimited: false, position: join.position)
                merged.append(try mergedColumn(name, kind, left, right))
            }
            (condition, columns) = Analyzer.merge(merged, left, right)
        }
        if let exact = condition {
            condition = SkyIndexing(join: kind, left: left.table, right: right.table).indexed(exact)
        }
        return TablePart(
            table: .join(kind, left.table, right.table, condition), relations: left.relations + right.relations,
            columns: columns)
    }

    /// A column of USING: where it is on both sides, and what it gives.
    private struct MergedColumn {
        var leftIndex: Int
        var rightIndex: Int
        var left: Value
        var right: Value
        var result: VisibleColumn
    }

    private static func sameName(_ left: String, _ right: String) -> Bool { left.lowercased() == right.lowercased() }

    private func mergedColumn(
        _ name: Identifier, _ kind: JoinKind, _ left: TablePart, _ right: TablePart
    ) throws(ADQLError) -> MergedColumn {
        let leftIndex = try Analyzer.onlyIndex(of: name, in: left.columns, side: "left")
        let rightIndex = try Analyzer.onlyIndex(of: name, in: right.columns, side: "right")
        let leftValue = left.columns[leftIndex].value
        let rightValue = right.columns[rightIndex].value
        let pair = try comparable(leftValue, rightValue, at: name.position)
        let value: Value
        switch kind {
        case .inner, .left: value = leftValue
        case .right: value = rightValue
        case .full:
            let type = leftValue.type.common(with: rightValue.type) ?? leftValue.type
            value = Value(.coalesce([pair.0, pair.1]), type, leftValue.attributes, at: name.position)
        }
        return MergedColumn(
            leftIndex: leftIndex, rightIndex: rightIndex, left: pair.0, right: pair.1,
            result: VisibleColumn(name: left.columns[leftIndex].name, value: value))
    }

    private static func onlyIndex(
        of name: Identifier, in columns: [VisibleColumn], side: String
    ) throws(ADQLError) -> Int {
        let found = columns.indices.filter { name.matches(columns[$0].name) }
        if found.count == 1 { return found[0] }
        guard found.isEmpty else {
            throw ADQLError(
                .name, at: name.position, "\(name.text) is the name of several columns on the \(side) of the join")
        }
        let near = Suggestions.question(Suggestions.nearest(to: name.text, among: columns.map(\.name)))
        throw ADQLError(.name, at: name.position, "there is no column \(name.adql) on the \(side) of the join\(near)")
    }

    private static func merge(
        _ merged: [MergedColumn], _ left: TablePart, _ right: TablePart
    ) -> (Predicate?, [VisibleColumn]) {
        let leftTaken = Set(merged.map(\.leftIndex))
        let rightTaken = Set(merged.map(\.rightIndex))
        let columns =
            merged.map(\.result)
            + left.columns.indices.filter { !leftTaken.contains($0) }.map { left.columns[$0] }
            + right.columns.indices.filter { !rightTaken.contains($0) }.map { right.columns[$0] }
        let comparisons = merged.map { Predicate.comparison(.equal, $0.left, $0.right) }
        return (comparisons.isEmpty ? nil : comparisons.count == 1 ? comparisons[0] : .all(comparisons), columns)
    }
}
