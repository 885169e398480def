/// A message that is not what its contract says.
public struct MessageError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Name of the contract, for example "Alert".
    public var message: String
    /// Path of the field, for example "features.values"; empty where none was reached.
    public var field: String
    /// Byte offset within the message where reading stopped.
    public var offset: Int
    /// What was wrong and what was expected.
    public var problem: String

    /// Makes the error.
    public init(message: String, field: String, offset: Int, problem: String) {
        self.message = message
        self.field = field
        self.offset = offset
        self.problem = problem
    }

    /// One line for people.
    public var description: String {
        let place = field.isEmpty ? "" : ", field \(field)"
        return "\(message) message\(place), byte \(offset): \(problem)"
    }
}
