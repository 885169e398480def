/// Gives the parts of a condition their types and meanings, and works out what is constant.
struct ConditionChecker {
    /// The condition, for what errors show of it.
    let text: String
    /// What the streams have; nil for a condition that was checked when it was saved.
    let vocabulary: ConditionVocabulary?

    /// A checked part.
    enum Part {
        case number(NumberExpression)
        case text(TextExpression)
        case truth(TruthExpression)

        var type: ConditionType {
            switch self {
            case .number: .number
            case .text: .text
            case .truth: .truth
            }
        }
    }

    /// Checks a part of any type.
    func part(_ node: SyntaxNode) throws(ConditionFault) -> Part {
        switch node.kind {
        case .number(let value): return .number(.constant(value))
        case .text(let text): return .text(.constant(text))
        case .name, .member:
            let field = try field(node)
            switch field.type {
            case .number: return .number(.field(field))
            case .text: return .text(.field(field))
            case .truth: return .truth(.field(field))
            }
        case .call(let name, let arguments): return .number(try call(name, arguments, node.span))
        case .negated(let part):
            let value = try number(part, "“-”")
            return .number(value.constant.map { .constant(-$0) } ?? .negated(value))
        case .arithmetic(let operation, let left, let right):
            return .number(try arithmetic(operation, left, right, node.span))
        case .truth, .not, .and, .or, .comparison, .among, .between, .like, .missing:
            return .truth(try truth(node))
        }
    }

    /// Checks a part that has to be a truth.
    func truth(_ node: SyntaxNode) throws(ConditionFault) -> TruthExpression {
        switch node.kind {
        case .truth(let value): return .constant(value)
        case .not(let part):
            let truth = try truth(part)
            return truth.constant.map { .constant(!$0) } ?? .not(truth)
        case .and(let parts): return joined(try truths(parts), absorbing: false) { .and($0) }
        case .or(let parts): return joined(try truths(parts), absorbing: true) { .or($0) }
        case .comparison(let comparison, let left, let right): return try compared(comparison, left, right, node.span)
        case .among(let value, let items): return try among(value, items)
        case .between(let value, let lowest, let highest): return try between(value, lowest, highest, node.span)
        case .like(let value, let pattern): return try like(value, pattern)
        case .missing(let value): return try missing(value)
        case .number, .text, .name, .member, .call, .negated, .arithmetic:
            let part = try part(node)
            guard case .truth(let truth) = part else {
                throw ConditionFault(
                    span: node.span,
                    message: "\(named(node)) is a \(part.type), where a truth was expected: compare it with something")
            }
            return truth
        }
    }

    /// Checks a part that has to be a number; `user` is what needs it.
    func number(_ node: SyntaxNode, _ user: String) throws(ConditionFault) -> NumberExpression {
        let part = try part(node)
        guard case .number(let number) = part else {
            throw ConditionFault(
                span: node.span,
                message: "\(user) takes numbers, \(named(node)) is a \(part.type)\(unquotedNumber(node))")
        }
        return number
    }

    /// What follows from several truths, without those that are constant; `absorbing` is the one that decides alone.
    func joined(
        _ truths: [TruthExpression], absorbing: Bool, _ make: ([TruthExpression]) -> TruthExpression
    ) -> TruthExpression {
        if truths.contains(where: { $0.constant == absorbing }) { return .constant(absorbing) }
        let parts = truths.filter { $0.constant == nil }
        if let only = parts.first, parts.count == 1 { return only }
        return parts.isEmpty ? .constant(!absorbing) : make(parts)
    }

    private func truths(_ nodes: [SyntaxNode]) throws(ConditionFault) -> [TruthExpression] {
        var truths: [TruthExpression] = []
        for node in nodes { truths.append(try truth(node)) }
        return truths
    }

    private func arithmetic(
        _ operation: Arithmetic, _ left: SyntaxNode, _ right: SyntaxNode, _ span: ConditionToken.Span
    ) throws(ConditionFault) -> NumberExpression {
        let first = try number(left, "“\(operation.rawValue)”")
        let second = try number(right, "“\(operation.rawValue)”")
        if operation == .divide, second.constant == 0 {
            throw ConditionFault(span: right.span, message: "nothing can be divided by zero")
        }
        guard let one = first.constant, let other = second.constant else {
            return .arithmetic(operation, first, second)
        }
        return .constant(try known(operation(one, other), span))
    }

    private func call(
        _ name: SyntaxNode.Name, _ nodes: [SyntaxNode], _ span: ConditionToken.Span
    ) throws(ConditionFault) -> NumberExpression {
        guard let function = NumberFunction(rawValue: name.text) else { throw unknownFunction(name) }
        var arguments: [NumberExpression] = []
        for node in nodes { arguments.append(try number(node, function.rawValue)) }
        guard function.takesSeveral ? arguments.count >= 2 : arguments.count == 1 else {
            throw ConditionFault(
                span: span,
                message: "\(function.rawValue) takes \(function.takesSeveral ? "two or more numbers" : "one number"), "
                    + "here \(arguments.count == 1 ? "is 1" : "are \(arguments.count)")")
        }
        let constants = arguments.compactMap(\.constant)
        guard constants.count == arguments.count else { return .function(function, arguments) }
        return .constant(try known(function(constants), span))
    }

    /// A constant that was worked out, if it is a number.
    private func known(_ value: Double, _ span: ConditionToken.Span) throws(ConditionFault) -> Double {
        guard value.isFinite else {
            throw ConditionFault(span: span, message: "“\(text.excerpt(span))” is not a finite number")
        }
        return value
    }

    /// A part as errors name it.
    func named(_ node: SyntaxNode) -> String {
        switch node.kind {
        case .number, .text: text.excerpt(node.span)
        default: "“\(text.excerpt(node.span))”"
        }
    }

    /// A hint for a number in quotes.
    func unquotedNumber(_ node: SyntaxNode) -> String {
        guard case .text(let text) = node.kind, text.utf8.count < 32, Double(text)?.isFinite == true else { return "" }
        return "; write \(text) without quotes"
    }
}
