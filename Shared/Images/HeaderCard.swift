/// The value of a header keyword.
public enum HeaderValue: Sendable, Equatable {
    case text(String)
    case integer(Int64)
    case real(Double)
    case logical(Bool)
}

/// One keyword of a FITS header with its value and comment.
///
/// The value is kept as it is written in the file, so that copying a header changes nothing; it is read when it is
/// asked for. A card without value (COMMENT, HISTORY, blank) has its text in `comment`.
public struct HeaderCard: Sendable, Equatable {
    /// The keyword in capitals; a HIERARCH keyword without the word HIERARCH: `ESO TEL ALT`.
    public let keyword: String
    /// The value's text: quoted if it is a string; nil where the card has none.
    public let field: String?
    /// What stands behind the slash; the whole text of a COMMENT or HISTORY.
    public let comment: String

    init(keyword: String, field: String?, comment: String) {
        self.keyword = keyword
        self.field = field
        self.comment = comment
    }

    /// A card that has the value.
    public init(_ keyword: String, _ value: HeaderValue, comment: String = "") {
        let field =
            switch value {
            case .text(let text): Self.quoted(text)
            case .integer(let number): String(number)
            case .real(let number): Self.text(of: number)
            case .logical(let truth): truth ? "T" : "F"
            }
        self.init(keyword: keyword.uppercased(), field: field, comment: Self.printable(comment))
    }

    /// A card without value.
    public init(commentary keyword: String, _ text: String) {
        self.init(keyword: keyword.uppercased(), field: nil, comment: Self.printable(text))
    }

    /// The value, read; nil where there is none or it is not one of the standard's kinds.
    public var value: HeaderValue? {
        guard let field else { return nil }
        if field.utf8.first == UInt8(ascii: "'") { return .text(Self.unquoted(field)) }
        if field == "T" { return .logical(true) }
        if field == "F" { return .logical(false) }
        let digits = field.utf8.first == UInt8(ascii: "+") ? String(field.dropFirst()) : field
        if let whole = Int64(digits) { return .integer(whole) }
        let exponent = String(digits.map { $0 == "D" || $0 == "d" ? "E" : $0 })
        if let number = Double(exponent), number.isFinite { return .real(number) }
        return nil
    }

    /// Whether a card of the keyword never has a value.
    var isCommentary: Bool { field == nil }

    /// A number as FITS writes it: always with a point, the exponent in capitals, and no digit too many.
    static func text(of number: Double) -> String {
        // The standard has no notation for these; a keyword without value would be no better.
        guard number.isFinite else { return quoted("\(number)") }
        let text = "\(number)".uppercased()
        guard let exponent = text.firstIndex(of: "E") else { return text }
        let mantissa = text[..<exponent]
        return mantissa.contains(".") ? text : mantissa + ".0" + text[exponent...]
    }

    /// A string in quotes, at least eight characters long as the standard wants it for some keywords.
    static func quoted(_ text: String) -> String {
        let inner = printable(text).split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
        return "'" + inner + String(repeating: " ", count: max(0, 8 - inner.utf8.count)) + "'"
    }

    /// What is in quotes: double quotes halved, blanks at the end gone.
    static func unquoted(_ field: String) -> String {
        var bytes: [UInt8] = []
        let quote = UInt8(ascii: "'")
        var source = Array(field.utf8.dropFirst())
        if source.last == quote { source.removeLast() }
        var index = 0
        while index < source.count {
            bytes.append(source[index])
            index += source[index] == quote && index + 1 < source.count && source[index + 1] == quote ? 2 : 1
        }
        while bytes.last == UInt8(ascii: " ") { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Only what the standard allows in a header: the printable characters of ASCII.
    static func printable(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 >= 32 && $0 < 127 }) { return text }
        return String(text.unicodeScalars.map { $0.value >= 32 && $0.value < 127 ? Character($0) : "?" })
    }
}
