/// An engine's language.
public enum SQLDialect: Sendable, Equatable {
    /// SQLite 3.40 with its mathematical functions, `PRAGMA case_sensitive_like=ON` and the peryton_ functions; every table with a
    /// sky index has its row ids as `peryton_row`.
    case sqlite
    /// PostgreSQL with the peryton_ functions in the schema `peryton`, among them ``PostgresFunctions``.
    case postgres(hasQ3C: Bool)
}

/// A value bound to a parameter.
public enum SQLValue: Sendable, Equatable, Hashable {
    case integer(Int64)
    case real(Double)
    case text(String)
}

/// A statement with the values of its parameters: `?1` or `$1` is the first.
public struct SQLStatement: Sendable, Equatable {
    /// The statement.
    public var text: String
    /// Values of the parameters, in their order; equal literals share one.
    public var parameters: [SQLValue]
    /// Which of them are real numbers of the query itself, perhaps with another sign; nil where the text, or another
    /// parameter, was computed from such numbers.
    public var writtenParameters: [Int]?
}
