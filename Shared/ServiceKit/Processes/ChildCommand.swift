/// A program to run and where its words go.
public struct ChildCommand: Sendable {
    /// What happens to the lines that the program writes to standard output and standard error.
    public enum Output: Sendable {
        /// Appended to this file.
        case file(String)
        /// Given one at a time, without the line end, on a thread of its own.
        case lines(@Sendable (String) -> Void)
    }

    /// What messages call it.
    public var name: String
    /// Path of the program.
    public var executable: String
    /// Its arguments.
    public var arguments: [String]
    /// Variables set or changed in the environment that it inherits.
    public var environment: [String: String]
    /// Where its words go.
    public var output: Output

    /// A program to run.
    public init(
        name: String, executable: String, arguments: [String] = [], environment: [String: String] = [:],
        output: Output
    ) {
        self.name = name
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
        self.output = output
    }
}
