import Glibc

/// A function of numbers that a condition can call.
///
/// Each is missing where an argument is missing or the result is not finite.
enum NumberFunction: String, CaseIterable, Sendable {
    /// The number without its sign.
    case abs
    case sqrt
    /// Logarithm to base 10.
    case log10
    /// Natural logarithm.
    case ln
    case exp
    /// The least of two or more.
    case min
    /// The greatest of two or more.
    case max
    case floor
    case ceil
    /// To the nearest whole number, a half away from zero.
    case round

    /// Whether it takes two or more numbers; the others take one.
    var takesSeveral: Bool { self == .min || self == .max }

    /// The result for one number.
    func callAsFunction(_ value: Double) -> Double {
        switch self {
        case .abs: Swift.abs(value)
        case .sqrt: value.squareRoot().orMissing
        case .log10: Glibc.log10(value).orMissing
        case .ln: Glibc.log(value).orMissing
        case .exp: Glibc.exp(value).orMissing
        case .floor: value.rounded(.down)
        case .ceil: value.rounded(.up)
        case .round: value.rounded(.toNearestOrAwayFromZero)
        case .min, .max: value
        }
    }

    /// The result for two numbers, of the functions that take several.
    func callAsFunction(_ left: Double, _ right: Double) -> Double {
        guard !left.isNaN, !right.isNaN else { return .nan }
        return self == .min ? Swift.min(left, right) : Swift.max(left, right)
    }

    /// The result for any count of numbers that it takes.
    func callAsFunction(_ values: [Double]) -> Double {
        guard let first = values.first else { return .nan }
        return values.count == 1 ? self(first) : values.dropFirst().reduce(first) { self($0, $1) }
    }
}

extension Condition {
    /// Names of the functions that a condition can call, for help.
    public static let functionNames: [String] = NumberFunction.allCases.map(\.rawValue)
}
