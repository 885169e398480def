import Tables

extension Analyzer {
    mutating func call(
        _ function: StandardFunction, _ arguments: [Expression], in scope: Scope, context: ValueContext,
        at position: SourcePosition
    ) throws(ADQLError) -> Value {
        let place = "in \(function.rawValue)"
        switch function {
        case .pi: return Value(.function(.pi, []), .double, at: position)
        case .rand:
            let seeds = try arguments.map { argument throws(ADQLError) in
                try value(argument, in: scope, context: context)
            }
            return Value(.function(.rand, seeds), .double, at: position)
        case .lower, .upper:
            let text = try value(arguments[0], in: scope, context: context)
            guard text.type.isText else {
                throw ADQLError(.type, at: text.position, "\(place) stands a text, not \(text.type.forPeople)")
            }
            return Value(.function(function, [text]), .text, text.attributes, at: position)
        case .area:
            let region = try geometry(arguments[0], in: scope, context: context, place: place)
            return Value(.function(.area, [region]), .double, .init(unit: "deg2", ucd: "pos.angArea"), at: position)
        case .centroid:
            let region = try geometry(arguments[0], in: scope, context: context, place: place)
            return Value(
                .function(.centroid, [region]), .geometry(.point), .init(ucd: "pos", extendedType: "point"),
                at: position)
        case .coord1, .coord2:
            let point = try self.point(arguments[0], in: scope, context: context, place: place)
            let ucd = function == .coord1 ? "pos.eq.ra" : "pos.eq.dec"
            return Value(.function(function, [point]), .double, .init(unit: "deg", ucd: ucd), at: position)
        case .coordsys:
            let region = try geometry(arguments[0], in: scope, context: context, place: place)
            // Everything is ICRS here; NULL has no frame.
            return Value(.function(.coordsys, [region]), .text, .init(ucd: "pos.frame", textWidth: 4), at: position)
        case .contains, .intersects:
            let first = try geometry(arguments[0], in: scope, context: context, place: place)
            let second = try geometry(arguments[1], in: scope, context: context, place: place)
            if function == .contains, second.type == .geometry(.point), first.type != .geometry(.point) {
                throw ADQLError(
                    .type, at: position,
                    "a point contains no \(first.type.forPeople): CONTAINS(inner, outer) has the outer shape second")
            }
            return Value(.function(function, [first, second]), .plain(.int32), at: position)
        case .distance: return try distance(arguments, in: scope, context: context, at: position)
        case .region: return try region(arguments[0], in: scope, context: context, at: position)
        case .mod:
            let values = try numbers(arguments, in: scope, context: context, place: place)
            let isInteger = values.allSatisfy { $0.type.isInteger }
            return Value(
                .function(.mod, values), isInteger ? .integer : .double, values[0].attributes.quantity, at: position)
        case .abs:
            let values = try numbers(arguments, in: scope, context: context, place: place)
            return Value(
                .function(.abs, values), Analyzer.computed(values[0].type), values[0].attributes.quantity, at: position)
        default:
            let values = try numbers(arguments, in: scope, context: context, place: place)
            let attributes = Value.Attributes(unit: UnitText.of(function, values))
            return Value(.function(function, values), .double, attributes, at: position)
        }
    }

    mutating func numbers(
        _ arguments: [Expression], in scope: Scope, context: ValueContext, place: String
    ) throws(ADQLError) -> [Value] {
        try arguments.map { argument throws(ADQLError) in
            try number(argument, in: scope, context: context, place: place)
        }
    }

    // MARK: Geometry

    /// A value that must be a geometry; a text column of such an extended type is read as one.
    mutating func geometry(
        _ expression: Expression, in scope: Scope, context: ValueContext, place: String
    ) throws(ADQLError) -> Value {
        let found = try value(expression, in: scope, context: context)
        switch found.type {
        case .geometry, .null: return found
        case .plain(.text):
            if let kind = GeometryKind(extendedType: found.attributes.extendedType) {
                return Value(.region(found), .geometry(kind), found.attributes, at: found.position)
            }
            let hint = ": CAST a text AS POINT, CIRCLE or POLYGON first"
            throw ADQLError(.type, at: found.position, "\(place) stands a geometry, not a plain text\(hint)")
        case .plain:
            throw ADQLError(.type, at: found.position, "\(place) stands a geometry, not \(found.type.forPeople)")
        }
    }

    mutating func point(
        _ expression: Expression, in scope: Scope, context: ValueContext, place: String
    ) throws(ADQLError) -> Value {
        let found = try geometry(expression, in: scope, context: context, place: place)
        switch found.type {
        case .null, .geometry(.point), .geometry(.region): return found
        case .geometry(let kind):
            throw ADQLError(
                .type, at: found.position,
                "\(place) stands a point, not \(kind.forPeople): CENTROID(…) gives its middle")
        case .plain: return found
        }
    }

    private mutating func distance(
        _ arguments: [Expression], in scope: Scope, context: ValueContext, at position: SourcePosition
    ) throws(ADQLError) -> Value {
        var points: [Value]
        if arguments.count == 4 {
            let numbers = try numbers(arguments, in: scope, context: context, place: "in DISTANCE")
            points = [
                Value(.point(numbers[0], numbers[1]), .geometry(.point), at: numbers[0].position),
                Value(.point(numbers[2], numbers[3]), .geometry(.point), at: numbers[2].position),
            ]
        } else {
            points = try arguments.map { argument throws(ADQLError) in
                try point(argument, in: scope, context: context, place: "in DISTANCE")
            }
        }
        return Value(.function(.distance, points), .double, .init(unit: "deg", ucd: "pos.angDistance"), at: position)
    }

    private mutating func region(
        _ argument: Expression, in scope: Scope, context: ValueContext, at position: SourcePosition
    ) throws(ADQLError) -> Value {
        let text = try value(argument, in: scope, context: context)
        guard text.type.isText else {
            throw ADQLError(.type, at: text.position, "in REGION stands a text, not \(text.type.forPeople)")
        }
        return Value(.region(text), .geometry(.region), .init(extendedType: "stc-s"), at: position)
    }

    mutating func shape(
        _ shape: Shape, in scope: Scope, context: ValueContext, at position: SourcePosition
    ) throws(ADQLError) -> Value {
        try checkFrame(shape)
        let place = "in \(shape.kind.rawValue)"
        let arguments = shape.arguments
        switch shape.kind {
        case .point:
            let numbers = try numbers(arguments, in: scope, context: context, place: place)
            return Value(.point(numbers[0], numbers[1]), .geometry(.point), .init(extendedType: "point"), at: position)
        case .circle:
            let (centre, rest) = try centre(arguments, sizes: 1, in: scope, context: context, place: place)
            return Value(.circle(centre, rest[0]), .geometry(.circle), .init(extendedType: "circle"), at: position)
        case .box:
            let (centre, rest) = try centre(arguments, sizes: 2, in: scope, context: context, place: place)
            return Value(
                .box(centre, rest[0], rest[1]), .geometry(.polygon), .init(extendedType: "polygon"), at: position)
        case .polygon:
            let points = try vertices(arguments, in: scope, context: context, place: place, at: position)
            return Value(.polygon(points), .geometry(.polygon), .init(extendedType: "polygon"), at: position)
        }
    }

    private func checkFrame(_ shape: Shape) throws(ADQLError) {
        guard case .name(let name, let position) = shape.frame else { return }
        let frame = name.split(separator: " ").first.map { $0.uppercased() } ?? ""
        let known: Set<String> = ["", "ICRS", "J2000", "FK5", "UNKNOWNFRAME", "UNKNOWN"]
        guard known.contains(frame) else {
            throw ADQLError(
                .unsupported, at: position, "positions are ICRS here, '\(name)' is not converted: leave the frame out")
        }
    }

    private mutating func centre(
        _ arguments: [Expression], sizes: Int, in scope: Scope, context: ValueContext, place: String
    ) throws(ADQLError) -> (Value, [Value]) {
        let rest = try numbers(Array(arguments.suffix(sizes)), in: scope, context: context, place: place)
        if arguments.count == sizes + 1 {
            return (try point(arguments[0], in: scope, context: context, place: place), rest)
        }
        let pair = try numbers(Array(arguments.prefix(2)), in: scope, context: context, place: place)
        return (Value(.point(pair[0], pair[1]), .geometry(.point), at: pair[0].position), rest)
    }

    private mutating func vertices(
        _ arguments: [Expression], in scope: Scope, context: ValueContext, place: String, at position: SourcePosition
    ) throws(ADQLError) -> [Value] {
        let first = try value(arguments[0], in: scope, context: context)
        let isPoints: Bool
        if case .geometry = first.type { isPoints = true } else { isPoints = first.type.isText }
        if isPoints {
            return try arguments.map { argument throws(ADQLError) in
                try point(argument, in: scope, context: context, place: place)
            }
        }
        let numbers = try numbers(arguments, in: scope, context: context, place: place)
        guard numbers.count >= 6, numbers.count % 2 == 0 else {
            throw ADQLError(
                .type, at: position,
                "\(numbers.count) numbers do not make a polygon: it has three vertices or more of two numbers")
        }
        return stride(from: 0, to: numbers.count, by: 2).map {
            Value(.point(numbers[$0], numbers[$0 + 1]), .geometry(.point), at: numbers[$0].position)
        }
    }
}
