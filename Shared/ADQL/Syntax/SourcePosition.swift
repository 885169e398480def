/// Where in the text something stands.
///
/// All positions are equal, so that two trees are equal when they say the same, wherever it was written.
public struct SourcePosition: Sendable, Equatable {
    /// Line, from 1.
    public var line: Int
    /// Column, from 1, in Unicode scalars.
    public var column: Int

    /// Makes a position.
    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// Always true.
    public static func == (left: SourcePosition, right: SourcePosition) -> Bool { true }
}

extension ADQLError {
    /// Makes an error at a place.
    init(_ kind: Kind, at position: SourcePosition, _ message: String) {
        self.init(kind, line: position.line, column: position.column, message)
    }
}
