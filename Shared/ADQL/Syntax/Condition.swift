/// A condition as it was written.
public struct Condition: Sendable, Equatable {
    /// What it is.
    public var kind: Kind
    /// Where it begins.
    public var position: SourcePosition

    /// Makes a condition.
    public init(_ kind: Kind, at position: SourcePosition) {
        self.kind = kind
        self.position = position
    }

    /// The kinds of conditions.
    public indirect enum Kind: Sendable, Equatable {
        /// All of two or more.
        case and([Condition])
        /// Any of two or more.
        case or([Condition])
        case not(Condition)
        case parenthesized(Condition)
        case comparison(ComparisonOperator, Expression, Expression)
        case between(Expression, Expression, Expression, isNegated: Bool)
        case inList(Expression, [Expression], isNegated: Bool)
        case inQuery(Expression, SelectExpression, isNegated: Bool)
        case like(Expression, pattern: Expression, ignoresCase: Bool, isNegated: Bool)
        case isNull(Expression, isNegated: Bool)
        case exists(SelectExpression)
    }
}

/// An operator that compares two values.
public enum ComparisonOperator: String, Sendable {
    case equal = "="
    case notEqual = "<>"
    case less = "<"
    case greater = ">"
    case lessOrEqual = "<="
    case greaterOrEqual = ">="

    /// The one that says the same with the operands exchanged.
    var mirrored: ComparisonOperator {
        switch self {
        case .equal: .equal
        case .notEqual: .notEqual
        case .less: .greater
        case .greater: .less
        case .lessOrEqual: .greaterOrEqual
        case .greaterOrEqual: .lessOrEqual
        }
    }
}
