/// A name as it was written.
public struct Identifier: Sendable, Equatable {
    /// The name, without quotes.
    public var text: String
    /// Whether it stood in double quotes: then it means just this spelling.
    public var isDelimited: Bool
    /// Where it stood.
    public var position: SourcePosition

    /// Makes a name.
    public init(_ text: String, isDelimited: Bool, position: SourcePosition) {
        self.text = text
        self.isDelimited = isDelimited
        self.position = position
    }

    /// Whether it means a thing of this name.
    public func matches(_ name: String) -> Bool {
        isDelimited ? text == name : text.count == name.count && text.lowercased() == name.lowercased()
    }

    /// As ADQL writes it.
    public var adql: String {
        isDelimited
            ? "\"\(text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\"" : text
    }
}

/// A name with what it is qualified by, outermost first: at most catalogue, schema, table and column.
public struct QualifiedName: Sendable, Equatable {
    /// The parts; never empty.
    public var parts: [Identifier]
    /// Where it begins.
    public var position: SourcePosition

    /// Makes a name.
    public init(_ parts: [Identifier], position: SourcePosition) {
        self.parts = parts
        self.position = position
    }

    /// As ADQL writes it.
    public var adql: String { parts.map(\.adql).joined(separator: ".") }
}
