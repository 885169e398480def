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
        isDelimited ? text == name : Self.areAlike(text, name)
    }

    /// Whether two names are the same but for case.
    ///
    /// A query's names are compared with each of a table's hundreds of columns, so that ASCII is compared in place.
    private static func areAlike(_ one: String, _ other: String) -> Bool {
        let (first, second) = (one.utf8, other.utf8)
        guard first.count == second.count else {
            let areASCII = first.allSatisfy { $0 < 128 } && second.allSatisfy { $0 < 128 }
            return !areASCII && one.lowercased() == other.lowercased()
        }
        for (a, b) in zip(first, second) where a != b {
            if a >= 128 || b >= 128 { return one.lowercased() == other.lowercased() }
            // Letters differ from their other case in one bit.
            guard a ^ b == 32, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(a | 32) else { return false }
        }
        return true
    }

    /// How a query names a thing: in double quotes where the bare name would mean something else or nothing.
    public static func spelling(of name: String) -> String {
        let isRegular =
            name.first?.isLetter == true && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
            && !ReservedWords.contains(name.uppercased(), in: .v2_1)
        return Identifier(name, isDelimited: !isRegular, position: SourcePosition(line: 1, column: 1)).adql
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
