extension Parser {
    /// A reference of FROM (`<table_reference>`): a table, a sub-query with a name, or joins of those.
    mutating func tableReference() throws(ADQLError) -> TableReference {
        try joined(try tablePrimary())
    }

    /// Joins behind a first operand, from left to right.
    private mutating func joined(_ first: TableReference) throws(ADQLError) -> TableReference {
        var result = first
        var count = 0
        while startsJoin {
            count += 1
            try checkChain(count, at: current.position)
            result = try join(result)
        }
        return result
    }

    private var startsJoin: Bool { isKeyword(among: ["NATURAL", "INNER", "LEFT", "RIGHT", "FULL", "JOIN"]) }

    private mutating func join(_ left: TableReference) throws(ADQLError) -> TableReference {
        let isNatural = take("NATURAL")
        var kind: JoinKind?
        if current.kind == .keyword, let written = JoinKind(rawValue: current.word) {
            kind = written
            advance()
            if written != .inner { _ = take("OUTER") }
        }
        let position = current.position
        try expect("JOIN")
        var right = try tablePrimary()
        if !isNatural, startsJoin {
            // What joins to the right operand before this join's own ON belongs to it: a JOIN b JOIN c ON … ON …
            right = try nested { parser throws(ADQLError) in try parser.rightOperand(right) }
        }
        let specification = try joinSpecification()
        if isNatural, specification != nil {
            throw ADQLError(.syntax, at: position, "a NATURAL join compares all common columns: it has no ON or USING")
        }
        if !isNatural, specification == nil, kind == .inner, case .table = right {
            throw unexpected("ON or USING with what makes rows partners (for all pairs write a comma in place of JOIN)")
        }
        return .join(
            Join(
                left: left, right: right, isNatural: isNatural, kind: kind, specification: specification,
                position: position))
    }

    /// The right operand of a join that other joins follow: they are part of it only if its own ON comes behind them.
    private mutating func rightOperand(_ first: TableReference) throws(ADQLError) -> TableReference {
        guard hasOwnCondition else { return first }
        var result = first
        while startsJoin, hasOwnCondition { result = try join(result) }
        return result
    }

    /// Whether the joins that follow have one ON or USING more than they need, so that it belongs to the join before.
    private var hasOwnCondition: Bool {
        var ahead = 0
        var open = 0
        var parentheses = 0
        // A condition that is further away than this is no mistake of anybody's.
        while ahead < 10_000 {
            let token = token(ahead: ahead)
            ahead += 1
            if token.kind == .end || token.kind == .bad { return false }
            if token.kind == .symbol {
                if token.text == "(" { parentheses += 1 }
                if token.text == ")" { parentheses -= 1 }
                if parentheses < 0 || (parentheses == 0 && token.text == ",") { return false }
            }
            guard parentheses == 0, token.kind == .keyword else { continue }
            switch token.word {
            case "JOIN": open += 1
            case "NATURAL": open -= 1
            case "ON", "USING":
                open -= 1
                if open < 0 { return true }
            case "WHERE", "GROUP", "HAVING", "ORDER", "OFFSET", "UNION", "EXCEPT", "INTERSECT": return false
            default: break
            }
        }
        return false
    }

    private mutating func joinSpecification() throws(ADQLError) -> JoinSpecification? {
        if take("ON") { return .on(try searchCondition()) }
        guard take("USING") else { return nil }
        let opening = current.position
        try expectSymbol("(")
        var names: [Identifier] = []
        repeat {
            names.append(try identifier("a column that both tables have"))
            if isSymbol(".") { throw error("USING names columns that both tables have, without a table") }
        } while takeSymbol(",")
        try expectClosing(opening, else: "“,”")
        return .using(names)
    }

    private mutating func tablePrimary() throws(ADQLError) -> TableReference {
        guard isSymbol("(") else {
            let name = try qualifiedName("a table, or a sub-query in parentheses", longest: 3)
            if isSymbol("("), previous.kind == .identifier {
                throw error("functions that give tables are not in ADQL")
            }
            return .table(name, alias: try alias())
        }
        let opening = current.position
        switch try parenthesized() {
        case .query(let query):
            guard let alias = try alias() else {
                throw unexpected(
                    "a name for the sub-query of line \(opening.line), column \(opening.column): ( … ) AS name")
            }
            return .subquery(query, alias: alias)
        case .tables(let tables): return .parenthesized(tables, alias: try alias())
        }
    }

    private mutating func alias() throws(ADQLError) -> Identifier? {
        take("AS") ? try identifier("the table's new name") : takeIdentifier()
    }

    /// What parentheses in FROM hold.
    private enum Parenthesized {
        case query(SelectExpression)
        case tables(TableReference)
    }

    private mutating func parenthesized() throws(ADQLError) -> Parenthesized {
        let opening = current.position
        try expectSymbol("(")
        let content = try nested { parser throws(ADQLError) in try parser.contentOfParentheses() }
        switch content {
        case .query: try expectClosing(opening, else: endOfSelect)
        case .tables: try expectClosing(opening, else: "a join")
        }
        return content
    }

    private mutating func contentOfParentheses() throws(ADQLError) -> Parenthesized {
        if isKeyword("SELECT") || isKeyword("WITH") { return .query(try selectExpression()) }
        guard isSymbol("(") else {
            let table = try tableReference()
            guard case .join = table else {
                throw unexpected("a join: only joins and sub-queries stand in parentheses here")
            }
            return .tables(table)
        }
        let position = current.position
        switch try parenthesized() {
        case .query(let inner):
            if current.kind == .identifier || current.kind == .delimited || isKeyword("AS"), let alias = try alias() {
                return .tables(try joined(.subquery(inner, alias: alias)))
            }
            guard version >= .v2_1 else { return .query(inner) }
            return .query(try sorted(try setExpression(.parenthesized(inner)), from: position))
        case .tables(let inner):
            return .tables(try joined(.parenthesized(inner, alias: try alias())))
        }
    }

    /// Names with points between them.
    mutating func qualifiedName(_ what: String, longest: Int = 4) throws(ADQLError) -> QualifiedName {
        let position = current.position
        var parts = [try identifier(what)]
        while takeSymbol(".") {
            guard parts.count < longest else {
                throw ADQLError(.syntax, at: position, "a name has at most \(longest) parts here")
            }
            parts.append(try identifier("a name after the point"))
        }
        return QualifiedName(parts, position: position)
    }
}
