extension ConditionChecker {
    /// A comparison of two parts of one type.
    func compared(
        _ comparison: Comparison, _ left: SyntaxNode, _ right: SyntaxNode, _ span: ConditionToken.Span
    ) throws(ConditionFault) -> TruthExpression {
        let first = try part(left, besides: right)
        let second = try part(right, besides: left)
        switch (first, second) {
        case (.number(let one), .number(let other)):
            return try compared(comparison, (one, left), (other, right), span)
        case (.text(let one), .text(let other)):
            guard comparison == .equal || comparison == .notEqual else {
                throw ConditionFault(
                    span: span, message: "texts have no order: compare them by =, !=, “in” or “like”")
            }
            let equal = try equal((one, left), (other, right))
            guard comparison == .notEqual else { return equal }
            return equal.constant.map { .constant(!$0) } ?? .not(equal)
        case (.truth(let one), .truth(let other)):
            guard comparison == .equal || comparison == .notEqual, let (truth, wanted) = oneConstant(one, other) else {
                throw ConditionFault(
                    span: span,
                    message: "a truth is compared by = or != with true or false only; join truths by and, or")
            }
            let isPlain = wanted == (comparison == .equal)
            if let constant = truth.constant { return .constant(constant == isPlain) }
            return isPlain ? truth : .not(truth)
        default: throw unlike((first, left), (second, right))
        }
    }

    private func compared(
        _ comparison: Comparison, _ left: (value: NumberExpression, node: SyntaxNode),
        _ right: (value: NumberExpression, node: SyntaxNode), _ span: ConditionToken.Span
    ) throws(ConditionFault) -> TruthExpression {
        let test = compared(comparison, left.value, right.value)
        try checkTailProbability(test, [left.node, right.node], span)
        return test
    }

    private func compared(
        _ comparison: Comparison, _ left: NumberExpression, _ right: NumberExpression
    ) -> TruthExpression {
        if let one = left.constant, let other = right.constant { return .constant(comparison.holds(one, other)) }
        return .numbers(comparison, rounded(left, as: right), rounded(right, as: left))
    }

    private func equal(
        _ left: (text: TextExpression, node: SyntaxNode), _ right: (text: TextExpression, node: SyntaxNode)
    ) throws(ConditionFault) -> TruthExpression {
        switch (left.text, right.text) {
        case (.constant(let one), .constant(let other)): return .constant(one == other)
        case (.field(let field), .constant(let text)), (.constant(let text), .field(let field)):
            try check(text, of: field, left.text.constant == nil ? right.node.span : left.node.span)
            return .textsEqual(.field(field), .constant(text))
        case (.field, .field): return .textsEqual(left.text, right.text)
        }
    }

    private func oneConstant(_ one: TruthExpression, _ other: TruthExpression) -> (TruthExpression, Bool)? {
        if let wanted = other.constant { return (one, wanted) }
        return one.constant.map { (other, $0) }
    }

    /// Whether a part is one of a list of constants.
    func among(_ value: SyntaxNode, _ items: [SyntaxNode]) throws(ConditionFault) -> TruthExpression {
        let tested = try part(value)
        switch tested {
        case .number(let number):
            var values: [Double] = []
            for item in items {
                let checked = try part(item, besides: value)
                guard case .number(let expression) = checked else { throw unlike((tested, value), (checked, item)) }
                guard let constant = rounded(expression, as: number).constant else { throw notConstant(item) }
                values.append(constant)
            }
            if let constant = number.constant { return .constant(values.contains(constant)) }
            let test: TruthExpression = .numberAmong(number, Set(values).sorted())
            try checkTailProbability(test, items, value.span.to(items.last?.span ?? value.span))
            return test
        case .text(let text):
            var texts: Set<String> = []
            for item in items {
                let checked = try part(item, besides: value)
                guard case .text(let expression) = checked else { throw unlike((tested, value), (checked, item)) }
                guard case .constant(let constant) = expression else { throw notConstant(item) }
                if case .field(let field) = text { try check(constant, of: field, item.span) }
                texts.insert(constant)
            }
            switch text {
            case .constant(let constant): return .constant(texts.contains(constant))
            case .field(let field): return .textAmong(field, texts.sorted())
            }
        case .truth:
            throw ConditionFault(span: value.span, message: "\(named(value)) is a truth; “in” takes numbers and texts")
        }
    }

    /// Whether a number is within bounds.
    func between(
        _ value: SyntaxNode, _ lowest: SyntaxNode, _ highest: SyntaxNode, _ span: ConditionToken.Span
    ) throws(ConditionFault) -> TruthExpression {
        let tested = try number(value, "“between”")
        let lower = rounded(try number(lowest, "“between”"), as: tested)
        let upper = rounded(try number(highest, "“between”"), as: tested)
        if let low = lower.constant, let high = upper.constant, low > high {
            throw ConditionFault(
                span: lowest.span.to(highest.span), message: "the lower bound of “between” comes first")
        }
        guard tested.constant == nil else {
            let bounds = [compared(.lessOrEqual, lower, tested), compared(.lessOrEqual, tested, upper)]
            for (test, bound) in zip(bounds, [lowest, highest]) {
                try checkTailProbability(test, [value, bound], span)
            }
            return joined(bounds, absorbing: false) { .and($0) }
        }
        let test: TruthExpression = .between(tested, lower, upper)
        try checkTailProbability(test, [lowest, highest], span)
        return test
    }

    /// Whether a text fits a pattern.
    func like(_ value: SyntaxNode, _ pattern: SyntaxNode) throws(ConditionFault) -> TruthExpression {
        let tested = try part(value)
        guard case .text(let text) = tested else {
            throw ConditionFault(span: value.span, message: "“like” takes a text, \(named(value)) is a \(tested.type)")
        }
        guard case .text(.constant(let written)) = try part(pattern) else {
            throw ConditionFault(
                span: pattern.span, message: "after “like” comes a text in quotes, with * for any signs and ? for one")
        }
        guard let glob = GlobPattern(written) else {
            throw ConditionFault(
                span: pattern.span, message: "a pattern has at most \(GlobPattern.mostBytes) signs without its *")
        }
        switch text {
        case .constant(let constant): return .constant(glob.matches(constant))
        case .field(let field): return .like(field, glob)
        }
    }

    /// Whether a value is missing.
    func missing(_ value: SyntaxNode) throws(ConditionFault) -> TruthExpression {
        switch try part(value) {
        case .number(let number): return number.constant == nil ? .numberMissing(number) : .constant(false)
        case .text(.field(let field)): return .textMissing(field)
        case .text(.constant(let text)): return .constant(text.isEmpty)
        case .truth:
            throw ConditionFault(
                span: value.span, message: "\(named(value)) is a truth; numbers and texts can be missing")
        }
    }

    /// A constant that is compared with a single-precision field is rounded as the field is.
    ///
    /// So `feature.drb >= 0.9` holds for the single-precision number that is written 0.9.
    private func rounded(_ value: NumberExpression, as other: NumberExpression) -> NumberExpression {
        guard case .constant(let constant) = value, case .field(let field) = other, field.isSinglePrecision else {
            return value
        }
        let single = Float(constant)
        // What is out of single precision's range stays as it is.
        return single.isFinite && (single != 0 || constant == 0) ? .constant(Double(single)) : value
    }

    // MARK: faults

    private func notConstant(_ item: SyntaxNode) -> ConditionFault {
        ConditionFault(span: item.span, message: "\(named(item)) is not a constant, as those of “in” have to be")
    }

    /// Values of two types.
    private func unlike(_ left: (Part, SyntaxNode), _ right: (Part, SyntaxNode)) -> ConditionFault {
        var hint = ""
        for (part, other) in [(left, right), (right, left)] where part.0.type == .text {
            if case .number = other.1.kind { hint = "; write \"\(text.excerpt(other.1.span))\" for a text" }
        }
        for node in [left.1, right.1] where !unquotedNumber(node).isEmpty { hint = unquotedNumber(node) }
        return ConditionFault(
            span: right.1.span,
            message: "\(named(left.1)) is a \(left.0.type), \(named(right.1)) is a \(right.0.type): "
                + "they cannot be compared\(hint)")
    }
}
