import Foundation

/// Finds what could stand at a cursor: commands, keywords, tables, columns, files.
struct ShellCompleter: Sendable {
    var names: TableNames
    /// Lines of the statement before the one that is edited.
    var before = ""

    /// What could stand between a line and the rest of it.
    func completion(of line: String, rest: String = "") -> Completion {
        let text = before + line
        switch StatementScanner.place(atEndOf: text) {
        case .text, .comment: return .nothing
        case .plain, .name: break
        }
        if let end = StatementScanner.end(of: text[...]) { return afterEnd(text[text.index(after: end)...]) }
        let word = Self.lastWord(of: text)
        let head = text.dropLast(word.count)
        if head.allSatisfy(\.isWhitespace) { return Completion(replaced: word, candidates: beginnings(word)) }
        let first = head.drop(while: \.isWhitespace).prefix { !$0.isWhitespace }
        if let command = ShellCommand(word: String(first.prefix(1) == "@" ? "@" : first)) {
            return argument(of: command, line: head + word)
        }
        return Completion(replaced: word, candidates: inStatement(word, head: String(head), text: head + " " + rest))
    }

    private func afterEnd(_ rest: Substring) -> Completion {
        let rest = rest.drop(while: \.isWhitespace)
        guard let sign = rest.first else { return .nothing }
        let word = rest.dropFirst().drop(while: \.isWhitespace)
        switch sign {
        case "<": return Self.matching(String(word), in: ["check", "explain", "submit"])
        case ">": return Self.files(String(word))
        default: return .nothing
        }
    }

    private func beginnings(_ word: String) -> [Completion.Candidate] {
        let commands = ShellCommand.allCases.filter { $0 != .run }.map(\.rawValue)
        return Self.matching(word, in: (commands + ["check", "explain", "submit", "select", "with"]).sorted())
            .candidates
    }

    private func argument(of command: ShellCommand, line: Substring) -> Completion {
        if command == .run { return Self.files(String(line.drop { $0 != "@" }.dropFirst())) }
        let argument = String(line.drop(while: \.isWhitespace).drop { !$0.isWhitespace }.drop(while: \.isWhitespace))
        switch command {
        case .load where !argument.contains(" "): return Self.files(argument)
        case .describe, .drop: return Completion(replaced: argument, candidates: tables(argument))
        default: return .nothing
        }
    }

    // MARK: - In a statement

    private func inStatement(_ word: String, head: String, text: String) -> [Completion.Candidate] {
        let words = Self.words(of: text)
        if let dot = word.lastIndex(of: ".") {
            return behindDot(owner: String(word[..<dot]), part: String(word[word.index(after: dot)...]), words)
        }
        let previous = Self.words(of: head).last { $0 != "," } ?? ""
        let lastKeyword = Self.words(of: head).last { Self.clauseWords.contains($0.lowercased()) }?.lowercased()
        if lastKeyword == "from" || lastKeyword == "join", Self.expectsTable(head, previous) { return tables(word) }
        let named = namedTables(words)
        let columns = named.flatMap { columnCandidates(of: $0.table, word) }
        let aliases = named.compactMap(\.alias).filter { Self.begins($0, with: word) }.map {
            Completion.Candidate($0, ending: ".")
        }
        let keywords = Self.keywordCandidates(word)
        let near = Self.unique(columns + aliases + keywords)
        guard near.isEmpty || (named.isEmpty && !word.isEmpty) else { return near }
        return Self.unique(near + tables(word) + names.tables.flatMap { columnCandidates(of: $0, word) })
    }

    private func behindDot(owner: String, part: String, _ words: [String]) -> [Completion.Candidate] {
        let known = namedTables(words)
        let plain = owner.lowercased()
        let table = known.first { $0.alias?.lowercased() == plain }?.table ?? names.table(owner)
        if let table { return columnCandidates(of: table, part, owner: owner) }
        return names.tables.filter { $0.schema.lowercased() == plain && Self.begins($0.name, with: part) }.map {
            Completion.Candidate("\(owner).\(Self.written($0.name))", shown: $0.name)
        }
    }

    private func columnCandidates(
        of table: TableNames.Table, _ word: String, owner: String? = nil
    ) -> [Completion.Candidate] {
        table.columns.filter { Self.begins($0, with: word) }.map { name in
            Completion.Candidate((owner.map { $0 + "." } ?? "") + Self.written(name), shown: name)
        }
    }

    /// Schemas and their tables; a table's own name is enough where it is typed without its schema.
    private func tables(_ word: String) -> [Completion.Candidate] {
        names.tables.filter {
            Self.begins($0.fullName, with: word) || (!word.isEmpty && Self.begins($0.name, with: word))
        }
        .map { Completion.Candidate("\(Self.written($0.schema)).\(Self.written($0.name))") }
    }

    /// The tables that a statement names, with the aliases it gives them.
    private func namedTables(_ words: [String]) -> [(table: TableNames.Table, alias: String?)] {
        words.indices.compactMap { index in
            guard let table = names.table(words[index]) else { return nil }
            var next = index + 1
            if next < words.count, words[next].lowercased() == "as" { next += 1 }
            guard next < words.count, let first = words[next].first, first.isLetter || first == "_",
                !Self.keywords.contains(words[next].uppercased()), !words[next].contains(".")
            else { return (table, nil) }
            return (table, words[next])
        }
    }

    // MARK: - Words

    /// Words that a name may end a clause with.
    private static let clauseWords: Set<String> = [
        "select", "from", "join", "where", "on", "using", "group", "order", "having", "by", "with", "union", "offset",
    ]

    /// Keywords and functions of ADQL 2.1 that people type; a function has its bracket.
    static let keywords = [
        "ALL", "AND", "AS", "ASC", "BETWEEN", "BY", "CROSS", "DESC", "DISTINCT", "EXCEPT", "EXISTS", "FROM", "FULL",
        "GROUP", "HAVING", "ILIKE", "IN", "INNER", "INTERSECT", "IS", "JOIN", "LEFT", "LIKE", "NATURAL", "NOT", "NULL",
        "OFFSET", "ON", "OR", "ORDER", "OUTER", "RIGHT", "SELECT", "TOP", "UNION", "USING", "WHERE", "WITH",
    ]
    private static let functions = [
        "ABS", "ACOS", "AREA", "ASIN", "ATAN", "ATAN2", "AVG", "BOX", "CAST", "CEILING", "CENTROID", "CIRCLE",
        "COALESCE", "CONTAINS", "COORD1", "COORD2", "COS", "COT", "COUNT", "DEGREES", "DISTANCE", "EXP", "FLOOR",
        "INTERSECTS", "IN_UNIT", "LOG", "LOG10", "LOWER", "MAX", "MIN", "MOD", "PI", "POINT", "POLYGON", "POWER",
        "RADIANS", "RAND", "ROUND", "SIN", "SQRT", "SUM", "TAN", "TRUNCATE", "UPPER",
    ]

    /// In the case that was typed.
    private static func keywordCandidates(_ word: String) -> [Completion.Candidate] {
        guard !word.isEmpty else { return [] }
        let isLower = word == word.lowercased()
        func cased(_ name: String) -> String { isLower ? name.lowercased() : name }
        return keywords.filter { begins($0, with: word) }.map { Completion.Candidate(cased($0), ending: " ") }
            + functions.filter { begins($0, with: word) }.map { Completion.Candidate(cased($0), ending: "(") }
    }

    private static func begins(_ name: String, with prefix: String) -> Bool {
        let prefix = prefix.filter { $0 != "\"" }
        return name.count >= prefix.count && name.prefix(prefix.count).lowercased() == prefix.lowercased()
    }

    /// A name as ADQL wants it: in quotes where it is no plain word.
    private static func written(_ name: String) -> String {
        let isPlain =
            name.first?.isLetter == true && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
            && !keywords.contains(name.uppercased())
        return isPlain ? name : "\"\(name.replacing("\"", with: "\"\""))\""
    }

    private static func unique(_ candidates: [Completion.Candidate]) -> [Completion.Candidate] {
        var seen: Set<String> = []
        return candidates.filter { seen.insert($0.text).inserted }
    }

    /// Whether a table's name comes next: right behind FROM or JOIN, or behind a comma between tables.
    private static func expectsTable(_ head: String, _ previous: String) -> Bool {
        let last = head.last { !$0.isWhitespace }
        return ["from", "join"].contains(previous.lowercased()) || last == ","
    }

    /// Names with their dots and quotes, and commas; texts and comments left out.
    private static func words(of text: String) -> [String] {
        var scanner = StatementScanner()
        var words: [String] = []
        var word = ""
        for (index, character) in zip(text.indices, text) {
            let next = text.index(after: index)
            let place = scanner.step(character, next < text.endIndex ? text[next] : nil)
            if place == .name || (place == .plain && isWord(character)) {
                word.append(character)
                continue
            }
            if !word.isEmpty { words.append(word) }
            word = ""
            if place == .plain, character == "," { words.append(",") }
        }
        return word.isEmpty ? words : words + [word]
    }

    private static func isWord(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_" || character == "."
    }

    /// The word before the cursor, its dots and quotes with it.
    private static func lastWord(of text: String) -> String {
        String(text.reversed().prefix { isWord($0) || $0 == "\"" }.reversed())
    }

    private static func matching(_ word: String, in words: [String]) -> Completion {
        Completion(
            replaced: word,
            candidates: words.filter { begins($0, with: word) }.map { Completion.Candidate($0, ending: " ") })
    }

    /// Files and folders that a path could go on with.
    private static func files(_ path: String) -> Completion {
        let folderEnd = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        let (folder, part) = (String(path[..<folderEnd]), String(path[folderEnd...]))
        let place = folder.isEmpty ? "." : UserPath.expanded(folder)
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
        let fitting = entries.filter { $0.hasPrefix(part) && (!$0.hasPrefix(".") || part.hasPrefix(".")) }.sorted()
        return Completion(
            replaced: path,
            candidates: fitting.map { entry in
                var isFolder: ObjCBool = false
                _ = FileManager.default.fileExists(atPath: "\(place)/\(entry)", isDirectory: &isFolder)
                let name = isFolder.boolValue ? entry + "/" : entry
                return Completion.Candidate(folder + name, shown: name)
            })
    }
}
