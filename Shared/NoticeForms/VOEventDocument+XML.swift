/// Writes XML 1.0, element by element; any text may be given.
struct XMLWriter {
    /// What was written so far.
    private(set) var text = #"<?xml version="1.0" encoding="UTF-8"?>"# + "\n"
    private var depth = 0

    /// An element with others in it; attributes that are nil are left out.
    mutating func element(
        _ name: String, _ attributes: [(name: String, value: String?)] = [], _ content: (inout XMLWriter) -> Void
    ) {
        open(name, attributes, end: ">\n")
        depth += 1
        content(&self)
        depth -= 1
        text += "\(indentation)</\(name)>\n"
    }

    /// An element with a text, or with nothing, in it.
    mutating func element(
        _ name: String, _ attributes: [(name: String, value: String?)] = [], text content: String? = nil
    ) {
        guard let content else { return open(name, attributes, end: "/>\n") }
        open(name, attributes, end: ">")
        text += "\(Self.escaped(content))</\(name)>\n"
    }

    private mutating func open(_ name: String, _ attributes: [(name: String, value: String?)], end: String) {
        text += "\(indentation)<\(name)"
        for (name, value) in attributes {
            if let value { text += " \(name)=\"\(Self.escaped(value, inAttribute: true))\"" }
        }
        text += end
    }

    private var indentation: String { String(repeating: "  ", count: depth) }

    /// A text with nothing in it that XML would read otherwise, or must not have at all (XML 1.0, 2.2): of that remains
    /// U+FFFD.
    static func escaped(_ text: String, inAttribute: Bool = false) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count + 16)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            // Also ends "]]>", which a text must not have.
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            // Readers make a line feed of it.
            case "\r": result += "&#13;"
            // Readers make spaces of them in attributes.
            case "\n" where inAttribute: result += "&#10;"
            case "\t" where inAttribute: result += "&#9;"
            case "\n", "\t", " "..."\u{D7FF}", "\u{E000}"..."\u{FFFD}", "\u{10000}"..."\u{10FFFF}":
                result.unicodeScalars.append(scalar)
            default: result += "\u{FFFD}"
            }
        }
        return result
    }
}
