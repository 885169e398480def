/// Units of what is computed from values with units, in VOUnits spelling; empty where it is a plain number or unknown.
enum UnitText {
    static func of(_ operation: ArithmeticOperator, _ left: Value, _ right: Value) -> String {
        let first = left.attributes.unit
        let second = right.attributes.unit
        switch operation {
        case .add, .subtract:
            if first == second { return first }
            if first.isEmpty, left.isConstant { return second }
            if second.isEmpty, right.isConstant { return first }
            return ""
        case .multiply:
            if second.isEmpty { return first }
            if first.isEmpty { return second }
            return shortened("\(grouped(first)).\(grouped(second))")
        case .divide:
            if second.isEmpty { return first }
            if first == second { return "" }
            return shortened(first.isEmpty ? "\(grouped(second))**-1" : "\(grouped(first))/\(grouped(second))")
        }
    }

    static func of(_ function: StandardFunction, _ values: [Value]) -> String {
        let unit = values.first?.attributes.unit ?? ""
        switch function {
        case .ceiling, .floor, .round, .truncate: return unit
        case .degrees: return "deg"
        case .radians: return "rad"
        case .acos, .asin, .atan, .atan2: return "rad"
        case .sqrt: return unit.isEmpty ? "" : shortened("sqrt(\(unit))")
        case .power:
            guard !unit.isEmpty, values.count == 2, case .literal(let exponent) = values[1].kind else { return "" }
            switch exponent {
            case .integer(let number): return shortened("(\(unit))**\(number)")
            case .real(let number): return shortened("(\(unit))**\(number)")
            default: return ""
            }
        default: return ""
        }
    }

    private static func grouped(_ unit: String) -> String {
        unit.contains { !$0.isLetter } ? "(\(unit))" : unit
    }

    /// A unit that has grown out of all proportion says nothing to anybody.
    private static func shortened(_ unit: String) -> String { unit.utf8.count <= 120 ? unit : "" }
}

extension Value {
    /// Whether it is a literal, maybe computed with others.
    var isConstant: Bool { !dependsOn(nil) && !hasAggregate }
}
