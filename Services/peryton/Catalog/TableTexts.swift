import Catalog
import Messages
import Tables

/// Tables and columns of the catalogue as people read them.
enum TableTexts {
    /// A list of tables.
    static func list(_ tables: [TableInfo]) -> String {
        var text = TextTable(["TABLE", "KIND", "COLUMNS", "ROWS", "SKY INDEX", "WHAT"])
        for table in tables {
            text.add([
                table.fullName, table.kind, table.columns.isEmpty ? "" : "\(table.columns.count)", rows(table),
                table.hasSkyIndex ? "yes" : "", table.description,
            ])
        }
        return text.text
    }

    /// A list of one's own tables, with what they take.
    static func own(_ tables: [TableInfo]) -> String {
        var text = TextTable(["TABLE", "ROWS", "SIZE", "CHANGED", "WHAT"])
        for table in tables {
            text.add([
                table.fullName, rows(table), Numbers.bytes(table.bytes), table.changedAt.text, table.description,
            ])
        }
        return text.text
    }

    /// One table and its columns.
    static func description(of table: TableInfo) -> String {
        var lines = ["table      \(table.fullName)"]
        if !table.description.isEmpty { lines.append("what       \(table.description)") }
        if table.rows >= 0 { lines.append("rows       \(Numbers.grouped(table.rows))") }
        if table.bytes > 0 { lines.append("size       \(Numbers.bytes(table.bytes))") }
        if !table.raColumn.isEmpty {
            lines.append(
                "position   \(table.raColumn), \(table.decColumn)\(table.hasSkyIndex ? ", with a sky index" : "")")
        }
        if !table.owner.isEmpty { lines.append("owner      \(table.owner)") }
        if table.changedAt.isKnown { lines.append("changed    \(table.changedAt.text)") }
        lines.append("")
        lines.append(columns(table.columns))
        if !table.examples.isEmpty {
            lines.append("")
            lines.append("examples")
            lines += table.examples.map { "  " + $0.replacing("\n", with: "\n  ") }
        }
        return lines.joined(separator: "\n")
    }

    /// Columns with what is known of them.
    static func columns(_ columns: [ColumnInfo]) -> String {
        var text = TextTable(["COLUMN", "TYPE", "UNIT", "INDEX", "UCD", "WHAT"])
        for column in columns {
            text.add([
                column.name, type(column), column.unit, column.isIndexed ? "yes" : "", column.ucd, column.description,
            ])
        }
        return text.text
    }

    /// Columns of several tables.
    static func columns(of tables: [TableInfo]) -> String {
        var text = TextTable(["TABLE", "COLUMN", "TYPE", "UNIT", "INDEX", "WHAT"])
        for table in tables {
            for column in table.columns {
                text.add([
                    table.fullName, column.name, type(column), column.unit, column.isIndexed ? "yes" : "",
                    column.description,
                ])
            }
        }
        return text.text
    }

    /// What a right query gives, and what it reads.
    static func check(_ reply: CheckReply) -> String {
        let columns = reply.columns.count == 1 ? "1 column" : "\(reply.columns.count) columns"
        return "valid: \(columns) of \(reply.tables.joined(separator: ", "))\n\(self.columns(reply.columns))"
    }

    /// A pattern that finds a name by a part of it, where it has no wildcard of its own.
    static func pattern(_ text: String) -> String {
        text.isEmpty || text.contains(where: { "*%?".contains($0) }) ? text : "*\(text)*"
    }

    /// What is used, and of how much.
    static func quota(_ quota: QuotaReply) -> String {
        let used = Numbers.bytes(quota.usedBytes)
        guard quota.limitBytes > 0 else { return "\(used) used; no limit" }
        let share = 100 * Double(quota.usedBytes) / Double(quota.limitBytes)
        return "\(used) of \(Numbers.bytes(quota.limitBytes)) used (\(Int(share.rounded())) %)"
    }

    private static func rows(_ table: TableInfo) -> String { table.rows < 0 ? "–" : Numbers.grouped(table.rows) }

    private static func type(_ column: ColumnInfo) -> String {
        let name = column.type.columnType?.rawValue ?? "unknown"
        return column.textWidth > 0 ? "\(name)(\(column.textWidth))" : name
    }
}
