extension NumberExpression {
    /// The number, for given numbers of the fields; NaN where it is missing.
    func value(_ number: (Field) -> Double) -> Double {
        switch self {
        case .constant(let value): value
        case .field(let field): number(field)
        case .negated(let part): -part.value(number)
        case .arithmetic(let operation, let left, let right): operation(left.value(number), right.value(number))
        case .function(let function, let arguments): function(arguments.map { $0.value(number) })
        }
    }

    /// The number, where it is the same for every anomaly.
    var constant: Double? {
        if case .constant(let value) = self { value } else { nil }
    }

    /// Tells each field, as often as it is named.
    func forEachField(_ body: (Field) -> Void) {
        switch self {
        case .constant: break
        case .field(let field): body(field)
        case .negated(let part): part.forEachField(body)
        case .arithmetic(_, let left, let right):
            left.forEachField(body)
            right.forEachField(body)
        case .function(_, let arguments): for argument in arguments { argument.forEachField(body) }
        }
    }
}

extension TextExpression {
    /// The text, where it is the same for every anomaly.
    var constant: String? {
        if case .constant(let text) = self { text } else { nil }
    }
}

extension TruthExpression {
    /// The truth, where it is the same for every anomaly.
    var constant: Bool? {
        if case .constant(let value) = self { value } else { nil }
    }

    /// Tells each field, as often as it is named.
    func forEachField(_ body: (Field) -> Void) {
        switch self {
        case .constant: break
        case .field(let field), .textAmong(let field, _), .like(let field, _), .textMissing(let field): body(field)
        case .not(let part): part.forEachField(body)
        case .and(let parts), .or(let parts): for part in parts { part.forEachField(body) }
        case .numbers(_, let left, let right):
            left.forEachField(body)
            right.forEachField(body)
        case .between(let value, let lowest, let highest):
            for part in [value, lowest, highest] { part.forEachField(body) }
        case .numberAmong(let value, _), .numberMissing(let value): value.forEachField(body)
        case .textsEqual(let left, let right):
            for case .field(let field) in [left, right] { body(field) }
        }
    }

    /// The fields that it asks about, each once, in the order that they are first named.
    var orderedFields: [Field] {
        var seen: Set<Field> = []
        var ordered: [Field] = []
        forEachField { if seen.insert($0).inserted { ordered.append($0) } }
        return ordered
    }
}
