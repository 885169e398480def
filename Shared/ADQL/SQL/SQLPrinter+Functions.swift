import Foundation
import Tables

extension SQLPrinter {
    /// A function of the language.
    mutating func standard(_ function: StandardFunction, _ arguments: [Value], type: ValueType) {
        switch function {
        case .pi: put("PI()")
        case .rand: put(isPostgres ? "RANDOM()" : "((RANDOM() / 18446744073709551616.0) + 0.5)")
        case .abs: call("ABS") { $0.list(arguments) { $0.number($1) } }
        case .ceiling: doubles("CEIL", arguments)
        case .floor: doubles("FLOOR", arguments)
        case .degrees, .radians, .atan, .atan2, .sin, .cos, .tan: doubles(function.rawValue, arguments)
        case .log: doubles(isPostgres ? ours("ln") : "LN", arguments)
        case .exp, .log10, .power, .sqrt, .acos, .asin:
            doubles(isPostgres ? ours(function.rawValue.lowercased()) : function.rawValue, arguments)
        case .cot:
            put("(1.0 / ")
            put(isPostgres ? "NULLIF(TAN(" : "(TAN(")
            double(arguments[0])
            put(isPostgres ? "), 0))" : ")))")
        case .mod: modulo(arguments, type: type)
        case .round: decimals(isPostgres ? ours("round") : "ROUND", arguments)
        case .truncate: decimals("TRUNC", arguments)
        case .lower, .upper:
            call(function.rawValue) { $0.bytewise(arguments[0]) }
        case .area: call(ours("area")) { $0.value(arguments[0]) }
        case .centroid: call(ours("centroid")) { $0.value(arguments[0]) }
        case .coord1: coordinate(arguments[0].longitude)
        case .coord2: coordinate(arguments[0].latitude)
        case .coordsys:
            put("CASE WHEN ")
            value(arguments[0])
            put(" IS NULL THEN NULL ELSE 'ICRS' END")
        case .distance: distance(arguments[0], arguments[1])
        case .contains: contains(arguments[0], arguments[1])
        case .intersects: intersects(arguments[0], arguments[1])
        case .region: break
        }
    }

    private mutating func doubles(_ name: String, _ arguments: [Value]) {
        call(name) { $0.list(arguments) { $0.double($1) } }
    }

    private mutating func modulo(_ arguments: [Value], type: ValueType) {
        guard type == .integer else { return doubles(isPostgres ? ours("mod") : "MOD", arguments) }
        put("(")
        number(arguments[0])
        put(" % ")
        if isPostgres {
            call("NULLIF") {
                $0.number(arguments[1])
                $0.put(", 0")
            }
        } else {
            number(arguments[1])
        }
        put(")")
    }

    /// Rounding to decimal places: scaled by a power of ten, the same in every engine.
    private mutating func decimals(_ name: String, _ arguments: [Value]) {
        var places: Int64 = 0
        if arguments.count == 2, case .literal(.integer(let number)) = arguments[1].kind { places = number }
        guard places != 0 else { return call(name) { $0.double(arguments[0]) } }
        let scale = pow(10, Double(min(abs(places), 300)))
        put("(")
        call(name) {
            $0.put("(")
            $0.double(arguments[0])
            $0.put(places > 0 ? " * " : " / ")
            $0.parameter(.real(scale))
            $0.put(")")
        }
        put(places > 0 ? " / " : " * ")
        parameter(.real(scale))
        put(")")
    }

    // MARK: Geometry

    /// A number of degrees.
    private mutating func coordinate(_ value: Value) {
        if case .function(let function, let arguments) = value.kind, function == .coord1 || function == .coord2 {
            call(ours(function.rawValue.lowercased())) { $0.value(arguments[0]) }
        } else {
            double(value)
        }
    }

    private mutating func position(_ point: Value) {
        coordinate(point.longitude)
        put(", ")
        coordinate(point.latitude)
    }

    mutating func geometry(_ value: Value) {
        switch value.kind {
        case .point: call(ours("point")) { $0.position(value) }
        case .circle(let centre, let radius):
            call(ours("circle")) {
                $0.position(centre)
                $0.put(", ")
                $0.double(radius)
            }
        case .box(let centre, let width, let height):
            call(ours("box")) {
                $0.position(centre)
                $0.put(", ")
                $0.double(width)
                $0.put(", ")
                $0.double(height)
            }
        case .polygon(let points): polygon(points)
        case .region(let text): call(ours("region")) { $0.value(text) }
        default: self.value(value)
        }
    }

    /// A polygon; one with more vertices than a function can have arguments is told as a text.
    private mutating func polygon(_ points: [Value]) {
        if points.count > SQLPrinter.mostVertices {
            let numbers = points.flatMap { [constant($0.longitude), constant($0.latitude)] }.compactMap { $0 }
            if numbers.count == points.count * 2 {
                let words = numbers.map { "\($0)" }.joined(separator: " ")
                return call(ours("region")) { $0.parameter(.text(words)) }
            }
        }
        call(ours("polygon")) { $0.list(points) { $0.position($1) } }
    }

    /// SQLite's functions have at most 127 arguments, PostgreSQL's 100.
    static let mostVertices = 48

    private mutating func distance(_ first: Value, _ second: Value) {
        call(ours("distance")) {
            $0.position(first)
            $0.put(", ")
            $0.position(second)
        }
    }

    private mutating func contains(_ inner: Value, _ outer: Value) {
        guard case .point = inner.kind else { return relation("contains", inner, outer) }
        switch outer.kind {
        case .circle(let centre, let radius):
            call(ours("in_circle")) {
                $0.position(inner)
                $0.put(", ")
                $0.position(centre)
                $0.put(", ")
                $0.double(radius)
            }
        case .box, .polygon:
            call(ours("in_polygon")) {
                $0.position(inner)
                $0.put(", ")
                $0.value(outer)
            }
        default: relation("contains", inner, outer)
        }
    }

    private mutating func intersects(_ first: Value, _ second: Value) {
        // A point meets what holds it.
        if first.type == .geometry(.point) { return contains(first, second) }
        if second.type == .geometry(.point) { return contains(second, first) }
        relation("intersects", first, second)
    }

    private mutating func relation(_ name: String, _ first: Value, _ second: Value) {
        call(ours(name)) {
            $0.value(first)
            $0.put(", ")
            $0.value(second)
        }
    }

    // MARK: User functions

    mutating func user(_ function: UserFunction.Identity, _ arguments: [Value]) {
        switch function {
        case .healpixIndex:
            call(ours("ivo_healpix_index")) {
                $0.number(arguments[0])
                $0.put(", ")
                $0.list(Array(arguments.dropFirst())) { $0.double($1) }
            }
        case .healpixIndexOfPoint:
            call(ours("ivo_healpix_index")) {
                $0.number(arguments[0])
                $0.put(", ")
                $0.position(arguments[1])
            }
        case .healpixCenter: call(ours("ivo_healpix_center")) { $0.list(arguments) { $0.number($1) } }
        case .epochPropPos: epochPropPos(arguments)
        case .normalRandom: normalRandom(arguments)
        case .hasWord, .hmsToDegrees, .dmsToDegrees:
            call(ours("ivo_\(function.rawValue)")) { $0.list(arguments) { $0.value($1) } }
        case .toJD: julianDate(arguments[0])
        case .toMJD:
            put("(")
            julianDate(arguments[0])
            put(" - 2400000.5)")
        case .stringAgg: call(isPostgres ? "STRING_AGG" : "GROUP_CONCAT") { $0.list(arguments) { $0.value($1) } }
        case .noCaseMatch: truth { $0.like(arguments[0], arguments[1], ignoresCase: true, isNegated: false) }
        case .hashListHas: truth { $0.hashListHas(arguments[0], arguments[1]) }
        case .intervalOverlaps: truth { $0.intervalsOverlap(arguments) }
        }
    }

    /// An unknown parallax, proper motion or radial velocity counts as none.
    private mutating func epochPropPos(_ arguments: [Value]) {
        call(ours("ivo_epoch_prop_pos")) { printer in
            printer.list(Array(arguments.enumerated())) { printer, argument in
                guard (2...5).contains(argument.offset) else { return printer.double(argument.element) }
                printer.call("COALESCE") {
                    $0.double(argument.element)
                    $0.put(", 0.0")
                }
            }
        }
    }

    /// By Box and Muller; in SQLite as plain SQL, where its own random numbers are new for each row.
    private mutating func normalRandom(_ arguments: [Value]) {
        guard !isPostgres else { return doubles(ours("ivo_normal_random"), arguments) }
        put("(")
        double(arguments[0])
        put(" + ")
        double(arguments[1])
        let uniform = "((RANDOM() / 18446744073709551616.0) + 0.5)"
        put(" * SQRT(-2.0 * LN(1.0 - \(uniform))) * COS(6.283185307179586 * \(uniform)))")
    }

    /// A condition as 1 or 0.
    private mutating func truth(_ condition: (inout SQLPrinter) -> Void) {
        put("(")
        condition(&self)
        put(isPostgres ? ")::int4" : ")")
    }

    private mutating func julianDate(_ time: Value) {
        if isPostgres {
            put("(EXTRACT(EPOCH FROM (")
            value(time)
            put(")::timestamp)::float8 / 86400.0 + 2440587.5)")
        } else {
            call("JULIANDAY") { $0.value(time) }
        }
    }

    private mutating func hashListHas(_ words: Value, _ item: Value) {
        put(isPostgres ? "STRPOS('#' || LOWER(" : "INSTR('#' || LOWER(")
        bytewise(words)
        put(") || '#', '#' || LOWER(")
        bytewise(item)
        put(isPostgres ? ") || '#') > 0 AND STRPOS(" : ") || '#') > 0 AND INSTR(")
        value(item)
        put(", '#') = 0")
    }

    private mutating func intervalsOverlap(_ bounds: [Value]) {
        for (index, pair) in [(0, 1), (2, 3), (0, 3), (2, 1)].enumerated() {
            if index > 0 { put(" AND ") }
            double(bounds[pair.0])
            put(" <= ")
            double(bounds[pair.1])
        }
    }
}
