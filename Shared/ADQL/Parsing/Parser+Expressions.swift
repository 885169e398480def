extension Parser {
    /// A value (`<value_expression>`).
    mutating func valueExpression(else expected: String = "a value") throws(ADQLError) -> Expression {
        let position = current.position
        if version >= .v2_0, take("NULL") { return Expression(.null, at: position) }
        return try continued(try factor(else: expected))
    }

    /// The rest of a value whose first factor is read already: operators of one kind, for a number or for a text.
    mutating func continued(_ first: Expression) throws(ADQLError) -> Expression {
        if isSymbol("||") { return try concatenation(first) }
        let value = try sum(first)
        if isSymbol("||") { throw error("a number needs parentheses before ||") }
        return value
    }

    private mutating func concatenation(_ first: Expression) throws(ADQLError) -> Expression {
        try require(.textOperand, first, "before ||")
        var result = first
        var count = 0
        while takeSymbol("||") {
            count += 1
            try checkChain(count, at: previous.position)
            let next = try factor(else: "a text")
            try require(.textOperand, next, "after ||")
            result = Expression(.concatenation(result, next), at: first.position)
        }
        if isArithmetic { throw error("arithmetic beside || needs parentheses") }
        return result
    }

    private var isArithmetic: Bool {
        current.kind == .symbol && ArithmeticOperator(rawValue: current.text) != nil
    }

    private mutating func sum(_ first: Expression) throws(ADQLError) -> Expression {
        var result = try product(first)
        var count = 0
        while isSymbol("+") || isSymbol("-") {
            count += 1
            try checkChain(count, at: current.position)
            try require(.numberOperand, result, "before \(current.text)")
            let operation: ArithmeticOperator = isSymbol("+") ? .add : .subtract
            advance()
            let next = try product(try factor(else: "a number"))
            try require(.numberOperand, next, "after \(operation.rawValue)")
            result = Expression(.arithmetic(operation, result, next), at: first.position)
        }
        return result
    }

    private mutating func product(_ first: Expression) throws(ADQLError) -> Expression {
        var result = first
        var count = 0
        while isSymbol("*") || isSymbol("/") {
            count += 1
            try checkChain(count, at: current.position)
            try require(.numberOperand, result, "before \(current.text)")
            let operation: ArithmeticOperator = isSymbol("*") ? .multiply : .divide
            advance()
            let next = try factor(else: "a number")
            try require(.numberOperand, next, "after \(operation.rawValue)")
            result = Expression(.arithmetic(operation, result, next), at: first.position)
        }
        return result
    }

    /// A primary, maybe with a sign (`<factor>`).
    private mutating func factor(else expected: String) throws(ADQLError) -> Expression {
        let position = current.position
        guard isSymbol("+") || isSymbol("-") else { return try primary(else: expected) }
        let isNegative = isSymbol("-")
        advance()
        let value = try primary(else: "a number after the sign")
        try require(.numberOperand, value, "after a sign")
        return Expression(.sign(isNegative: isNegative, value), at: position)
    }

    /// A `<value_expression_primary>` or a function.
    private mutating func primary(else expected: String) throws(ADQLError) -> Expression {
        let token = current
        let position = token.position
        switch token.kind {
        case .integer:
            advance()
            guard let value = Int64(token.text) else { return try real(token) }
            return Expression(.integer(value), at: position)
        case .real:
            advance()
            return try real(token)
        case .string: return Expression(.text(characterLiteral()), at: position)
        case .symbol where token.text == "(":
            if startsSubquery { throw error(Parser.noScalarSubquery) }
            advance()
            let inner = try nested { parser throws(ADQLError) in try parser.valueExpression() }
            try expectClosing(position, else: "an operator")
            return Expression(.parenthesized(inner), at: position)
        case .delimited: return Expression(.column(try qualifiedName("a column")), at: position)
        case .identifier, .keyword:
            if isFollowedByParenthesis, let call = try function() { return call }
            guard token.kind == .identifier else { throw unexpected(expected) }
            return Expression(.column(try qualifiedName("a column")), at: position)
        default: throw unexpected(expected)
        }
    }

    private func real(_ token: Token) throws(ADQLError) -> Expression {
        guard let value = Lexer.value(ofReal: token.text) else {
            throw ADQLError(.syntax, at: token.position, "\(token.text) is beyond the range of a double")
        }
        return Expression(.real(value, text: token.text), at: token.position)
    }

    /// A text; several with white space between them are one, as in SQL-92.
    private mutating func characterLiteral() -> String {
        var text = ""
        while current.kind == .string {
            text += current.text
            advance()
        }
        return text
    }

    var isFollowedByParenthesis: Bool {
        let next = token(ahead: 1)
        return next.kind == .symbol && next.text == "("
    }

    static let noScalarSubquery =
        "ADQL has no sub-query as a value: join it in FROM under a name, or ask with IN or EXISTS"
}

/// What the grammar wants of a value, beyond that it is one.
enum GrammarRole {
    /// A `<numeric_value_expression>`.
    case number
    /// What arithmetic takes.
    case numberOperand
    /// A `<character_value_expression>`.
    case text
    /// What || takes.
    case textOperand
    /// A `<geometry_value_expression>`.
    case geometry
    /// A `<coord_value>`.
    case point
}

extension Parser {
    /// Checks that a value may stand where the grammar wants a number, text or geometry.
    func require(_ role: GrammarRole, _ value: Expression, _ place: String) throws(ADQLError) {
        guard !Parser.mayStand(value.kind, as: role) else { return }
        let wanted =
            switch role {
            case .number, .numberOperand: "a number"
            case .text, .textOperand: "a text"
            case .geometry: "a geometry"
            case .point: "a point: POINT(…), CENTROID(…), a function or a column"
            }
        throw ADQLError(.syntax, at: value.position, "\(place) stands \(wanted), not \(Parser.forPeople(value.kind))")
    }

    private static func mayStand(_ kind: Expression.Kind, as role: GrammarRole) -> Bool {
        switch kind {
        case .null: false
        case .integer, .real, .text, .parenthesized, .aggregate, .cast, .coalesce: role != .point
        case .column, .userFunction: true
        case .sign, .arithmetic: role == .number || role == .numberOperand
        case .inUnit: role == .number || role == .numberOperand
        case .concatenation: role == .text
        case .shape(let shape): role == .geometry || (role == .point && shape.kind == .point)
        case .function(let function, _):
            switch function {
            case .lower, .upper, .coordsys: role == .text || role == .textOperand
            case .region: role == .geometry
            case .centroid: role == .geometry || role == .point
            default: role == .number || role == .numberOperand
            }
        }
    }

    private static func forPeople(_ kind: Expression.Kind) -> String {
        switch kind {
        case .null: "NULL"
        case .integer, .real: "a number"
        case .text: "a text"
        case .column: "a column"
        case .parenthesized: "a value in parentheses"
        case .sign, .arithmetic: "arithmetic"
        case .concatenation: "joined texts"
        case .function(let function, _): function.rawValue
        case .shape(let shape): shape.kind.rawValue
        case .userFunction(let name, _): name.text
        case .aggregate(let function, _, _): function.rawValue
        case .cast: "CAST"
        case .coalesce: "COALESCE"
        case .inUnit: "IN_UNIT"
        }
    }
}
