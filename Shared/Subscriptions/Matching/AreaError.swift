/// Why a subscription's area is none.
public struct AreaError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The area's shape, as it was given.
    public let shape: String
    /// What its owner calls it; empty where it has no name.
    public let label: String
    /// What is wrong and what was expected.
    public let problem: String

    /// One line for people.
    public var description: String {
        "the area \(shape.isEmpty ? "without a shape" : shape)\(label.isEmpty ? "" : " \"\(label)\""): \(problem)"
    }
}
