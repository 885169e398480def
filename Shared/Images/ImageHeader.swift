/// The header of an image: cards in their order.
///
/// Keywords are looked for without regard to capitals. Where a keyword stands more than once the first one counts, as
/// in other readers. Strings longer than a card are joined from their CONTINUE cards when a header is read, and split
/// into such when it is written.
public struct ImageHeader: Sendable, Equatable {
    /// All cards; END is not one of them.
    public private(set) var cards: [HeaderCard]

    /// A header of these cards.
    public init(cards: [HeaderCard] = []) {
        self.cards = cards
    }

    /// The first card of a keyword.
    public func card(_ keyword: String) -> HeaderCard? { index(keyword).map { cards[$0] } }

    /// Whether there is such a keyword.
    public func contains(_ keyword: String) -> Bool { index(keyword) != nil }

    /// A keyword's string; nil where it is not there or has another kind of value.
    public func text(_ keyword: String) -> String? {
        if case .text(let text)? = card(keyword)?.value { return text }
        return nil
    }

    /// A keyword's whole number, which may be written as a real one without fraction.
    public func integer(_ keyword: String) -> Int? {
        switch card(keyword)?.value {
        case .integer(let number)?: Int(number)
        case .real(let number)?: Int(exactly: number)
        default: nil
        }
    }

    /// A keyword's number.
    public func real(_ keyword: String) -> Double? {
        switch card(keyword)?.value {
        case .integer(let number)?: Double(number)
        case .real(let number)?: number
        default: nil
        }
    }

    /// A keyword's truth value.
    public func logical(_ keyword: String) -> Bool? {
        if case .logical(let truth)? = card(keyword)?.value { return truth }
        return nil
    }

    /// The lines of HISTORY.
    public var history: [String] { cards.filter { $0.keyword == "HISTORY" }.map(\.comment) }

    /// The lines of COMMENT.
    public var comments: [String] { cards.filter { $0.keyword == "COMMENT" }.map(\.comment) }

    /// Gives a keyword a value, in its place if it is there, else at the end.
    ///
    /// The comment stays unless a new one is given.
    public mutating func set(_ keyword: String, _ value: HeaderValue, comment: String? = nil) {
        if let index = index(keyword) {
            cards[index] = HeaderCard(cards[index].keyword, value, comment: comment ?? cards[index].comment)
        } else {
            cards.append(HeaderCard(keyword, value, comment: comment ?? ""))
        }
    }

    /// Gives a keyword a string.
    public mutating func set(_ keyword: String, _ text: String, comment: String? = nil) {
        set(keyword, .text(text), comment: comment)
    }

    /// Gives a keyword a whole number.
    public mutating func set(_ keyword: String, _ number: Int, comment: String? = nil) {
        set(keyword, .integer(Int64(number)), comment: comment)
    }

    /// Gives a keyword a real number.
    public mutating func set(_ keyword: String, _ number: Double, comment: String? = nil) {
        set(keyword, .real(number), comment: comment)
    }

    /// Gives a keyword a truth value.
    public mutating func set(_ keyword: String, _ truth: Bool, comment: String? = nil) {
        set(keyword, .logical(truth), comment: comment)
    }

    /// Removes all cards of a keyword.
    public mutating func remove(_ keyword: String) {
        let wanted = keyword.uppercased()
        cards.removeAll { $0.keyword == wanted }
    }

    /// Removes all cards for which `unwanted` holds.
    public mutating func removeAll(where unwanted: (HeaderCard) -> Bool) { cards.removeAll(where: unwanted) }

    /// Adds a card at the end.
    public mutating func append(_ card: HeaderCard) { cards.append(card) }

    /// Adds a HISTORY, in as many lines as it takes.
    public mutating func addHistory(_ text: String) { addCommentary("HISTORY", text) }

    /// Adds a COMMENT, in as many lines as it takes.
    public mutating func addComment(_ text: String) { addCommentary("COMMENT", text) }

    private mutating func addCommentary(_ keyword: String, _ text: String) {
        var rest = Substring(HeaderCard.printable(text))
        repeat {
            cards.append(HeaderCard(commentary: keyword, String(rest.prefix(72))))
            rest = rest.dropFirst(72)
        } while !rest.isEmpty
    }

    /// Replaces the card at a place.
    mutating func replace(at index: Int, _ card: HeaderCard) { cards[index] = card }

    private func index(_ keyword: String) -> Int? {
        if let exact = cards.firstIndex(where: { $0.keyword == keyword }) { return exact }
        let capitals = keyword.uppercased()
        return capitals == keyword ? nil : cards.firstIndex { $0.keyword == capitals }
    }
}
