/// Reads a condition's text by recursive descent.
///
/// ```
/// either     = both { "or" both }
/// both       = negation { "and" negation }
/// negation   = "not" negation | test
/// test       = sum [ ("<" | "<=" | ">" | ">=" | "=" | "!=") sum | ["not"] "in" "(" sum { "," sum } ")"
///            | ["not"] "between" sum "and" sum | ["not"] "like" sum | "is" ["not"] "missing" ]
/// sum        = product { ("+" | "-") product }
/// product    = signed { ("*" | "/") signed }
/// signed     = ("-" | "+") signed | value
/// value      = number | text | "true" | "false" | name [ "." name ] | name "(" sum { "," sum } ")" | "(" either ")"
/// ```
struct ConditionParser {
    private var lexer: ConditionLexer
    private let text: String
    private var token: ConditionToken
    /// Where the token before ended.
    private var lastEnd = 0
    private var depth = 0
    private var terms = 0

    /// Reads the whole text, which is no longer than it may be.
    static func parse(_ text: String) throws(ConditionFault) -> SyntaxNode {
        var parser = try ConditionParser(text)
        let whole = try parser.either()
        guard parser.token.kind == .end else { throw parser.unexpectedAfterValue(whole) }
        return whole
    }

    private init(_ text: String) throws(ConditionFault) {
        self.text = text
        lexer = ConditionLexer(text)
        token = try lexer.next()
    }

    // MARK: truths

    private mutating func either() throws(ConditionFault) -> SyntaxNode {
        let first = try both()
        var parts = [first]
        while try take(.or) { parts.append(try both()) }
        return parts.count == 1 ? first : node(.or(parts), from: first.span)
    }

    private mutating func both() throws(ConditionFault) -> SyntaxNode {
        let first = try negation()
        var parts = [first]
        while try take(.and) { parts.append(try negation()) }
        return parts.count == 1 ? first : node(.and(parts), from: first.span)
    }

    private mutating func negation() throws(ConditionFault) -> SyntaxNode {
        let start = token.span
        guard try take(.not) else { return try test() }
        try goDeeper(start)
        let part = try negation()
        depth -= 1
        return node(.not(part), from: start)
    }

    private mutating func test() throws(ConditionFault) -> SyntaxNode {
        let value = try sum()
        if case .sign(let sign) = token.kind, let comparison = Comparison(rawValue: sign.rawValue) {
            try advance()
            let other = try sum()
            let result = node(.comparison(comparison, value, other), from: value.span)
            if case .sign(let next) = token.kind, Comparison(rawValue: next.rawValue) != nil {
                throw fault(
                    "comparisons are not chained: write “a < b and b < c”, or “b between a and c”")
            }
            return result
        }
        if try take(.is) {
            let isNegated = try take(.not)
            guard try take(.missing) else { throw expected("“\(isNegated ? "" : "not missing” or “")missing”") }
            return negated(isNegated, node(.missing(value), from: value.span))
        }
        let isNegated = try take(.not)
        if try take(.in) { return negated(isNegated, try among(value)) }
        if try take(.between) {
            let lowest = try sum()
            guard try take(.and) else { throw expected("“and” and the upper bound of “between”") }
            let highest = try sum()
            return negated(isNegated, node(.between(value, lowest, highest), from: value.span))
        }
        if try take(.like) {
            let pattern = try sum()
            return negated(isNegated, node(.like(value, pattern), from: value.span))
        }
        if isNegated { throw expected("“in”, “between” or “like” after “not”") }
        return value
    }

    private mutating func among(_ value: SyntaxNode) throws(ConditionFault) -> SyntaxNode {
        guard try take(.open) else { throw expected("“(” and the list of “in”") }
        var items = [try sum()]
        while try take(.comma) { items.append(try sum()) }
        guard try take(.close) else { throw expected("“,” or “)”") }
        return node(.among(value, items), from: value.span)
    }

    // MARK: numbers

    private mutating func sum() throws(ConditionFault) -> SyntaxNode {
        var left = try product()
        while let operation = try takeArithmetic(.add, .subtract) {
            let right = try product()
            left = node(.arithmetic(operation, left, right), from: left.span)
        }
        return left
    }

    private mutating func product() throws(ConditionFault) -> SyntaxNode {
        var left = try signed()
        while let operation = try takeArithmetic(.multiply, .divide) {
            let right = try signed()
            left = node(.arithmetic(operation, left, right), from: left.span)
        }
        return left
    }

    private mutating func signed() throws(ConditionFault) -> SyntaxNode {
        let start = token.span
        let isNegated = try take(.minus)
        let isPlus = isNegated ? false : try take(.plus)
        guard isNegated || isPlus else { return try value() }
        try goDeeper(start)
        let part = try signed()
        depth -= 1
        return isNegated ? node(.negated(part), from: start) : part
    }

    private mutating func value() throws(ConditionFault) -> SyntaxNode {
        let start = token.span
        let kind: SyntaxNode.Kind
        switch token.kind {
        case .number(let value): kind = .number(value)
        case .text(let value): kind = .text(value)
        case .keyword(.true): kind = .truth(true)
        case .keyword(.false): kind = .truth(false)
        case .name(let name): return try named(name)
        case .sign(.open):
            try advance()
            try goDeeper(start)
            var inner = try either()
            guard try take(.close) else { throw expected("“)” for the “(” in column \(column(start))") }
            depth -= 1
            inner.span = start.to(.init(start: lastEnd, end: lastEnd))
            return inner
        default: throw expected("a field, a number, a text or “(”")
        }
        try advance()
        try countTerm(start)
        return node(kind, from: start)
    }

    /// A field, a member of a family, or a call.
    private mutating func named(_ name: String) throws(ConditionFault) -> SyntaxNode {
        let start = token.span
        try advance()
        try countTerm(start)
        if try take(.point) {
            let span = token.span
            let member: String
            switch token.kind {
            case .name(let text), .quotedName(let text), .text(let text): member = text
            case .keyword: member = written(span)
            default:
                throw expected(
                    "a name after “\(name.shortened).”, in quotes if it has other signs than letters and digits")
            }
            try advance()
            return node(.member(name, SyntaxNode.Name(text: member, span: span)), from: start)
        }
        guard try take(.open) else { return node(.name(name), from: start) }
        try goDeeper(start)
        var arguments: [SyntaxNode] = []
        if token.kind != .sign(.close) {
            arguments.append(try sum())
            while try take(.comma) { arguments.append(try sum()) }
        }
        guard try take(.close) else { throw expected("“,” or “)”") }
        depth -= 1
        return node(.call(SyntaxNode.Name(text: name, span: start), arguments), from: start)
    }

    // MARK: tokens

    private mutating func advance() throws(ConditionFault) {
        lastEnd = token.span.end
        token = try lexer.next()
    }

    private mutating func take(_ keyword: ConditionToken.Keyword) throws(ConditionFault) -> Bool {
        guard token.kind == .keyword(keyword) else { return false }
        try advance()
        return true
    }

    private mutating func take(_ sign: ConditionToken.Sign) throws(ConditionFault) -> Bool {
        guard token.kind == .sign(sign) else { return false }
        try advance()
        return true
    }

    private mutating func takeArithmetic(_ operations: Arithmetic...) throws(ConditionFault) -> Arithmetic? {
        guard case .sign(let sign) = token.kind, let operation = Arithmetic(rawValue: sign.rawValue),
            operations.contains(operation)
        else { return nil }
        try advance()
        return operation
    }

    private func node(_ kind: SyntaxNode.Kind, from start: ConditionToken.Span) -> SyntaxNode {
        SyntaxNode(kind: kind, span: .init(start: start.start, end: lastEnd))
    }

    private func negated(_ isNegated: Bool, _ part: SyntaxNode) -> SyntaxNode {
        isNegated ? SyntaxNode(kind: .not(part), span: part.span) : part
    }

    private mutating func goDeeper(_ span: ConditionToken.Span) throws(ConditionFault) {
        depth += 1
        guard depth <= ConditionLimits.depth else {
            throw ConditionFault(
                span: span,
                message: "a condition has at most \(ConditionLimits.depth) brackets, “not”s and signs in one another")
        }
    }

    private mutating func countTerm(_ span: ConditionToken.Span) throws(ConditionFault) {
        terms += 1
        guard terms <= ConditionLimits.terms else {
            throw ConditionFault(
                span: span,
                message: "a condition has at most \(ConditionLimits.terms) fields, numbers and texts")
        }
    }

    // MARK: faults

    private func fault(_ message: String) -> ConditionFault { ConditionFault(span: token.span, message: message) }

    private func expected(_ what: String) -> ConditionFault {
        fault("\(what) was expected, \(token.kind == .end ? "but the text ends" : "not “\(written(token.span))”")")
    }

    /// What to say of a token where the condition could have ended.
    private func unexpectedAfterValue(_ value: SyntaxNode) -> ConditionFault {
        switch token.kind {
        case .sign(.close): fault("this “)” closes nothing")
        case .sign(.comma): fault("“,” has no meaning here; parts are joined by “and” or “or”")
        case .sign(let sign) where Comparison(rawValue: sign.rawValue) != nil:
            fault("“\(written(token.span))” has nothing to compare: a truth is not compared with a number or text")
        default: expected("“and”, “or”, a comparison or the end")
        }
    }

    private func written(_ span: ConditionToken.Span) -> String { text.excerpt(span) }

    private func column(_ span: ConditionToken.Span) -> Int {
        ConditionError(text: text, offset: span.start, message: "").column
    }
}

extension String {
    /// A part of the text as an error shows it: one line, not too long.
    func excerpt(_ span: ConditionToken.Span) -> String {
        let bytes = Array(utf8)
        let part = String(decoding: bytes[min(span.start, bytes.count)..<min(span.end, bytes.count)], as: UTF8.self)
        return String(part.map { $0.isNewline || $0 == "\t" ? " " : $0 }).shortened
    }

    /// The text, or its beginning if it is long: no error repeats all of what somebody sent.
    var shortened: String { utf8.count > 40 && count > 40 ? prefix(40) + "…" : self }
}
