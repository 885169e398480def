/// What somebody wants of the shell.
enum ShellRequest: Equatable, Sendable {
    /// A command of the shell's own, with what stands behind it.
    case command(ShellCommand, String)
    case statement(ShellStatement)
    /// What was typed is neither; one line that says so.
    case fault(String)
}

/// A query, and what to do with it.
struct ShellStatement: Equatable, Sendable {
    enum Action: Equatable, Sendable {
        /// Show the first rows.
        case show
        /// Write all rows to a file.
        case save(String)
        case check
        case explain
        /// Make a job of it and go on.
        case submit
    }

    var adql: String
    var action = Action.show
}

/// Commands of the shell's own; each takes one line.
enum ShellCommand: String, CaseIterable, Sendable {
    case help
    case tables
    case describe
    case find
    case columns
    case mytables
    case quota
    case load
    case drop
    case jobs
    case cancel
    case results
    case history
    case run = "@"
    case quit

    /// Finds a command by its first word.
    init?(word: String) {
        switch word.lowercased() {
        case "exit", "\\q", "bye": self = .quit
        case "?", "\\?": self = .help
        case "find_tables": self = .find
        case "find_tables_with_column", "find-columns": self = .columns
        case "describe_table", "desc", "\\d": self = .describe
        case "myquota": self = .quota
        case "load_table": self = .load
        case let word: self.init(rawValue: word)
        }
    }
}

/// Makes requests of lines: a statement goes on until its `;`, a command ends with its line.
struct ShellParser {
    /// What was typed of a statement that has not ended yet.
    private(set) var pending = ""

    /// Whether a statement has begun and not ended.
    var isInStatement: Bool { !pending.allSatisfy(\.isWhitespace) }

    /// Forgets a statement that has begun.
    mutating func reset() { pending = "" }

    /// Takes a line, without or with its end.
    mutating func take(_ line: String) -> [ShellRequest] {
        pending += line.hasSuffix("\n") ? line : line + "\n"
        var requests: [ShellRequest] = []
        while let request = next() { requests.append(request) }
        if !isInStatement { pending = "" }
        return requests
    }

    /// What is left when no more lines come: a last statement may lack its `;`.
    mutating func finish() -> ShellRequest? {
        defer { pending = "" }
        guard !StatementScanner.oneLine(pending).isEmpty else { return nil }
        return take(";").first ?? .fault("the last statement has no end: a quote stands open")
    }

    private mutating func next() -> ShellRequest? {
        while true {
            skipBlanks()
            guard let first = pending.first else { return nil }
            guard first == ";" else { break }
            pending.removeFirst()
        }
        guard pending.prefix(2) != "--" else { return nil }
        let word = Self.firstWord(of: pending)
        if let command = ShellCommand(word: word) {
            let line = cutLine()
            return .command(command, Self.arguments(String(line.dropFirst(word.count))))
        }
        guard Self.beginsStatement(word) else {
            _ = cutLine()
            let nearest = Self.nearest(to: word).map { "; the nearest is \($0)" } ?? ""
            return .fault("\(word): neither a query nor a command\(nearest); help lists the commands")
        }
        guard let end = StatementScanner.end(of: pending[...]) else { return nil }
        let text = String(pending[..<end])
        pending = String(pending[pending.index(after: end)...])
        return statement(text, word)
    }

    /// Skips blanks, and comments that have no statement before them.
    private mutating func skipBlanks() {
        while true {
            pending = String(pending.drop(while: \.isWhitespace))
            guard pending.hasPrefix("--"), let end = pending.firstIndex(where: \.isNewline) else { return }
            pending = String(pending[end...])
        }
    }

    private mutating func cutLine() -> String {
        let end = pending.firstIndex(where: \.isNewline) ?? pending.endIndex
        let line = String(pending[..<end])
        pending = String(pending[end...].dropFirst())
        return line
    }

    /// A statement with the word before it and what stands behind its `;`.
    private mutating func statement(_ text: String, _ word: String) -> ShellRequest {
        var statement = ShellStatement(adql: text)
        let actions: [String: ShellStatement.Action] = ["check": .check, "explain": .explain, "submit": .submit]
        if let action = actions[word.lowercased()] {
            statement.action = action
            statement.adql = String(text.dropFirst(word.count))
        }
        let lineEnd = pending.firstIndex(where: \.isNewline) ?? pending.endIndex
        let rest = pending[..<lineEnd].drop(while: \.isWhitespace)
        guard let sign = rest.first, sign == ">" || sign == "<" else { return .statement(statement) }
        let suffix = cutLine().drop { $0 != sign }.dropFirst()
        let words = Self.arguments(String(suffix))
        guard statement.action == .show else {
            return .fault("\(word) … ; \(sign) \(words): one of both, please")
        }
        if sign == ">" {
            guard !words.isEmpty else { return .fault("; > : expected the name of a file, for example stars.fits") }
            statement.action = .save(Self.unquoted(words))
            return .statement(statement)
        }
        guard let action = actions[words.lowercased()] else {
            return .fault("; < \(words): expected check, explain or submit")
        }
        statement.action = action
        return .statement(statement)
    }

    /// What stands behind a command, without blanks and without `;` at its end.
    private static func arguments(_ text: String) -> String {
        var text = text[...].drop(while: \.isWhitespace)
        while let last = text.last, last.isWhitespace || last == ";" { text.removeLast() }
        return String(text)
    }

    /// A name without quotes around it.
    static func unquoted(_ text: String) -> String {
        guard text.count > 1, let first = text.first, first == text.last, first == "'" || first == "\"" else {
            return text
        }
        return String(text.dropFirst().dropLast())
    }

    /// The word that a text begins with; `@`, `?` and `(` are words by themselves.
    private static func firstWord(of text: String) -> String {
        guard let first = text.first else { return "" }
        if "@?(".contains(first) { return String(first) }
        return String(text.prefix { !$0.isWhitespace && !";(\"'".contains($0) })
    }

    /// Also words of SQL that ADQL lacks: the grammar's own error says what to do instead.
    private static let statementWords: Set<String> = [
        "select", "with", "(", "check", "explain", "submit", "insert", "update", "delete", "create", "alter", "grant",
        "truncate", "merge", "values", "execute", "call", "begin", "commit", "set", "pragma", "attach", "copy",
    ]

    private static func beginsStatement(_ word: String) -> Bool { statementWords.contains(word.lowercased()) }

    /// The command or keyword that a mistyped word is nearest to.
    private static func nearest(to word: String) -> String? {
        let words = ShellCommand.allCases.map(\.rawValue) + ["select", "with", "check", "explain", "submit"]
        let distances = words.map { (word: $0, distance: editDistance($0, word.lowercased())) }
        return distances.filter { $0.distance <= 2 && $0.distance < $0.word.count }
            .min { $0.distance < $1.distance }?.word
    }

    /// How many letters have to be changed, put in or taken out (Levenshtein).
    static func editDistance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left), Array(right))
        var row = Array(0...right.count)
        for (i, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in right.enumerated() {
                let above = row[j + 1]
                row[j + 1] = min(above + 1, row[j] + 1, diagonal + (letter == other ? 0 : 1))
                diagonal = above
            }
        }
        return row[right.count]
    }
}
