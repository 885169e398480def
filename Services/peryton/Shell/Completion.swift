/// What could stand at the cursor instead of the word before it.
struct Completion: Equatable, Sendable {
    /// One text that could stand there.
    struct Candidate: Equatable, Sendable {
        /// The whole of it.
        var text: String
        /// What a list of candidates shows; without what all have in front of it.
        var shown: String
        /// What follows it where it is the only one: a blank, or an opening bracket.
        var ending: String

        init(_ text: String, shown: String? = nil, ending: String = "") {
            self.text = text
            self.shown = shown ?? text
            self.ending = ending
        }
    }

    /// The word that is replaced.
    var replaced: String
    /// In the order they are shown.
    var candidates: [Candidate]

    /// Nothing can stand there.
    static let nothing = Completion(replaced: "", candidates: [])

    /// What can be inserted without a choice; at least what is there already.
    var commonText: String {
        guard let first = candidates.first else { return replaced }
        guard candidates.count > 1 else { return first.text + first.ending }
        let common = candidates.dropFirst().reduce(first.text) { Self.commonPrefix($0, $1.text) }
        return common.count >= replaced.count ? common : replaced
    }

    private static func commonPrefix(_ left: String, _ right: String) -> String {
        String(zip(left, right).prefix { $0.lowercased() == $1.lowercased() }.map(\.0))
    }
}

/// Lays words in columns, downwards, as `ls` does.
enum TextColumns {
    static func lay(_ words: [String], width: Int) -> String {
        let cell = (words.map(\.count).max() ?? 0) + 2
        let columns = max(1, width / cell)
        let rows = (words.count + columns - 1) / columns
        return (0..<rows).map { row in
            stride(from: row, to: words.count, by: rows).map { index in
                index + rows < words.count
                    ? words[index] + String(repeating: " ", count: cell - words[index].count) : words[index]
            }.joined()
        }.joined(separator: "\n")
    }
}
