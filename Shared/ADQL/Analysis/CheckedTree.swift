import Tables

/// A value whose names are resolved and whose type is known.
struct Value: Equatable, Sendable {
    var kind: Kind
    var type: ValueType
    var attributes = Attributes()
    var position: SourcePosition

    /// What columns carry along beside their values.
    struct Attributes: Equatable, Sendable {
        var unit = ""
        var ucd = ""
        var extendedType = ""
        var description = ""
        var textWidth: Int?
    }

    indirect enum Kind: Equatable, Sendable {
        case null
        case literal(SQLValue)
        /// A column of a table of FROM, by the alias and the name that the statement uses.
        case column(alias: String, name: String)
        case negated(Value)
        case arithmetic(ArithmeticOperator, Value, Value)
        case concatenation(Value, Value)
        case function(StandardFunction, [Value])
        case userFunction(UserFunction.Identity, [Value])
        case aggregate(AggregateFunction, isDistinct: Bool, Value?)
        case cast(Value, CastTarget)
        case coalesce([Value])
        /// A number times a factor.
        case scaled(Value, Double)
        /// Longitude and latitude in degrees.
        case point(Value, Value)
        /// Centre and radius.
        case circle(Value, Value)
        /// Centre, width and height.
        case box(Value, Value, Value)
        /// Points, three or more.
        case polygon([Value])
        /// A geometry from its text.
        case region(Value)
    }

    /// Two values are equal when they compute the same.
    static func == (left: Value, right: Value) -> Bool { left.kind == right.kind }

    init(_ kind: Kind, _ type: ValueType, _ attributes: Attributes = Attributes(), at position: SourcePosition) {
        self.kind = kind
        self.type = type
        self.attributes = attributes
        self.position = position
    }
}

/// A condition whose names are resolved.
indirect enum Predicate: Equatable, Sendable {
    case all([Predicate])
    case any([Predicate])
    case not(Predicate)
    case comparison(ComparisonOperator, Value, Value)
    case between(Value, Value, Value, isNegated: Bool)
    case inList(Value, [Value], isNegated: Bool)
    case inQuery(Value, CheckedRows, isNegated: Bool)
    case like(Value, pattern: Value, ignoresCase: Bool, isNegated: Bool)
    case isNull(Value, isNegated: Bool)
    case exists(CheckedRows)
    /// Only rows that a sky index finds; the exact condition always stands beside it.
    case sky(SkySearch)
}

/// Rows that a query gives, and what its columns are.
struct CheckedRows: Equatable, Sendable {
    var body: Body
    var columns: [OutputColumn]

    indirect enum Body: Equatable, Sendable {
        case select(CheckedSelect)
        /// Two queries of the same columns; duplicates stay if `all`.
        case set(SetOperator, all: Bool, CheckedRows, CheckedRows)
        /// Rows of another query sorted and cut: that query under an alias.
        case sorted(CheckedRows, alias: String, [SortKey], limit: Int64?, offset: Int64?)
    }
}

/// One column that a query gives.
struct OutputColumn: Equatable, Sendable {
    /// Its name; unique but for case among the query's columns.
    var name: String
    /// The name that the statement uses, cut where an engine would cut it.
    var sqlName: String
    var type: ValueType
    var attributes: Value.Attributes
}

/// One SELECT.
struct CheckedSelect: Equatable, Sendable {
    var isDistinct: Bool
    /// One for each output column.
    var values: [Value]
    var from: [CheckedTable]
    var condition: Predicate?
    var groupBy: [Value]
    var having: Predicate?
    var order: [SortKey]
    var limit: Int64?
    var offset: Int64?
}

/// One term of ORDER BY.
struct SortKey: Equatable, Sendable {
    var value: Value
    var isDescending: Bool
}

/// What stands in FROM.
indirect enum CheckedTable: Equatable, Sendable {
    case base(TableDescription, alias: String)
    /// A query of WITH, by the name the statement gives it.
    case common(name: String, alias: String)
    case rows(CheckedRows, alias: String)
    case join(JoinKind, CheckedTable, CheckedTable, Predicate?)
}

/// A search of a sky index that a condition allows.
struct SkySearch: Equatable, Sendable {
    var alias: String
    var table: TableDescription
    var shape: Shape

    indirect enum Shape: Equatable, Sendable {
        /// Centre's longitude and latitude, radius.
        case circle(Value, Value, Value)
        /// A box or polygon.
        case geometry(Value)
    }
}
