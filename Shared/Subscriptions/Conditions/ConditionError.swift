/// Why a text is not a valid condition, and where.
public struct ConditionError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The whole condition.
    public let text: String
    /// Where the wrong part begins, in bytes of the text's UTF-8.
    public let offset: Int
    /// How long the wrong part is, bytes; 0 at the end of the text.
    public let length: Int
    /// What is wrong and what was expected, with the nearest name where there is one; one line.
    public let message: String

    /// An error at a part of the text.
    public init(text: String, offset: Int, length: Int = 0, message: String) {
        self.text = text
        self.offset = offset
        self.length = length
        self.message = message
    }

    /// Where the wrong part begins within its line, in characters from 1.
    public var column: Int { place.column }

    /// The place and the message, one line: "line 2, column 5: …"; without a line for a text of one line.
    public var line: String {
        let place = place
        let column = "column \(place.column)"
        return (place.lines == 1 ? column : "line \(place.line), \(column)") + ": " + message
    }

    /// The message, the line of the text that it is about, and a caret under the wrong part.
    ///
    /// ```
    /// column 13: “drbb” is not a feature of these streams; did you mean drb?
    ///   magnitude < feature.drbb
    ///               ^~~~~~~~~~~~
    /// ```
    public var description: String {
        let place = place
        // A long line is cut on both sides, so that the caret stays in view.
        let window = 60
        let from = max(0, place.before.count - window)
        let shown = place.before[from...] + place.marked.prefix(window) + place.after.prefix(window / 2)
        let isCut = place.marked.count > window || place.after.count > window / 2
        let head = from > 0 ? "…" : ""
        let source = head + String(shown) + (isCut ? "…" : "")
        let indent = String(repeating: " ", count: head.count + place.before.count - from)
        let underline = String(repeating: "~", count: max(0, min(window, place.marked.count) - 1))
        return "\(line)\n  \(source)\n  \(indent)^\(underline)"
    }

    /// Where it is, in lines and characters from 1, and its line in three parts.
    private var place: Place {
        let bytes = Array(text.utf8)
        let start = min(max(0, offset), bytes.count)
        let end = min(bytes.count, start + max(0, length))
        let newline = UInt8(ascii: "\n")
        let lineStart = bytes[..<start].lastIndex(of: newline).map { $0 + 1 } ?? 0
        let lineEnd = bytes[start...].firstIndex(of: newline) ?? bytes.count
        let before = Self.printable(bytes[lineStart..<start])
        return Place(
            line: bytes[..<start].count { $0 == newline } + 1,
            lines: bytes.count { $0 == newline } + 1,
            column: before.count + 1,
            before: before,
            marked: Self.printable(bytes[start..<min(end, lineEnd)]),
            after: Self.printable(bytes[max(start, min(end, lineEnd))..<lineEnd]))
    }

    private struct Place {
        var line: Int
        var lines: Int
        var column: Int
        var before: [Character]
        var marked: [Character]
        var after: [Character]
    }

    /// Characters with spaces for what a terminal would act on.
    private static func printable(_ bytes: ArraySlice<UInt8>) -> [Character] {
        String(decoding: bytes, as: UTF8.self).map { character in
            character.unicodeScalars.contains { $0.properties.generalCategory.isForTerminals } ? " " : character
        }
    }
}

extension Unicode.GeneralCategory {
    /// Whether a terminal may do something else with it than show it.
    fileprivate var isForTerminals: Bool {
        switch self {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: true
        default: false
        }
    }
}
