extension Parser {
    /// The function whose name stands here, with its arguments; nil if the word names none.
    mutating func function() throws(ADQLError) -> Expression? {
        let name = current
        let position = name.position
        if let aggregate = AggregateFunction(rawValue: name.word) { return try self.aggregate(aggregate, at: position) }
        if let shape = ShapeKind(rawValue: name.word) { return try self.shape(shape, at: position) }
        if let function = StandardFunction(rawValue: name.word), version >= function.since {
            return try standard(function, at: position)
        }
        if version >= .v2_1 {
            switch name.word {
            case "CAST": return try cast(at: position)
            case "COALESCE":
                let arguments = try arguments(of: name.word)
                guard !arguments.isEmpty else { throw ADQLError(.syntax, at: position, "COALESCE needs a value") }
                return Expression(.coalesce(arguments), at: position)
            case "IN_UNIT": return try inUnit(at: position)
            default: break
            }
        }
        guard name.kind == .identifier else { return nil }
        let arguments = try arguments(of: name.text)
        return Expression(
            .userFunction(Identifier(name.text, isDelimited: false, position: position), arguments), at: position)
    }

    /// Values in parentheses behind a name; may be none.
    private mutating func arguments(of name: String) throws(ADQLError) -> [Expression] {
        advance()
        let opening = current.position
        try expectSymbol("(")
        guard !takeSymbol(")") else { return [] }
        let values = try nested { parser throws(ADQLError) in
            var values: [Expression] = []
            repeat {
                values.append(try parser.valueExpression(else: "an argument of \(name)"))
            } while parser.takeSymbol(",")
            return values
        }
        try expectClosing(opening, else: "“,”")
        return values
    }

    private mutating func aggregate(
        _ function: AggregateFunction, at position: SourcePosition
    ) throws(ADQLError) -> Expression {
        advance()
        let opening = current.position
        try expectSymbol("(")
        if function == .count, takeSymbol("*") {
            try expectClosing(opening)
            return Expression(.aggregate(function, nil, nil), at: position)
        }
        let quantifier: SetQuantifier? = take("DISTINCT") ? .distinct : take("ALL") ? .all : nil
        let argument = try nested { parser throws(ADQLError) in
            try parser.valueExpression(else: function == .count ? "* or a value" : "a value")
        }
        try expectClosing(opening, else: "an operator")
        return Expression(.aggregate(function, quantifier, argument), at: position)
    }

    private mutating func standard(
        _ function: StandardFunction, at position: SourcePosition
    ) throws(ADQLError) -> Expression {
        let name = function.rawValue
        let arguments = try arguments(of: name)
        let lists = function.argumentLists(in: version)
        guard let list = lists.first(where: { $0.count == arguments.count }) else {
            let counts = lists.map { $0.isEmpty ? "none" : "\($0.count)" }.joined(separator: " or ")
            var hint = ""
            if function == .distance, arguments.count == 4 { hint = "; the form with four numbers is ADQL 2.1" }
            throw ADQLError(
                .syntax, at: position,
                "\(name) takes \(counts) argument\(counts == "1" ? "" : "s"), not \(arguments.count)\(hint)")
        }
        for (argument, kind) in zip(arguments, list) { try check(argument, kind, of: name) }
        return Expression(.function(function, arguments), at: position)
    }

    private func check(
        _ argument: Expression, _ kind: StandardFunction.Argument, of name: String
    ) throws(ADQLError) {
        let place = "in \(name)"
        switch kind {
        case .number: try require(.number, argument, place)
        case .text: try require(.text, argument, place)
        case .geometry: try require(.geometry, argument, place)
        case .point: try require(.point, argument, place)
        case .literal:
            guard case .text = argument.kind else {
                throw ADQLError(.syntax, at: argument.position, "\(place) stands a text in single quotes")
            }
        case .unsignedInteger:
            guard case .integer = argument.kind else {
                throw ADQLError(.syntax, at: argument.position, "\(place) stands a whole number in digits")
            }
        case .signedInteger:
            switch argument.kind {
            case .integer: return
            case .sign(_, let value):
                if case .integer = value.kind { return }
            default: break
            }
            throw ADQLError(
                .syntax, at: argument.position, "the number of places in \(name) is a whole number in digits")
        }
    }

    private mutating func shape(_ kind: ShapeKind, at position: SourcePosition) throws(ADQLError) -> Expression {
        var arguments = try arguments(of: kind.rawValue)
        var frame: Shape.Frame?
        if let first = arguments.first {
            switch first.kind {
            case .text(let name): frame = .name(name, first.position)
            case .null: frame = .null
            default: break
            }
        }
        if frame != nil { arguments.removeFirst() }
        if frame == nil, version < .v2_1 {
            throw ADQLError(
                .syntax, at: position,
                "in ADQL 2.0 the first argument of \(kind.rawValue) is a frame, for example 'ICRS'")
        }
        try check(arguments, of: kind, at: position)
        return Expression(.shape(Shape(kind: kind, frame: frame, arguments: arguments)), at: position)
    }

    private func check(
        _ arguments: [Expression], of kind: ShapeKind, at position: SourcePosition
    ) throws(ADQLError) {
        let place = "in \(kind.rawValue)"
        let numbers: Int
        let form: String
        switch kind {
        case .point: (numbers, form) = (2, "POINT(ra, dec)")
        case .circle: (numbers, form) = (3, "CIRCLE(ra, dec, radius) or CIRCLE(point, radius)")
        case .box: (numbers, form) = (4, "BOX(ra, dec, width, height) or BOX(point, width, height)")
        case .polygon:
            (numbers, form) = (6, "POLYGON(ra1, dec1, ra2, dec2, ra3, dec3, …) or POLYGON(point, point, point, …)")
        }
        let hasPoints = version >= .v2_1
        if kind == .polygon {
            if hasPoints, arguments.count >= 3, arguments.contains(where: { isPointConstructor($0) }) {
                for argument in arguments { try require(.point, argument, place) }
                return
            }
            let isPoints = hasPoints && arguments.count >= 3 && arguments.allSatisfy { isPointOrColumn($0) }
            if isPoints { return }
            guard arguments.count >= numbers, arguments.count % 2 == 0 else {
                throw ADQLError(.syntax, at: position, "\(arguments.count) values do not make a polygon: \(form)")
            }
        } else if hasPoints, kind != .point, arguments.count == numbers - 1 {
            try require(.point, arguments[0], "as the centre of \(kind.rawValue)")
            for argument in arguments.dropFirst() { try require(.number, argument, place) }
            return
        }
        guard kind == .polygon || arguments.count == numbers else {
            throw ADQLError(.syntax, at: position, "\(arguments.count) values do not make a \(kind.rawValue): \(form)")
        }
        for argument in arguments { try require(.number, argument, place) }
    }

    private func isPointConstructor(_ value: Expression) -> Bool {
        switch value.kind {
        case .shape(let shape): shape.kind == .point
        case .function(.centroid, _): true
        default: false
        }
    }

    private func isPointOrColumn(_ value: Expression) -> Bool {
        switch value.kind {
        case .column, .userFunction: true
        default: isPointConstructor(value)
        }
    }

    private mutating func inUnit(at position: SourcePosition) throws(ADQLError) -> Expression {
        let arguments = try arguments(of: "IN_UNIT")
        guard arguments.count == 2 else {
            throw ADQLError(
                .syntax, at: position, "IN_UNIT takes a value and a unit in quotes, for example IN_UNIT(ra, 'rad')")
        }
        try require(.number, arguments[0], "in IN_UNIT")
        guard case .text(let unit) = arguments[1].kind else {
            throw ADQLError(.syntax, at: arguments[1].position, "the unit in IN_UNIT is a text in single quotes")
        }
        return Expression(.inUnit(arguments[0], unit: unit, arguments[1].position), at: position)
    }

    private mutating func cast(at position: SourcePosition) throws(ADQLError) -> Expression {
        advance()
        let opening = current.position
        try expectSymbol("(")
        let value = try nested { parser throws(ADQLError) in try parser.valueExpression() }
        guard take("AS") else { throw unexpected("AS and a type: CAST(value AS type)") }
        let target = try castTarget()
        try expectClosing(opening)
        return Expression(.cast(value, target), at: position)
    }

    private mutating func castTarget() throws(ADQLError) -> CastTarget {
        let word = current.word
        let simple: [String: CastTarget] = [
            "SMALLINT": .smallint, "INTEGER": .integer, "BIGINT": .bigint, "REAL": .real, "TIMESTAMP": .timestamp,
            "POINT": .point, "CIRCLE": .circle, "POLYGON": .polygon,
        ]
        if let target = simple[word] {
            advance()
            return target
        }
        switch word {
        case "DOUBLE":
            advance()
            try expect("PRECISION")
            return .double
        case "CHAR":
            advance()
            return .fixedText(length: try textLength())
        case "VARCHAR":
            advance()
            return .text(length: try textLength())
        default:
            throw unexpected(
                "a type: SMALLINT, INTEGER, BIGINT, REAL, DOUBLE PRECISION, CHAR(n), VARCHAR(n), TIMESTAMP, POINT, CIRCLE or POLYGON"
            )
        }
    }

    private mutating func textLength() throws(ADQLError) -> Int? {
        let opening = current.position
        guard takeSymbol("(") else { return nil }
        let position = current.position
        let length = try unsignedInteger("the number of characters")
        guard length > 0, length <= 10_000_000 else {
            throw ADQLError(.syntax, at: position, "a text has between 1 and 10,000,000 characters")
        }
        try expectClosing(opening)
        return Int(length)
    }
}
