/// Walks over ADQL text and knows what stands in quotes and comments.
struct StatementScanner {
    /// What a character is part of.
    enum Place: Equatable {
        case plain
        /// In '…'.
        case text
        /// In "…".
        case name
        /// From -- to the end of the line.
        case comment
    }

    private(set) var place = Place.plain

    /// Where a text's first `;` outside quotes and comments is.
    static func end(of text: Substring) -> String.Index? {
        var scanner = StatementScanner()
        var index = text.startIndex
        while index < text.endIndex {
            let next = text.index(after: index)
            let step = scanner.step(text[index], next < text.endIndex ? text[next] : nil)
            if text[index] == ";", step == .plain, scanner.place == .plain { return index }
            index = next
        }
        return nil
    }

    /// A text without its comments, its lines joined to one.
    static func oneLine(_ text: String) -> String {
        var scanner = StatementScanner()
        var line = ""
        for (index, character) in zip(text.indices, text) {
            let next = text.index(after: index)
            let place = scanner.step(character, next < text.endIndex ? text[next] : nil)
            switch place {
            case .comment: continue
            case .plain where character.isWhitespace:
                if line.last.map({ !$0.isWhitespace }) ?? false { line.append(" ") }
            case .text, .name, .plain: line.append(character.isNewline ? " " : character)
            }
        }
        return line.last == " " ? String(line.dropLast()) : line
    }

    /// The place at the end of a text.
    static func place(atEndOf text: String) -> Place {
        var scanner = StatementScanner()
        for (index, character) in zip(text.indices, text) {
            let next = text.index(after: index)
            _ = scanner.step(character, next < text.endIndex ? text[next] : nil)
        }
        return scanner.place
    }

    /// Takes a character and the one behind it; says what the character is part of.
    mutating func step(_ character: Character, _ next: Character?) -> Place {
        switch place {
        case .plain:
            switch character {
            case "'": place = .text
            case "\"": place = .name
            case "-" where next == "-": place = .comment
            default: break
            }
            return place
        case .text, .name:
            // A doubled quote ends and begins again, which comes to the same.
            if character == (place == .text ? "'" : "\"") {
                defer { place = .plain }
                return place
            }
            return place
        case .comment:
            if character.isNewline { place = .plain }
            return place
        }
    }
}
