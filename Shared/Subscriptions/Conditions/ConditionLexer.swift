/// Cuts a condition's text into words, literals and signs.
struct ConditionLexer {
    private let bytes: [UInt8]
    private var at = 0
    private typealias Span = ConditionToken.Span

    init(_ text: String) { bytes = Array(text.utf8) }

    /// The next word, literal or sign; `.end` at the end and ever after.
    mutating func next() throws(ConditionFault) -> ConditionToken {
        while let byte = byte(0), byte == 0x20 || (0x09...0x0d).contains(byte) { at += 1 }
        let start = at
        guard let first = byte(0) else { return token(.end, from: start) }
        if first.isNameStart { return word(from: start) }
        if first.isDigit || (first == UInt8(ascii: ".") && byte(1)?.isDigit == true) { return try number(from: start) }
        switch first {
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            let content = try quoted(by: first)
            return token(.text(content), from: start)
        case UInt8(ascii: "`"):
            let content = try quoted(by: first)
            return token(.quotedName(content), from: start)
        default: return try sign(from: start)
        }
    }

    private func byte(_ ahead: Int) -> UInt8? { at + ahead < bytes.count ? bytes[at + ahead] : nil }

    private func token(_ kind: ConditionToken.Kind, from start: Int) -> ConditionToken {
        ConditionToken(kind: kind, span: Span(start: start, end: at))
    }

    private mutating func word(from start: Int) -> ConditionToken {
        while let byte = byte(0), byte.isNamePart { at += 1 }
        let word = String(decoding: bytes[start..<at], as: UTF8.self)
        if let keyword = ConditionToken.Keyword(rawValue: word.lowercased()) {
            return token(.keyword(keyword), from: start)
        }
        return token(.name(word), from: start)
    }

    /// Digits with a point and an exponent.
    private mutating func number(from start: Int) throws(ConditionFault) -> ConditionToken {
        digits()
        if byte(0) == UInt8(ascii: ".") {
            at += 1
            digits()
        }
        if let exponent = byte(0), exponent | 0x20 == UInt8(ascii: "e") {
            let sign = byte(1) == UInt8(ascii: "-") || byte(1) == UInt8(ascii: "+") ? 1 : 0
            if byte(1 + sign)?.isDigit == true {
                at += 1 + sign
                digits()
            }
        }
        let written = String(decoding: bytes[start..<at], as: UTF8.self)
        if let next = byte(0), next.isNamePart {
            while let byte = byte(0), byte.isNamePart { at += 1 }
            let rest = String(decoding: bytes[start..<at], as: UTF8.self)
            throw fault(start, "“\(rest.shortened)” is not a number; numbers have no units")
        }
        guard let value = Double(written) else { throw fault(start, "“\(written.shortened)” is not a number") }
        guard value.isFinite else { throw fault(start, "\(written.shortened) is too large a number") }
        return token(.number(value), from: start)
    }

    private mutating func digits() {
        while byte(0)?.isDigit == true { at += 1 }
    }

    /// A text up to the same quote, with `\` before a quote or another `\`.
    private mutating func quoted(by quote: UInt8) throws(ConditionFault) -> String {
        let start = at
        at += 1
        var content: [UInt8] = []
        while let byte = byte(0), byte != quote {
            switch byte {
            case UInt8(ascii: "\\"):
                guard let escaped = self.byte(1) else { break }
                guard Self.escapable.contains(escaped) else {
                    let escape = at
                    at += 2
                    throw fault(escape, "after “\\” in a text comes a quote or another “\\”, for a “\\” write “\\\\”")
                }
                content.append(escaped)
                at += 1
            case 0..<0x20, 0x7f:
                at += 1
                throw fault(at - 1, "a text cannot have a line break, a tab or another control character in it")
            default: content.append(byte)
            }
            at += 1
        }
        guard byte(0) == quote else {
            at = bytes.count
            let sign = String(decoding: [quote], as: UTF8.self)
            throw fault(start, "this text has no end: a second “\(sign)” was expected")
        }
        at += 1
        return String(decoding: content, as: UTF8.self)
    }

    private static let escapable = Array("\"'`\\".utf8)

    private mutating func sign(from start: Int) throws(ConditionFault) -> ConditionToken {
        for (written, kind) in Self.signs where bytes[at...].starts(with: written) {
            at += written.count
            return token(kind, from: start)
        }
        at += 1
        while let byte = byte(0), byte & 0xc0 == 0x80 { at += 1 }
        let character = String(decoding: bytes[start..<at], as: UTF8.self)
        let isShown = character.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        throw fault(
            start, "\(isShown ? "“\(character)”" : "a control character") has no meaning here\(hint(character))")
    }

    /// What was probably meant by a character that has no meaning.
    private func hint(_ character: String) -> String {
        switch character {
        case "“", "”", "„", "‘", "’", "«", "»": "; texts stand in straight quotes, \" or '"
        case "≤": "; write <="
        case "≥": "; write >="
        case "≠": "; write !="
        case "&": "; write and"
        case "|": "; write or"
        case "−", "–": "; write -"
        case "^": "; there are no powers, write exp(2 * ln(x)) or x * x"
        case ";": "; a condition is one expression"
        default: ""
        }
    }

    /// Longer ones before those that they begin with.
    private static let signs: [([UInt8], ConditionToken.Kind)] = [
        ("&&", .keyword(.and)), ("||", .keyword(.or)), ("<=", .sign(.lessOrEqual)), (">=", .sign(.greaterOrEqual)),
        ("<>", .sign(.notEqual)), ("!=", .sign(.notEqual)), ("==", .sign(.equal)), ("<", .sign(.less)),
        (">", .sign(.greater)), ("=", .sign(.equal)), ("!", .keyword(.not)), ("+", .sign(.plus)), ("-", .sign(.minus)),
        ("*", .sign(.times)), ("/", .sign(.divide)), ("(", .sign(.open)), (")", .sign(.close)), (",", .sign(.comma)),
        (".", .sign(.point)),
    ].map { (Array($0.utf8), $1) }

    private func fault(_ start: Int, _ message: String) -> ConditionFault {
        ConditionFault(span: Span(start: start, end: at), message: message)
    }
}
