/// A pattern of names: `*` or `%` for anything, `?` or `_` for one character; case is ignored; empty matches all.
struct NamePattern {
    private let pattern: [Character]

    init(_ text: String) {
        pattern = Array(text.lowercased())
    }

    func matches(_ name: String) -> Bool {
        guard !pattern.isEmpty else { return true }
        let name = Array(name.lowercased())
        var (p, n, star, mark) = (0, 0, -1, 0)
        while n < name.count {
            if p < pattern.count, pattern[p] == "*" || pattern[p] == "%" {
                (star, mark) = (p, n)
                p += 1
            } else if p < pattern.count, pattern[p] == "?" || pattern[p] == "_" || pattern[p] == name[n] {
                p += 1
                n += 1
            } else if star >= 0 {
                // The last star takes one character more.
                p = star + 1
                mark += 1
                n = mark
            } else {
                return false
            }
        }
        return pattern[p...].allSatisfy { $0 == "*" || $0 == "%" }
    }
}
