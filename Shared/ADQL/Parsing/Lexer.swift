/// Cuts a query's text into tokens, in one pass.
///
/// What it cannot read becomes a `bad` token: the parser tells of it only when it gets there, so the first error of the
/// text is the one that is told.
struct Lexer {
    private let bytes: [UInt8]
    private let version: ADQLVersion
    private var index = 0
    private var line = 1
    private var lineStart = 0
    /// Bytes of this line that only continue a character.
    private var continuations = 0

    /// The tokens of a text; the last one is `end`.
    static func tokens(of text: String, version: ADQLVersion) -> [Token] {
        var lexer = Lexer(bytes: Array(text.utf8), version: version)
        var tokens: [Token] = []
        tokens.reserveCapacity(lexer.bytes.count / 4 + 4)
        while true {
            lexer.skipSeparators()
            let token = lexer.next()
            tokens.append(token)
            if token.kind == .end { return tokens }
            if token.kind == .bad {
                tokens.append(Token(kind: .end, text: "", position: token.position))
                return tokens
            }
        }
    }

    private init(bytes: [UInt8], version: ADQLVersion) {
        self.bytes = bytes
        self.version = version
    }

    private var position: SourcePosition {
        SourcePosition(line: line, column: index - lineStart - continuations + 1)
    }

    private func byte(_ offset: Int = 0) -> UInt8 {
        index + offset < bytes.count ? bytes[index + offset] : 0
    }

    private func slice(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    private mutating func step() {
        let value = bytes[index]
        index += 1
        if value == UInt8(ascii: "\n") || (value == UInt8(ascii: "\r") && byte() != UInt8(ascii: "\n")) {
            line += 1
            lineStart = index
            continuations = 0
        } else if value & 0xC0 == 0x80 {
            continuations += 1
        }
    }

    private mutating func skipSeparators() {
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: " "), 9...13: step()
            case UInt8(ascii: "-") where byte(1) == UInt8(ascii: "-"):
                while index < bytes.count, bytes[index] != UInt8(ascii: "\n"), bytes[index] != UInt8(ascii: "\r") {
                    step()
                }
            default: return
            }
        }
    }

    private mutating func next() -> Token {
        let start = position
        guard index < bytes.count else { return Token(kind: .end, text: "", position: start) }
        switch bytes[index] {
        case let first where Self.isLetter(first): return word(start)
        case let first where Self.isDigit(first): return number(start)
        case UInt8(ascii: ".") where Self.isDigit(byte(1)): return number(start)
        case UInt8(ascii: "'"): return quoted(start, UInt8(ascii: "'"))
        case UInt8(ascii: "\""): return quoted(start, UInt8(ascii: "\""))
        default: return symbol(start)
        }
    }

    private mutating func word(_ start: SourcePosition) -> Token {
        let begin = index
        while index < bytes.count, Self.isPartOfWord(bytes[index]) { index += 1 }
        return classified(slice(begin..<index), start)
    }

    private func classified(_ text: String, _ start: SourcePosition) -> Token {
        let word = text.uppercased()
        let isReserved = ReservedWords.contains(word, in: version)
        return Token(kind: isReserved ? .keyword : .identifier, text: text, word: word, position: start)
    }

    private mutating func number(_ start: SourcePosition) -> Token {
        let begin = index
        if byte() == UInt8(ascii: "0"), byte(1) | 0x20 == UInt8(ascii: "x"), isHexadecimal(byte(2)) {
            return Token(
                kind: .bad, text: "hexadecimal numbers are not in ADQL \(version.rawValue): write it in decimal",
                position: start)
        }
        let (end, isReal) = bytes.withUnsafeBufferPointer { Self.number(in: $0, from: begin) } ?? (begin + 1, false)
        index = end
        return Token(kind: isReal ? .real : .integer, text: slice(begin..<index), position: start)
    }

    private func isHexadecimal(_ value: UInt8) -> Bool {
        Self.isDigit(value) || (value | 0x20 >= UInt8(ascii: "a") && value | 0x20 <= UInt8(ascii: "f"))
    }

    private mutating func quoted(_ start: SourcePosition, _ quote: UInt8) -> Token {
        let isText = quote == UInt8(ascii: "'")
        step()
        var content: [UInt8] = []
        while index < bytes.count {
            let value = bytes[index]
            step()
            if value == quote {
                if byte() == quote {
                    step()
                } else {
                    if content.isEmpty, !isText {
                        return Token(kind: .bad, text: "a name in double quotes cannot be empty", position: start)
                    }
                    if content.contains(0) {
                        return Token(kind: .bad, text: "a zero byte cannot be part of a query", position: start)
                    }
                    return Token(
                        kind: isText ? .string : .delimited, text: String(decoding: content, as: UTF8.self),
                        position: start)
                }
            }
            content.append(value)
        }
        let what = isText ? "the text that begins here has no closing '" : "the name that begins here has no closing \""
        return Token(kind: .bad, text: what, position: start)
    }

    private mutating func symbol(_ start: SourcePosition) -> Token {
        let first = bytes[index]
        let pair = index + 1 < bytes.count ? slice(index..<(index + 2)) : ""
        if pair == "/*" {
            return Token(kind: .bad, text: "ADQL has no /* comments */: write -- before each line", position: start)
        }
        let pairs: Set<String> = ["<=", ">=", "<>", "!=", "||", "==", "::"]
        if pairs.contains(pair) {
            index += 2
            return Token(kind: .symbol, text: pair, position: start)
        }
        switch first {
        case UInt8(ascii: "`"):
            return Token(kind: .bad, text: "ADQL quotes names with \", not with `", position: start)
        case UInt8(ascii: "["), UInt8(ascii: "]"):
            return Token(
                kind: .bad, text: "ADQL has no arrays, and quotes names with \", not with [ ]", position: start)
        case UInt8(ascii: "_"):
            return Token(
                kind: .bad, text: "a name that does not begin with a letter must stand in double quotes",
                position: start)
        case 0x21...0x7E:
            index += 1
            return Token(kind: .symbol, text: slice(index - 1..<index), position: start)
        default: return other(start)
        }
    }

    private func other(_ start: SourcePosition) -> Token {
        let rest = String(decoding: bytes[index..<min(bytes.count, index + 8)], as: UTF8.self)
        guard let scalar = rest.unicodeScalars.first else { return Token(kind: .bad, text: "nothing", position: start) }
        let text =
            switch scalar {
            case "‘", "’", "´": "this is a typographic quote: write texts in plain '"
            case "“", "”", "„": "this is a typographic quote: write names in plain \", texts in '"
            case "\u{A0}", "\u{2003}", "\u{2009}", "\u{200B}", "\u{FEFF}":
                "this is an invisible character that is no plain space"
            case "≤": "write <= for ≤"
            case "≥": "write >= for ≥"
            case "≠": "write <> for ≠"
            case "−", "–": "this is a typographic dash: write a plain -"
            default:
                scalar.value < 32 || scalar.value == 127
                    ? "a control character cannot be part of a query"
                    : "“\(scalar)” can stand only in texts, comments and names in double quotes"
            }
        return Token(kind: .bad, text: text, position: start)
    }
}
