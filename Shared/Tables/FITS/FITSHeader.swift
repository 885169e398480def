/// Cards of a FITS header (FITS 4.0, section 4), 80 bytes each, to be written.
struct FITSHeader {
    /// Bytes of a block: headers and data are multiples of it.
    static let blockSize = 2880
    static let cardSize = 80

    private(set) var cards: [[UInt8]] = []

    /// Printable ASCII; what is not has a question mark in its place, and a new line a space.
    private static func ascii(_ text: String) -> String {
        String(text.map { $0.isNewline || $0 == "\t" ? " " : $0.isASCII && $0 >= " " && $0 <= "~" ? $0 : "?" })
    }

    private mutating func append(_ card: String) {
        let bytes = Array(card.utf8.prefix(Self.cardSize))
        cards.append(bytes + [UInt8](repeating: 0x20, count: Self.cardSize - bytes.count))
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.utf8.count))
    }

    private static func fixed(_ keyword: String, _ value: String, _ comment: String) -> String {
        "\(padded(keyword, 8))= \(String(repeating: " ", count: max(0, 20 - value.count)))\(value)"
            + (comment.isEmpty ? "" : " / \(comment)")
    }

    mutating func append(_ keyword: String, _ value: Int64, _ comment: String = "") {
        append(Self.fixed(keyword, String(value), comment))
    }

    mutating func append(_ keyword: String, _ value: Bool, _ comment: String = "") {
        append(Self.fixed(keyword, value ? "T" : "F", comment))
    }

    /// A text, continued on CONTINUE cards where it is long.
    mutating func append(_ keyword: String, _ value: String, _ comment: String = "") {
        let isPlain =
            keyword.utf8.count <= 8 && keyword.allSatisfy { $0.isUppercase || $0.isNumber || "-_".contains($0) }
        let head = isPlain ? "\(Self.padded(keyword, 8))= " : "HIERARCH \(Self.ascii(keyword).uppercased()) = "
        // Quotes are doubled, and a pair must not be torn apart.
        let signs = Self.ascii(value).map { $0 == "'" ? "''" : String($0) }
        var lines = [""]
        for sign in signs {
            let room = (lines.count == 1 ? Self.cardSize - head.utf8.count : Self.cardSize - 10) - 2
            let isLast = lines[lines.count - 1].utf8.count + sign.utf8.count > room - 1
            if isLast { lines.append("") }
            lines[lines.count - 1] += sign
        }
        for (index, line) in lines.enumerated() {
            let quoted =
                "'\(index == 0 ? Self.padded(line, lines.count == 1 ? 8 : 0) : line)\(index + 1 < lines.count ? "&" : "")'"
            let card = (index == 0 ? head : "CONTINUE  ") + quoted
            append(lines.count == 1 && !comment.isEmpty ? "\(Self.padded(card, 30)) / \(comment)" : card)
        }
    }

    mutating func appendHistory(_ text: String) {
        var rest = Self.ascii(text)[...]
        repeat {
            append("HISTORY \(rest.prefix(72))")
            rest = rest.dropFirst(72)
        } while !rest.isEmpty
    }

    /// All cards and END, filled up to whole blocks; with blank cards before END where that stands in an earlier block.
    func bytes(minimumBlocks: Int = 0) -> [UInt8] {
        let cardsOfBlock = Self.blockSize / Self.cardSize
        let blanks = max(0, (minimumBlocks - 1) * cardsOfBlock - cards.count)
        var bytes = cards.flatMap { $0 } + [UInt8](repeating: 0x20, count: blanks * Self.cardSize)
        bytes += Self.padded("END", Self.cardSize).utf8
        let rest = bytes.count % Self.blockSize
        if rest > 0 { bytes += [UInt8](repeating: 0x20, count: Self.blockSize - rest) }
        return bytes
    }
}
