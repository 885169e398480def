import Tables

extension Analyzer {
    /// The table that a qualifier means, here or around.
    func relation(
        _ parts: [Identifier], in scope: Scope, at position: SourcePosition, isStar: Bool = false
    ) throws(ADQLError) -> Relation {
        let written = parts.map(\.adql).joined(separator: ".")
        // A catalogue's name before the schema says nothing more: there is one catalogue.
        var here: Scope? = scope
        while let current = here {
            let found = current.relations.filter { $0.matches(parts) }
            if let relation = found.first, found.count == 1 { return relation }
            if found.count > 1 {
                throw ADQLError(
                    .name, at: position, "\(written) is the name of several tables here: give them names with AS")
            }
            here = isStar ? nil : current.outer
        }
        let names = scope.relations.map { $0.qualifiers.joined(separator: ".") }
        let near = Suggestions.nearest(to: parts.map(\.text).joined(separator: "."), among: names)
        var hint =
            near.isEmpty && !names.isEmpty ? "; there are \(names.joined(separator: ", "))" : Suggestions.question(near)
        if let relation = scope.relations.first(where: {
            $0.isAliased && $0.table.map { parts.last?.matches($0.name) ?? false } ?? false
        }) {
            hint = "; the table is called \(relation.qualifiers.joined(separator: ".")) here"
        }
        throw ADQLError(.name, at: position, "there is no table \(written) in FROM\(hint)")
    }

    /// The column that a name means.
    func column(_ name: QualifiedName, in scope: Scope) throws(ADQLError) -> Value {
        guard let last = name.parts.last else { throw ADQLError(.name, at: name.position, "a column without a name") }
        let qualifier = Array(name.parts.dropLast())
        if qualifier.isEmpty {
            var here: Scope? = scope
            while let current = here {
                let found = current.columns(named: last)
                if let only = found.first, found.count == 1 { return only.value.placed(at: name.position) }
                if found.count > 1 { throw ambiguous(last, in: current) }
                here = current.outer
            }
            throw unknown(last, in: scope)
        }
        let relation = try relation(qualifier, in: scope, at: name.position)
        let found = relation.columns.filter { last.matches($0.name) }
        if let only = found.first, found.count == 1 { return only.value.placed(at: name.position) }
        let table = relation.qualifiers.joined(separator: ".")
        if found.count > 1 {
            throw ADQLError(
                .name, at: last.position, "\(table) has several columns \(last.text): write it in double quotes")
        }
        let near = Suggestions.nearest(to: last.text, among: relation.columns.map(\.name))
        throw ADQLError(
            .name, at: last.position,
            "\(table) has no column \(last.adql)\(delimitedHint(last, relation.columns) ?? Suggestions.question(near))")
    }

    /// Whether a lone name is a column of FROM.
    func canResolve(_ expression: Expression, in scope: Scope) -> Bool {
        guard case .column(let name) = expression.kind, name.parts.count == 1 else { return true }
        return !scope.columns(named: name.parts[0]).isEmpty
    }

    private func ambiguous(_ name: Identifier, in scope: Scope) -> ADQLError {
        let owners = scope.relations.filter { $0.columns.contains { name.matches($0.name) } }
            .compactMap { $0.qualifiers.last.map { "\($0).\(name.adql)" } }
        let choice = owners.count > 1 ? ": write \(owners.joined(separator: " or "))" : ""
        return ADQLError(.name, at: name.position, "\(name.text) is a column of several tables\(choice)")
    }

    private func unknown(_ name: Identifier, in scope: Scope) -> ADQLError {
        if let hint = delimitedHint(name, scope.columns) {
            return ADQLError(.name, at: name.position, "there is no column \(name.adql)\(hint)")
        }
        let near = Suggestions.nearest(to: name.text, among: scope.columns.map(\.name))
        var hint = Suggestions.question(near)
        if near.isEmpty {
            let owners = lookup.allTables.filter { $0.columns.contains { name.matches($0.column.name) } }
            if !owners.isEmpty {
                hint = "; table \(owners.prefix(3).map(\.fullName).joined(separator: ", ")) has one"
            } else if name.isDelimited {
                hint = "; a text stands in single quotes: '\(name.text)'"
            }
        }
        return ADQLError(.name, at: name.position, "there is no column \(name.adql) in FROM's tables\(hint)")
    }

    private func delimitedHint(_ name: Identifier, _ columns: [VisibleColumn]) -> String? {
        guard name.isDelimited, let column = columns.first(where: { $0.name.lowercased() == name.text.lowercased() })
        else { return nil }
        return "; with double quotes case counts: the column is \"\(column.name)\""
    }
}

extension Value {
    /// The same value, written elsewhere.
    func placed(at position: SourcePosition) -> Value {
        var value = self
        value.position = position
        return value
    }
}
