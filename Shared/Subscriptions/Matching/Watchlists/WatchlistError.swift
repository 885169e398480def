/// Why a row cannot be watched.
public struct WatchlistError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The row's id.
    public let rowID: String
    /// What is wrong and what was expected.
    public let problem: String

    /// One line for people.
    public var description: String { "the row \"\(rowID)\": \(problem)" }
}
