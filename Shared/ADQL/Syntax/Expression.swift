/// A value as it was written.
public struct Expression: Sendable, Equatable {
    /// What it is.
    public var kind: Kind
    /// Where it begins.
    public var position: SourcePosition

    /// Makes an expression.
    public init(_ kind: Kind, at position: SourcePosition) {
        self.kind = kind
        self.position = position
    }

    /// The kinds of values.
    public indirect enum Kind: Sendable, Equatable {
        case null
        case integer(Int64)
        /// A number with point or exponent, or a whole one beyond 64 bits; the text is as written.
        case real(Double, text: String)
        case text(String)
        case column(QualifiedName)
        case parenthesized(Expression)
        /// + or - before a value.
        case sign(isNegative: Bool, Expression)
        case arithmetic(ArithmeticOperator, Expression, Expression)
        case concatenation(Expression, Expression)
        case function(StandardFunction, [Expression])
        /// POINT, CIRCLE, BOX or POLYGON.
        case shape(Shape)
        case userFunction(Identifier, [Expression])
        /// An aggregate; no argument for COUNT(*).
        case aggregate(AggregateFunction, SetQuantifier?, Expression?)
        case cast(Expression, CastTarget)
        case coalesce([Expression])
        /// IN_UNIT: the value, the unit and where the unit stands.
        case inUnit(Expression, unit: String, SourcePosition)
    }
}

/// An operator that computes with two numbers.
public enum ArithmeticOperator: String, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
}

/// What computes one value of many.
public enum AggregateFunction: String, Sendable, CaseIterable {
    case count = "COUNT"
    case average = "AVG"
    case minimum = "MIN"
    case maximum = "MAX"
    case sum = "SUM"
}

/// A geometry constructor.
public struct Shape: Sendable, Equatable {
    /// Which one.
    public var kind: ShapeKind
    /// The deprecated first argument, if written: a frame, or NULL.
    public var frame: Frame?
    /// The other arguments.
    public var arguments: [Expression]

    /// The deprecated first argument.
    public enum Frame: Sendable, Equatable {
        case null
        case name(String, SourcePosition)
    }
}

/// A kind of constructor.
public enum ShapeKind: String, Sendable, CaseIterable {
    case point = "POINT"
    case circle = "CIRCLE"
    case box = "BOX"
    case polygon = "POLYGON"
}

/// What CAST makes.
public enum CastTarget: Sendable, Equatable {
    /// CHAR; without a length of one character, as SQL has it.
    case fixedText(length: Int?)
    /// VARCHAR, with the most characters it may have.
    case text(length: Int?)
    case smallint
    case integer
    case bigint
    case real
    case double
    case timestamp
    case point
    case circle
    case polygon

    /// As ADQL writes it.
    public var adql: String {
        switch self {
        case .fixedText(let length): length.map { "CHAR(\($0))" } ?? "CHAR"
        case .text(let length): length.map { "VARCHAR(\($0))" } ?? "VARCHAR"
        case .smallint: "SMALLINT"
        case .integer: "INTEGER"
        case .bigint: "BIGINT"
        case .real: "REAL"
        case .double: "DOUBLE PRECISION"
        case .timestamp: "TIMESTAMP"
        case .point: "POINT"
        case .circle: "CIRCLE"
        case .polygon: "POLYGON"
        }
    }
}
