/// One word, literal or sign of a query's text.
struct Token {
    enum Kind: UInt8 {
        /// A regular identifier that is not reserved.
        case identifier
        /// An identifier in double quotes.
        case delimited
        /// A reserved word.
        case keyword
        /// Digits.
        case integer
        /// A number with a point or an exponent.
        case real
        /// A text in single quotes.
        case string
        case symbol
        /// What cannot be read; the text says why.
        case bad
        case end
    }

    var kind: Kind
    /// As written; without quotes, and with double quotes made single, for `delimited` and `string`.
    var text: String
    /// In upper case, for identifiers and keywords; else empty.
    var word = ""
    var position: SourcePosition

    /// How an error calls it.
    var forPeople: String {
        switch kind {
        case .identifier: "“\(text)”"
        case .delimited: "\"\(text)\""
        case .keyword: "the reserved word \(word)"
        case .integer, .real: "the number \(text)"
        case .string: "the text '\(text.count > 40 ? "\(text.prefix(40))…" : text)'"
        case .symbol: "“\(text)”"
        case .bad: text
        case .end: "the end of the query"
        }
    }
}
