extension Parser {
    /// The whole query (`<query_specification>`), and the end of the text behind it.
    mutating func query() throws(ADQLError) -> Query {
        var commonTables: [CommonTable] = []
        if version >= .v2_1, take("WITH") {
            repeat {
                commonTables.append(try commonTable())
            } while takeSymbol(",")
        }
        let body =
            version >= .v2_1 ? try selectExpression() : try sorted(.select(try select()), from: current.position)
        guard current.kind == .end else { throw unexpected(endOfSelect) }
        return Query(
            version: version, commonTables: commonTables, body: body, mentionedNames: mentionedNames)
    }

    private mutating func commonTable() throws(ADQLError) -> CommonTable {
        let name = try identifier("the name of a query of WITH")
        if isSymbol("(") {
            throw error("a query of WITH has no column list in ADQL: name its columns with AS inside it")
        }
        try expect("AS")
        let opening = current.position
        try expectSymbol("(")
        let query = try nested { parser throws(ADQLError) in try parser.selectExpression() }
        try expectClosing(opening, else: endOfSelect)
        return CommonTable(name: name, query: query)
    }

    /// SELECTs and set operators, ORDER BY, OFFSET (`<select_expression>`); in ADQL 2.0 one SELECT and ORDER BY.
    mutating func selectExpression() throws(ADQLError) -> SelectExpression {
        let position = current.position
        guard version >= .v2_1 else { return try sorted(.select(try select()), from: position) }
        return try sorted(try setExpression(try setPrimary()), from: position)
    }

    /// What follows a set expression.
    mutating func sorted(_ body: SetExpression, from position: SourcePosition) throws(ADQLError) -> SelectExpression {
        var orderBy: [OrderTerm] = []
        if take("ORDER") {
            try expect("BY")
            repeat { orderBy.append(try orderTerm()) } while takeSymbol(",")
        }
        var offset: Int64?
        if version >= .v2_1, take("OFFSET") { offset = try unsignedInteger("the number of rows to skip") }
        return SelectExpression(body: body, orderBy: orderBy, offset: offset, position: position)
    }

    /// UNION and EXCEPT from left to right, INTERSECT before them; the first operand is read already.
    mutating func setExpression(_ first: SetExpression) throws(ADQLError) -> SetExpression {
        var result = try setTerm(first)
        var count = 0
        while isKeyword("UNION") || isKeyword("EXCEPT") {
            let position = current.position
            count += 1
            try checkChain(count, at: position)
            let kind: SetOperator = isKeyword("UNION") ? .union : .except
            advance()
            let all = try setQuantifierOfOperator()
            let right = try setTerm(try setPrimary())
            result = .operation(kind, all: all, result, right, position)
        }
        return result
    }

    private mutating func setTerm(_ first: SetExpression) throws(ADQLError) -> SetExpression {
        var result = first
        var count = 0
        while isKeyword("INTERSECT") {
            let position = current.position
            count += 1
            try checkChain(count, at: position)
            advance()
            let all = try setQuantifierOfOperator()
            result = .operation(.intersect, all: all, result, try setPrimary(), position)
        }
        return result
    }

    private mutating func setQuantifierOfOperator() throws(ADQLError) -> Bool {
        if isKeyword("DISTINCT") {
            throw error("set operators remove duplicates unless ALL follows: leave DISTINCT out")
        }
        return take("ALL")
    }

    private mutating func setPrimary() throws(ADQLError) -> SetExpression {
        guard isSymbol("(") else { return .select(try select()) }
        let opening = current.position
        advance()
        let inner = try nested { parser throws(ADQLError) in try parser.selectExpression() }
        try expectClosing(opening, else: endOfSelect)
        return .parenthesized(inner)
    }

    private mutating func orderTerm() throws(ADQLError) -> OrderTerm {
        let key: Expression
        if version >= .v2_1 {
            key = try valueExpression()
        } else if current.kind == .integer {
            let position = current.position
            key = Expression(.integer(try unsignedInteger("")), at: position)
        } else {
            let name = try identifier("an output column's name or position")
            if isSymbol(".") {
                throw error("ADQL 2.0 sorts by the name of an output column, without its table: give it a name with AS")
            }
            key = Expression(.column(QualifiedName([name], position: name.position)), at: name.position)
        }
        let direction: SortDirection? = take("ASC") ? .ascending : take("DESC") ? .descending : nil
        return OrderTerm(key: key, direction: direction)
    }

    /// One SELECT (`<select_query>`).
    mutating func select() throws(ADQLError) -> Select {
        let position = current.position
        guard take("SELECT") else { throw unexpected("SELECT") }
        let quantifier: SetQuantifier? = take("DISTINCT") ? .distinct : take("ALL") ? .all : nil
        var top: Int64?
        if take("TOP") { top = try unsignedInteger("the number of rows, for example TOP 10") }
        let items = try selectList()
        try expect("FROM")
        var from: [TableReference] = []
        repeat { from.append(try tableReference()) } while takeSymbol(",")
        let condition = take("WHERE") ? try searchCondition() : nil
        var groupBy: [Expression] = []
        if take("GROUP") {
            try expect("BY")
            repeat { groupBy.append(try groupTerm()) } while takeSymbol(",")
        }
        let having = take("HAVING") ? try searchCondition() : nil
        return Select(
            quantifier: quantifier, top: top, items: items, from: from, condition: condition, groupBy: groupBy,
            having: having, position: position)
    }

    private mutating func groupTerm() throws(ADQLError) -> Expression {
        if version >= .v2_1 { return try valueExpression() }
        let position = current.position
        return Expression(.column(try qualifiedName("a column")), at: position)
    }

    private mutating func selectList() throws(ADQLError) -> [SelectItem] {
        var items: [SelectItem] = []
        repeat { items.append(try selectItem()) } while takeSymbol(",")
        return items
    }

    private mutating func selectItem() throws(ADQLError) -> SelectItem {
        let position = current.position
        if takeSymbol("*") { return .everything(position) }
        if let qualifier = try takeQualifierOfStar() { return .everythingOf(qualifier) }
        let value = try valueExpression(else: "a column, a value or *")
        if take("AS") { return .value(value, name: try identifier("the column's new name")) }
        return .value(value, name: takeIdentifier())
    }

    /// A table's name and `.*`, if that is what stands here.
    private mutating func takeQualifierOfStar() throws(ADQLError) -> QualifiedName? {
        var ahead = 0
        while token(ahead: ahead).kind == .identifier || token(ahead: ahead).kind == .delimited {
            guard token(ahead: ahead + 1).kind == .symbol, token(ahead: ahead + 1).text == "." else { return nil }
            ahead += 2
            guard ahead <= 6 else { return nil }
        }
        let star = token(ahead: ahead)
        guard ahead > 0, star.kind == .symbol, star.text == "*" else { return nil }
        let position = current.position
        var parts: [Identifier] = []
        for _ in 0..<(ahead / 2) {
            parts.append(try identifier("a table"))
            try expectSymbol(".")
        }
        try expectSymbol("*")
        return QualifiedName(parts, position: position)
    }
}
