/// A checked expression that has a number.
///
/// A number that cannot be told (0/0, the logarithm of a negative number, an overflow) is missing, as one whose field
/// is missing.
indirect enum NumberExpression: Equatable, Sendable {
    /// A finite number.
    case constant(Double)
    case field(Field)
    case negated(NumberExpression)
    case arithmetic(Arithmetic, NumberExpression, NumberExpression)
    case function(NumberFunction, [NumberExpression])
}

/// A checked expression that has a text.
enum TextExpression: Equatable, Sendable {
    /// A text that is not empty.
    case constant(String)
    case field(Field)
}

/// A checked expression that is true, false or unknown, with the three-valued logic of SQL (Kleene's).
///
/// A comparison with a missing value is unknown; `not` of unknown is unknown; `and` is false where one part is false,
/// `or` is true where one part is true, whatever the others are.
indirect enum TruthExpression: Equatable, Sendable {
    case constant(Bool)
    case field(Field)
    case not(TruthExpression)
    case and([TruthExpression])
    case or([TruthExpression])
    case numbers(Comparison, NumberExpression, NumberExpression)
    case between(NumberExpression, NumberExpression, NumberExpression)
    /// Whether a number is one of some, which are in ascending order.
    case numberAmong(NumberExpression, [Double])
    case textsEqual(TextExpression, TextExpression)
    /// Whether a text is one of some.
    case textAmong(Field, [String])
    case like(Field, GlobPattern)
    /// Never unknown.
    case numberMissing(NumberExpression)
    /// Never unknown.
    case textMissing(Field)
}

/// How two numbers are compared.
enum Comparison: String, Sendable {
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case equal = "="
    case notEqual = "!="

    /// The comparison that is true where this one is false.
    var opposite: Comparison {
        switch self {
        case .less: .greaterOrEqual
        case .lessOrEqual: .greater
        case .greater: .lessOrEqual
        case .greaterOrEqual: .less
        case .equal: .notEqual
        case .notEqual: .equal
        }
    }

    /// The comparison that says the same with both sides exchanged.
    var mirrored: Comparison {
        switch self {
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        case .equal, .notEqual: self
        }
    }

    /// Compares two numbers; false where one is NaN.
    @inline(__always)
    func holds(_ left: Double, _ right: Double) -> Bool {
        switch self {
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        case .greaterOrEqual: left >= right
        case .equal: left == right
        // Not !=, which holds for NaN.
        case .notEqual: left < right || left > right
        }
    }
}

/// What is done with two numbers.
enum Arithmetic: String, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"

    /// The result; NaN where it is not finite.
    @inline(__always)
    func callAsFunction(_ left: Double, _ right: Double) -> Double {
        switch self {
        case .add: (left + right).orMissing
        case .subtract: (left - right).orMissing
        case .multiply: (left * right).orMissing
        case .divide: (left / right).orMissing
        }
    }
}

extension Double {
    /// The number; NaN where it is not finite.
    @inline(__always)
    var orMissing: Double { isFinite ? self : .nan }
}
