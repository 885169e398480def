extension Parser {
    /// What parentheses at the beginning of a condition turned out to hold.
    private enum Operand {
        case condition(Condition)
        case value(Expression)
    }

    /// A condition (`<search_condition>`).
    mutating func searchCondition() throws(ADQLError) -> Condition {
        guard case .condition(let condition) = try disjunction(orValue: false) else { throw unexpected("a condition") }
        return condition
    }

    private mutating func disjunction(orValue: Bool) throws(ADQLError) -> Operand {
        let position = current.position
        let first = try conjunction(orValue: orValue)
        guard case .condition(let condition) = first, isKeyword("OR") else { return first }
        var terms = [condition]
        while take("OR") {
            guard case .condition(let next) = try conjunction(orValue: false) else { throw unexpected("a condition") }
            terms.append(next)
        }
        return .condition(Condition(.or(terms), at: position))
    }

    private mutating func conjunction(orValue: Bool) throws(ADQLError) -> Operand {
        let position = current.position
        let first = try factor(orValue: orValue)
        guard case .condition(let condition) = first, isKeyword("AND") else { return first }
        var factors = [condition]
        while take("AND") {
            guard case .condition(let next) = try factor(orValue: false) else { throw unexpected("a condition") }
            factors.append(next)
        }
        return .condition(Condition(.and(factors), at: position))
    }

    private mutating func factor(orValue: Bool) throws(ADQLError) -> Operand {
        let position = current.position
        guard take("NOT") else { return try primary(orValue: orValue) }
        if isKeyword("NOT") { throw error("NOT NOT needs parentheses: NOT (NOT …)") }
        guard case .condition(let condition) = try primary(orValue: false) else { throw unexpected("a condition") }
        return .condition(Condition(.not(condition), at: position))
    }

    private mutating func primary(orValue: Bool) throws(ADQLError) -> Operand {
        let position = current.position
        if take("EXISTS") {
            return .condition(Condition(.exists(try subquery("a sub-query after EXISTS")), at: position))
        }
        let value: Expression
        if isSymbol("(") {
            if startsSubquery { throw error(Parser.noScalarSubquery) }
            advance()
            let inner = try nested { parser throws(ADQLError) in try parser.disjunction(orValue: true) }
            switch inner {
            case .condition(let condition):
                try expectClosing(position, else: "AND, OR")
                return .condition(Condition(.parenthesized(condition), at: position))
            case .value(let expression):
                try expectClosing(position, else: "an operator")
                value = try continued(Expression(.parenthesized(expression), at: position))
            }
        } else {
            value = try valueExpression(else: "a condition")
        }
        if orValue, isSymbol(")") { return .value(value) }
        return .condition(try predicate(value, at: position))
    }

    /// What says something of a value that is read already.
    private mutating func predicate(_ value: Expression, at position: SourcePosition) throws(ADQLError) -> Condition {
        if let comparison = takeComparison() {
            return Condition(.comparison(comparison, value, try valueExpression()), at: position)
        }
        if take("IS") { return try nullTest(value, at: position) }
        let isNegated = take("NOT")
        if take("BETWEEN") {
            let low = try valueExpression()
            try expect("AND")
            return Condition(.between(value, low, try valueExpression(), isNegated: isNegated), at: position)
        }
        if take("IN") { return try membership(value, isNegated: isNegated, at: position) }
        let ignoresCase = version >= .v2_1 && isKeyword("ILIKE")
        if ignoresCase || isKeyword("LIKE") {
            try require(.text, value, "before \(current.word)")
            let word = current.word
            advance()
            let pattern = try valueExpression()
            try require(.text, pattern, "after \(word)")
            if isKeyword("ESCAPE") { throw error("LIKE has no ESCAPE in ADQL") }
            return Condition(
                .like(value, pattern: pattern, ignoresCase: ignoresCase, isNegated: isNegated), at: position)
        }
        if isNegated { throw unexpected("BETWEEN, IN, LIKE or ILIKE after NOT") }
        if case .function(let function, _) = value.kind, function == .contains || function == .intersects {
            throw unexpected("a comparison with 1 or 0, for example 1 = \(function.rawValue)(…)")
        }
        throw unexpected("a comparison (=, <>, <, >, <=, >=, BETWEEN, IN, LIKE, IS NULL)")
    }

    private mutating func takeComparison() -> ComparisonOperator? {
        guard current.kind == .symbol else { return nil }
        let comparison = current.text == "!=" ? .notEqual : ComparisonOperator(rawValue: current.text)
        if comparison != nil { advance() }
        return comparison
    }

    private mutating func nullTest(_ value: Expression, at position: SourcePosition) throws(ADQLError) -> Condition {
        let isNegated = take("NOT")
        try expect("NULL")
        guard case .column = value.kind else {
            throw ADQLError(
                .syntax, at: value.position,
                "IS NULL tests a column alone: name the value in a sub-query and test that name"
            )
        }
        return Condition(.isNull(value, isNegated: isNegated), at: position)
    }

    private mutating func membership(
        _ value: Expression, isNegated: Bool, at position: SourcePosition
    ) throws(ADQLError) -> Condition {
        guard isSymbol("(") else { throw unexpected("“(” with values or a sub-query after IN") }
        if startsSubquery {
            return Condition(.inQuery(value, try subquery("a sub-query"), isNegated: isNegated), at: position)
        }
        let opening = current.position
        advance()
        let values = try nested { parser throws(ADQLError) in
            var values: [Expression] = []
            repeat { values.append(try parser.valueExpression()) } while parser.takeSymbol(",")
            return values
        }
        try expectClosing(opening, else: "“,”")
        return Condition(.inList(value, values, isNegated: isNegated), at: position)
    }

    /// Whether a sub-query in parentheses begins here.
    var startsSubquery: Bool {
        guard isSymbol("(") else { return false }
        var ahead = 1
        while token(ahead: ahead).kind == .symbol, token(ahead: ahead).text == "(", ahead <= Parser.deepestNesting {
            ahead += 1
        }
        let first = token(ahead: ahead)
        return first.kind == .keyword && (first.word == "SELECT" || first.word == "WITH")
    }

    /// A query in parentheses (`<table_subquery>`).
    mutating func subquery(_ what: String) throws(ADQLError) -> SelectExpression {
        let opening = current.position
        guard takeSymbol("(") else { throw unexpected(what) }
        let query = try nested { parser throws(ADQLError) in try parser.selectExpression() }
        try expectClosing(opening, else: endOfSelect)
        return query
    }
}
