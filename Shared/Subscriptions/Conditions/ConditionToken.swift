/// One word, literal or sign of a condition's text.
struct ConditionToken: Equatable {
    enum Kind: Equatable {
        /// A name that is not reserved.
        case name(String)
        /// A text in back-quotes: only ever a name.
        case quotedName(String)
        case keyword(Keyword)
        case number(Double)
        case text(String)
        case sign(Sign)
        case end
    }

    /// A reserved word, in any case.
    enum Keyword: String {
        case and, or, not, `in`, between, like, `is`, missing, `true`, `false`
    }

    /// A sign, as it is called whatever way it is written.
    enum Sign: String {
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
        case equal = "="
        case notEqual = "!="
        case plus = "+"
        case minus = "-"
        case times = "*"
        case divide = "/"
        case open = "("
        case close = ")"
        case comma = ","
        case point = "."
    }

    var kind: Kind
    var span: Span

    /// A part of the text, in bytes.
    struct Span: Equatable {
        var start: Int
        var end: Int

        /// From the start of this one to the end of another.
        func to(_ other: Span) -> Span { Span(start: start, end: other.end) }
    }
}

/// The most that one condition may have, so that no text, however made, takes much time or memory.
enum ConditionLimits {
    /// Bytes of the text, UTF-8.
    static let bytes = 4_000
    /// Parentheses, `not`s, signs and function calls within one another.
    static let depth = 50
    /// Fields, numbers and texts.
    static let terms = 500
}

/// What is wrong with a part of the text.
struct ConditionFault: Error {
    var span: ConditionToken.Span
    var message: String
}
