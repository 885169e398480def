/// Why a catalogue did not do what it was asked.
public struct CatalogError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What kind of refusal it is.
    public enum Kind: String, Sendable {
        /// The request or the data are wrong.
        case invalid
        /// No such table, column or file.
        case notFound
        /// It is there already, or is being changed.
        case conflict
        /// It is not the asker's.
        case forbidden
        /// A limit of time, memory, rows or space was reached.
        case limit
        /// The owner cancelled it.
        case cancelled
        /// The engine is away or out of order; the same may succeed later.
        case unavailable
    }

    /// What kind of refusal it is.
    public let kind: Kind
    /// What was wrong, where, and what was expected: one line for people.
    public let description: String

    /// Makes an error.
    public init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}
