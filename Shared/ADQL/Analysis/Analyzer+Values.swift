import Tables

extension Analyzer {
    mutating func value(
        _ expression: Expression, in scope: Scope, context: ValueContext
    ) throws(ADQLError) -> Value {
        let position = expression.position
        switch expression.kind {
        case .null: return Value(.null, .null, at: position)
        case .integer(let number): return Value(.literal(.integer(number)), .integer, at: position)
        case .real(let number, _): return Value(.literal(.real(number)), .double, at: position)
        case .text(let text):
            return Value(.literal(.text(text)), .text, .init(textWidth: text.utf8.count), at: position)
        case .column(let name): return try column(name, in: scope)
        case .parenthesized(let inner): return try value(inner, in: scope, context: context)
        case .sign(let isNegative, let inner):
            let number = try number(inner, in: scope, context: context, place: "after a sign")
            guard isNegative else { return number }
            return negated(number, at: position)
        case .arithmetic(let operation, let left, let right):
            let left = try number(left, in: scope, context: context, place: "in arithmetic")
            let right = try number(right, in: scope, context: context, place: "in arithmetic")
            return arithmetic(operation, left, right, at: position)
        case .concatenation(let left, let right):
            let left = try textOperand(left, in: scope, context: context)
            let right = try textOperand(right, in: scope, context: context)
            var attributes = Value.Attributes()
            if let width = left.attributes.textWidth, let other = right.attributes.textWidth {
                attributes.textWidth = width + other
            }
            return Value(.concatenation(left, right), .text, attributes, at: position)
        case .function(let function, let arguments):
            return try call(function, arguments, in: scope, context: context, at: position)
        case .shape(let shape): return try self.shape(shape, in: scope, context: context, at: position)
        case .userFunction(let name, let arguments):
            return try call(name, arguments, in: scope, context: context)
        case .aggregate(let function, let quantifier, let argument):
            return try aggregate(function, quantifier, argument, in: scope, context: context, at: position)
        case .cast(let inner, let target):
            return try cast(try value(inner, in: scope, context: context), target, at: position)
        case .coalesce(let arguments):
            let values = try arguments.map { argument throws(ADQLError) in
                try value(argument, in: scope, context: context)
            }
            return try coalesce(values, at: position)
        case .inUnit(let inner, let unit, let place):
            let number = try number(inner, in: scope, context: context, place: "in IN_UNIT")
            return try converted(number, to: unit, unitPosition: place, at: position)
        }
    }

    /// A value that must be a number; booleans count as 1 and 0.
    mutating func number(
        _ expression: Expression, in scope: Scope, context: ValueContext, place: String
    ) throws(ADQLError) -> Value {
        let found = try value(expression, in: scope, context: context)
        if found.type == .plain(.boolean) { return asNumber(found) }
        guard found.type.isNumber else {
            var hint = found.type.isText ? ": CAST it AS DOUBLE PRECISION first" : ""
            if case .literal(.text(let written)) = found.kind {
                hint = Double(written) == nil ? "" : ": write \(written) without quotes"
            }
            throw ADQLError(.type, at: found.position, "\(place) stands a number, not \(found.type.forPeople)\(hint)")
        }
        return found
    }

    private mutating func textOperand(
        _ expression: Expression, in scope: Scope, context: ValueContext
    ) throws(ADQLError) -> Value {
        let found = try value(expression, in: scope, context: context)
        if found.type.isText { return found }
        if case .geometry = found.type {
            throw ADQLError(.type, at: found.position, "|| joins texts, not \(found.type.forPeople)")
        }
        return Value(.cast(found, .text(length: nil)), .text, at: found.position)
    }

    private func negated(_ number: Value, at position: SourcePosition) -> Value {
        switch number.kind {
        case .literal(.integer(let value)): Value(.literal(.integer(0 &- value)), number.type, at: position)
        case .literal(.real(let value)): Value(.literal(.real(-value)), number.type, at: position)
        default:
            Value(.negated(number), Analyzer.computed(number.type), number.attributes.quantity, at: position)
        }
    }

    /// Arithmetic is done with 64 bits, whatever the operands.
    static func computed(_ type: ValueType) -> ValueType { type.isInteger ? .integer : type == .null ? .null : .double }

    private func arithmetic(
        _ operation: ArithmeticOperator, _ left: Value, _ right: Value, at position: SourcePosition
    ) -> Value {
        let type: ValueType
        switch (left.type, right.type) {
        case (.null, let other), (let other, .null): type = Analyzer.computed(other)
        default: type = left.type.isInteger && right.type.isInteger ? .integer : .double
        }
        let attributes = Value.Attributes(unit: UnitText.of(operation, left, right))
        return Value(.arithmetic(operation, left, right), type, attributes, at: position)
    }

    private mutating func aggregate(
        _ function: AggregateFunction, _ quantifier: SetQuantifier?, _ argument: Expression?, in scope: Scope,
        context: ValueContext, at position: SourcePosition
    ) throws(ADQLError) -> Value {
        try checkAggregate(function.rawValue, context, at: position)
        let isDistinct = quantifier == .distinct
        guard let argument else {
            return Value(
                .aggregate(function, isDistinct: false, nil), .integer, .init(ucd: "meta.number"), at: position)
        }
        switch function {
        case .count:
            let counted = try value(argument, in: scope, context: .insideAggregate)
            return Value(
                .aggregate(function, isDistinct: isDistinct, counted), .integer, .init(ucd: "meta.number"), at: position
            )
        case .average, .sum:
            let added = try number(argument, in: scope, context: .insideAggregate, place: "in \(function.rawValue)")
            let type = function == .sum ? Analyzer.computed(added.type) : .double
            return Value(
                .aggregate(function, isDistinct: isDistinct, added), type, added.attributes.quantity, at: position)
        case .minimum, .maximum:
            var compared = try sortable(try value(argument, in: scope, context: .insideAggregate))
            if compared.type == .plain(.boolean) { compared = asNumber(compared) }
            return Value(
                .aggregate(function, isDistinct: false, compared), compared.type, compared.attributes, at: position)
        }
    }

    func checkAggregate(_ name: String, _ context: ValueContext, at position: SourcePosition) throws(ADQLError) {
        switch context {
        case .output: return
        case .insideAggregate: throw ADQLError(.type, at: position, "\(name) stands in another aggregate")
        case .plain:
            throw ADQLError(
                .type, at: position, "\(name) cannot stand here: conditions on aggregates go into HAVING")
        }
    }

    private func coalesce(_ values: [Value], at position: SourcePosition) throws(ADQLError) -> Value {
        var type = ValueType.null
        for value in values {
            guard let common = type.common(with: value.type) else {
                throw ADQLError(
                    .type, at: value.position,
                    "COALESCE takes values of one kind: this is \(value.type.forPeople), the one before is \(type.forPeople)"
                )
            }
            type = common
        }
        var attributes = values.first { $0.type != .null }?.attributes ?? .init()
        attributes.textWidth = values.reduce(0) { Analyzer.wider($0, $1.type == .null ? 0 : $1.attributes.textWidth) }
        return Value(.coalesce(values), type, attributes, at: position)
    }

    private func converted(
        _ number: Value, to unit: String, unitPosition: SourcePosition, at position: SourcePosition
    ) throws(ADQLError) -> Value {
        guard let target = Unit(unit) else {
            throw ADQLError(.type, at: unitPosition, "'\(unit)' is no unit in VOUnits spelling, such as 'mas.yr-1'")
        }
        guard !target.isPlainNumber else {
            throw ADQLError(.type, at: unitPosition, "nothing can be converted into a number without unit")
        }
        guard !number.attributes.unit.isEmpty else {
            throw ADQLError(.type, at: number.position, "the value has no unit that it could be converted from")
        }
        guard let source = Unit(number.attributes.unit) else {
            throw ADQLError(
                .type, at: number.position,
                "the value's unit, “\(number.attributes.unit)”, is none that can be converted")
        }
        guard let factor = source.factor(to: target) else {
            throw ADQLError(
                .type, at: position, "“\(number.attributes.unit)” cannot be converted into '\(unit)'")
        }
        var attributes = number.attributes
        attributes.unit = unit
        return Value(.scaled(number, factor), .double, attributes, at: position)
    }
}

extension Value.Attributes {
    /// What stays of a column's attributes when its value is computed with.
    var quantity: Value.Attributes { Value.Attributes(unit: unit) }
}
