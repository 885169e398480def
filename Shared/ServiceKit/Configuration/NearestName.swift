/// The known name that takes the fewest changes of single characters; nil when nothing is known.
func nearestName(to name: String, among known: Set<String>) -> String? {
    known.sorted().min { changes(name, $0) < changes(name, $1) }
}

/// Levenshtein's distance: insertions, deletions and replacements that make one text of the other.
private func changes(_ first: String, _ second: String) -> Int {
    let second = Array(second)
    var row = Array(0...second.count)
    for (index, character) in first.enumerated() {
        var diagonal = row[0]
        row[0] = index + 1
        for column in second.indices {
            let replaced = diagonal + (character == second[column] ? 0 : 1)
            diagonal = row[column + 1]
            row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
        }
    }
    return row[second.count]
}
