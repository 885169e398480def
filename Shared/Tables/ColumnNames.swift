/// Names of columns as files have them.
enum ColumnNames {
    /// Names without doubles, case aside, and none empty: "name_2", "column_7".
    static func unique(_ names: [String]) -> [String] {
        var taken: Set<String> = []
        return names.enumerated().map { index, name in
            let plain = name.isEmpty ? "column_\(index + 1)" : name
            var unique = plain
            var number = 2
            while !taken.insert(unique.lowercased()).inserted {
                unique = "\(plain)_\(number)"
                number += 1
            }
            return unique
        }
    }
}

extension String {
    /// Without white space at its ends.
    var trimmingSpaces: String {
        var text = self[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}

extension Provenance {
    /// From names and values, those that we write into their places.
    init(entries: [(name: String, value: String)], description: String = "") {
        self.init(description: description)
        for (name, value) in entries where !value.isEmpty {
            switch name.lowercased() {
            case "query": query = value
            case "time", "date": time = value
            case "catalog": catalog = value
            case "catalog_version", "catver": catalogVersion = value
            case "job", "jobid": job = value
            case "software", "creator": software = value
            case "description": self.description = value
            default: others.append((name, value))
            }
        }
    }

    /// From lines "name: value", further lines of a value behind three spaces; other lines are description.
    init(comments: [String]) {
        var entries: [(name: String, value: String)] = []
        var words: [String] = []
        for comment in comments {
            if comment.hasPrefix("   "), let last = entries.indices.last {
                entries[last].value += "\n" + comment.dropFirst(3)
                continue
            }
            let line = comment.trimmingSpaces
            let name = line.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
            if !name.isEmpty, line.dropFirst(name.count).hasPrefix(": ") {
                entries.append((String(name), String(line.dropFirst(name.count + 2))))
            } else if !line.isEmpty {
                words.append(line)
            }
        }
        self.init(entries: entries, description: words.joined(separator: "\n"))
    }
}
