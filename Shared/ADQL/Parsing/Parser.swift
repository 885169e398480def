/// Reads a query by recursive descent, looking one token ahead.
///
/// Work grows with the length of the text alone: nothing is read twice. Nesting is bounded, so no text can exhaust the
/// stack.
struct Parser {
    let version: ADQLVersion
    private let tokens: [Token]
    private var index = 0
    private var depth = 0

    /// Parentheses, sub-queries and functions within each other.
    static let deepestNesting = 100
    /// Operands of one chain of operators that makes a tree as deep as it is long.
    static let longestChain = 200
    /// UTF-8 bytes of a query.
    static let longestText = 1 << 20

    init(_ text: String, version: ADQLVersion) throws(ADQLError) {
        guard text.utf8.count <= Parser.longestText else {
            throw ADQLError(
                .syntax, line: 1, column: 1,
                "the query has \(text.utf8.count) bytes; at most \(Parser.longestText) are read: load long lists as a table and join it"
            )
        }
        self.version = version
        tokens = Lexer.tokens(of: text, version: version)
    }

    // MARK: Tokens

    var current: Token { tokens[index] }

    /// The token before; the current one at the beginning.
    var previous: Token { tokens[max(0, index - 1)] }

    /// All names in the text, in lower case; nil where columns may be meant that it does not name.
    var mentionedNames: Set<String>? {
        var names: Set<String> = []
        for token in tokens {
            switch token.kind {
            case .identifier, .delimited: names.insert(token.text.lowercased())
            case .symbol where token.text == "*", .keyword where token.word == "NATURAL": return nil
            default: continue
            }
        }
        return names
    }

    var isAtBeginning: Bool { index == 0 }

    func token(ahead count: Int) -> Token { tokens[min(index + count, tokens.count - 1)] }

    mutating func advance() {
        if index < tokens.count - 1 { index += 1 }
    }

    func isKeyword(_ word: String) -> Bool { current.kind == .keyword && current.word == word }

    func isKeyword(among words: Set<String>) -> Bool { current.kind == .keyword && words.contains(current.word) }

    func isSymbol(_ text: String) -> Bool { current.kind == .symbol && current.text == text }

    /// Goes past a word if it is there.
    mutating func take(_ word: String) -> Bool {
        guard isKeyword(word) else { return false }
        advance()
        return true
    }

    /// Goes past a sign if it is there.
    mutating func takeSymbol(_ text: String) -> Bool {
        guard isSymbol(text) else { return false }
        advance()
        return true
    }

    mutating func expect(_ word: String) throws(ADQLError) {
        guard take(word) else { throw unexpected(word) }
    }

    mutating func expectSymbol(_ text: String) throws(ADQLError) {
        guard takeSymbol(text) else { throw unexpected("“\(text)”") }
    }

    /// Goes past the parenthesis that closes one.
    mutating func expectClosing(_ opening: SourcePosition, else expected: String = "") throws(ADQLError) {
        guard !takeSymbol(")") else { return }
        let closing = "“)” for the “(” of line \(opening.line), column \(opening.column)"
        throw unexpected(expected.isEmpty ? closing : "\(expected), or \(closing)")
    }

    /// A name that is not reserved, or in double quotes.
    mutating func identifier(_ what: String) throws(ADQLError) -> Identifier {
        guard let name = takeIdentifier() else { throw unexpected(what) }
        return name
    }

    mutating func takeIdentifier() -> Identifier? {
        let token = current
        guard token.kind == .identifier || token.kind == .delimited else { return nil }
        advance()
        return Identifier(token.text, isDelimited: token.kind == .delimited, position: token.position)
    }

    /// Digits alone, as a number of 64 bits.
    mutating func unsignedInteger(_ what: String) throws(ADQLError) -> Int64 {
        guard current.kind == .integer else { throw unexpected(what) }
        guard let value = Int64(current.text) else {
            throw ADQLError(.syntax, at: current.position, "\(current.text) is too large a number here")
        }
        advance()
        return value
    }

    // MARK: Nesting

    /// Reads something that may hold the like of itself.
    mutating func nested<Result>(
        _ body: (inout Parser) throws(ADQLError) -> Result
    ) throws(ADQLError) -> Result {
        guard depth < Parser.deepestNesting else {
            throw ADQLError(
                .syntax, at: current.position,
                "more than \(Parser.deepestNesting) levels of parentheses and sub-queries")
        }
        depth += 1
        defer { depth -= 1 }
        return try body(&self)
    }

    func checkChain(_ count: Int, at position: SourcePosition) throws(ADQLError) {
        guard count <= Parser.longestChain else {
            throw ADQLError(
                .syntax, at: position, "more than \(Parser.longestChain) operators in one chain: use parentheses or IN")
        }
    }
}

extension Query {
    /// Reads a query.
    ///
    /// It must be one query and nothing behind it; a semicolon at the end is refused, the grammar has none. Nothing is
    /// looked up: that is ``check(with:)``. Throws what is wrong first, with its place and what to write instead.
    public static func parse(_ text: String, version: ADQLVersion = .v2_1) throws(ADQLError) -> Query {
        var parser = try Parser(text, version: version)
        return try parser.query()
    }
}
