/// The numbers for which a test against constants is true, as a range.
struct NumberRange {
    /// The bounds, both within the range.
    var lowest: Double
    var highest: Double
    /// Whether a number has to be in the range, or has to be outside.
    var isInside: Bool

    init(lowest: Double, highest: Double, isInside: Bool) {
        self.lowest = lowest
        self.highest = highest
        self.isInside = isInside
    }

    /// The range of a comparison: every number is either in it or in that of the opposite.
    init(_ comparison: Comparison, _ limit: Double) {
        switch comparison {
        case .less: self.init(lowest: -.infinity, highest: limit.nextDown, isInside: true)
        case .lessOrEqual: self.init(lowest: -.infinity, highest: limit, isInside: true)
        case .greater: self.init(lowest: limit.nextUp, highest: .infinity, isInside: true)
        case .greaterOrEqual: self.init(lowest: limit, highest: .infinity, isInside: true)
        case .equal: self.init(lowest: limit, highest: limit, isInside: true)
        case .notEqual: self.init(lowest: limit, highest: limit, isInside: false)
        }
    }

    /// The field that an expression, or its opposite, compares with constants, and the range that it asks for.
    ///
    /// - Returns: nil where it is no such test.
    static func of(_ expression: TruthExpression, negated: Bool) -> (field: Field, range: NumberRange)? {
        switch expression {
        case .numbers(let comparison, .field(let field), .constant(let limit)):
            (field, NumberRange(negated ? comparison.opposite : comparison, limit))
        case .numbers(let comparison, .constant(let limit), .field(let field)):
            (field, NumberRange(negated ? comparison.mirrored.opposite : comparison.mirrored, limit))
        case .between(.field(let field), .constant(let lowest), .constant(let highest)):
            (field, NumberRange(lowest: lowest, highest: highest, isInside: !negated))
        default: nil
        }
    }
}
