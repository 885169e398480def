import Tables

extension Analyzer {
    mutating func predicate(
        _ condition: Condition, in scope: Scope, context: ValueContext
    ) throws(ADQLError) -> Predicate {
        switch condition.kind {
        case .and(let factors):
            return .all(
                try factors.map { factor throws(ADQLError) in try predicate(factor, in: scope, context: context) })
        case .or(let terms):
            return .any(try terms.map { term throws(ADQLError) in try predicate(term, in: scope, context: context) })
        case .not(let inner): return .not(try predicate(inner, in: scope, context: context))
        case .parenthesized(let inner): return try predicate(inner, in: scope, context: context)
        case .comparison(let comparison, let left, let right):
            let leftValue = try value(left, in: scope, context: context)
            let rightValue = try value(right, in: scope, context: context)
            let pair = try comparable(leftValue, rightValue, at: condition.position)
            try checkTruth(pair.0, pair.1)
            return .comparison(comparison, pair.0, pair.1)
        case .between(let value, let low, let high, let isNegated):
            let tested = try self.value(value, in: scope, context: context)
            let lowPair = try comparable(
                tested, try self.value(low, in: scope, context: context), at: condition.position)
            let highPair = try comparable(
                tested, try self.value(high, in: scope, context: context), at: condition.position)
            // Where one bound made a number of a boolean, all three are numbers.
            let number = lowPair.0.type == highPair.0.type ? lowPair.0 : highPair.0
            return .between(number, lowPair.1, highPair.1, isNegated: isNegated)
        case .inList(let value, let values, let isNegated):
            var tested = try self.value(value, in: scope, context: context)
            var others: [Value] = []
            others.reserveCapacity(values.count)
            for written in values {
                let other = try self.value(written, in: scope, context: context)
                let pair = try comparable(tested, other, at: written.position)
                tested = pair.0
                others.append(pair.1)
            }
            return .inList(tested, others, isNegated: isNegated)
        case .inQuery(let value, let query, let isNegated):
            let tested = try self.value(value, in: scope, context: context)
            let rows = try check(query, outer: scope)
            guard rows.columns.count == 1, let column = rows.columns.first else {
                throw ADQLError(
                    .type, at: query.position, "the sub-query of IN gives \(rows.columns.count) columns; it must be one"
                )
            }
            let other = Value(.null, column.type, column.attributes, at: query.position)
            let pair = try comparable(tested, other, at: condition.position)
            return .inQuery(pair.0, rows, isNegated: isNegated)
        case .like(let value, let pattern, let ignoresCase, let isNegated):
            return .like(
                try text(value, in: scope, context: context), pattern: try text(pattern, in: scope, context: context),
                ignoresCase: ignoresCase, isNegated: isNegated)
        case .isNull(let value, let isNegated):
            return .isNull(try self.value(value, in: scope, context: context), isNegated: isNegated)
        case .exists(let query): return .exists(try check(query, outer: scope))
        }
    }

    private mutating func text(
        _ expression: Expression, in scope: Scope, context: ValueContext
    ) throws(ADQLError) -> Value {
        let value = try value(expression, in: scope, context: context)
        guard value.type.isText else {
            throw ADQLError(
                .type, at: value.position, "LIKE compares texts, not \(value.type.forPeople): CAST it AS VARCHAR first")
        }
        return value
    }

    /// Two values that can be compared, booleans made numbers beside numbers; an error if they do not go together.
    func comparable(_ left: Value, _ right: Value, at position: SourcePosition) throws(ADQLError) -> (Value, Value) {
        if case .geometry = left.type { throw geometryComparison(left) }
        if case .geometry = right.type { throw geometryComparison(right) }
        if left.type.common(with: right.type) != nil { return (left, right) }
        if left.type == .plain(.boolean), right.type.isNumber { return (asNumber(left), right) }
        if right.type == .plain(.boolean), left.type.isNumber { return (left, asNumber(right)) }
        let (number, text) = left.type.isNumber ? (left, right) : (right, left)
        var hint = ""
        if case .literal(.text(let written)) = text.kind, Double(written) != nil {
            hint = ": write \(written) without quotes"
        } else if text.type == .text, case .column = text.kind {
            hint = ": write the number in single quotes, or CAST the text"
        }
        throw ADQLError(
            .type, at: text.position, "\(text.type.forPeople) cannot be compared with \(number.type.forPeople)\(hint)")
    }

    func asNumber(_ value: Value) -> Value {
        Value(.cast(value, .integer), .plain(.int32), value.attributes, at: value.position)
    }

    private func geometryComparison(_ value: Value) -> ADQLError {
        ADQLError(
            .type, at: value.position,
            "geometries are not compared with operators: use CONTAINS, INTERSECTS or DISTANCE")
    }

    /// CONTAINS and INTERSECTS give 1 or 0: compared with another number the condition is always the same.
    private func checkTruth(_ left: Value, _ right: Value) throws(ADQLError) {
        for (call, other) in [(left, right), (right, left)] {
            guard case .function(let function, _) = call.kind, function == .contains || function == .intersects,
                case .literal(.integer(let number)) = other.kind, number != 0, number != 1
            else { continue }
            throw ADQLError(.type, at: other.position, "\(function.rawValue) gives 1 or 0, never \(number)")
        }
    }
}
