/// What schemas, tables and roles are called in PostgreSQL, which keeps 63 bytes of a name.
enum PostgresNames {
    /// The schema of tables that everybody sees, or of a user's own.
    static func schema(project: String, schema: String, owner: String) -> String {
        bounded(owner.isEmpty ? "catalog:\(project):\(schema)" : "mydb:\(project):\(owner)")
    }

    /// The role that may read a project's tables, or those and a user's own.
    static func role(project: String, owner: String) -> String {
        bounded(owner.isEmpty ? "peryton:\(project)" : "peryton:\(project):\(owner)")
    }

    /// A name that fits: a long one ends with its hash, so that two that begin alike stay two.
    static func bounded(_ name: String) -> String {
        guard name.utf8.count > mostBytes else { return name }
        let hash = fingerprint(name)
        var kept = ""
        for character in name where kept.utf8.count + String(character).utf8.count + 17 <= mostBytes {
            kept.append(character)
        }
        return "\(kept):\(hash)"
    }

    /// The most bytes of a name (NAMEDATALEN − 1).
    static let mostBytes = 63

    /// FNV-1a of a text in 16 hexadecimal digits; the same in every process.
    static func fingerprint(_ text: String) -> String {
        let hash = text.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// Columns that every table of PostgreSQL has already.
    static let systemColumns: Set<String> = ["tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"]
}
