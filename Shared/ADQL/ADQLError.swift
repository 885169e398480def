/// Why a text is not a valid query, and where.
public struct ADQLError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What kind of rule it breaks.
    public enum Kind: String, Sendable {
        /// The text does not follow the grammar.
        case syntax
        /// A table, column or function does not exist, or a name means two things.
        case name
        /// Values of these types do not go together.
        case type
        /// Good ADQL that this system does not offer.
        case unsupported
    }

    /// What kind of rule it breaks.
    public var kind: Kind
    /// Line, from 1.
    public var line: Int
    /// Column, from 1, in characters.
    public var column: Int
    /// What was wrong and what was expected, with the nearest name or what to write instead where there is one.
    public var message: String

    /// Makes an error.
    public init(_ kind: Kind, line: Int, column: Int, _ message: String) {
        self.kind = kind
        self.line = line
        self.column = column
        self.message = message
    }

    /// Place and reason, one line.
    public var description: String { "line \(line), column \(column): \(message)" }
}
