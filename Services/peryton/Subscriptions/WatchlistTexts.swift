import Foundation
import Messages

/// Watch-lists as people read them.
enum WatchlistTexts {
    /// A list of lists.
    static func list(_ lists: [Watchlist]) -> String {
        var table = TextTable(["NAME", "ROWS", "RADIUS", "VERSION", "MADE", "WHAT"])
        for list in lists {
            table.add([
                list.name, Numbers.grouped(list.rows), arcseconds(list.radiusArcseconds), "\(list.version)",
                list.createdAt.text, ValueText.printable(list.comment),
            ])
        }
        return table.text
    }

    /// One list without its rows.
    static func description(of list: Watchlist) -> String {
        var lines = [
            "watch-list  \(list.name)", "owner       \(list.owner)", "rows        \(Numbers.grouped(list.rows))",
            "radius      \(arcseconds(list.radiusArcseconds)) of rows that name none", "version     \(list.version)",
            "made        \(list.createdAt.text)",
        ]
        if !list.comment.isEmpty { lines.append("what        \(ValueText.printable(list.comment))") }
        return lines.joined(separator: "\n")
    }

    /// Rows for people.
    static func rows(_ rows: [WatchlistRow]) -> String {
        var table = TextTable(["ID", "RA deg", "DEC deg", "RADIUS", "COMMENT"])
        for row in rows {
            table.add([
                ValueText.printable(row.id), String(format: "%10.6f", row.raDegrees),
                String(format: "%+10.6f", row.decDegrees),
                row.radiusArcseconds == 0 ? "" : arcseconds(row.radiusArcseconds), ValueText.printable(row.comment),
            ])
        }
        return table.text
    }

    /// The names of the columns of `csv`.
    static let csvHeading = "id,ra,dec,radius,comment"

    /// A row as `import` reads it back.
    static func csv(_ row: WatchlistRow) -> String {
        let radius = row.radiusArcseconds == 0 ? "" : "\(row.radiusArcseconds)"
        return [CSVText.field(row.id), "\(row.raDegrees)", "\(row.decDegrees)", radius, CSVText.field(row.comment)]
            .joined(separator: ",")
    }

    private static func arcseconds(_ value: Double) -> String { "\(DefinitionValue.text(of: value))″" }
}

/// A watch-list without its rows as JSON.
struct WatchlistJSON: Encodable {
    var name: String
    var owner: String
    var rows: UInt64
    var radiusArcseconds: Double
    var version: UInt64
    var createdAt: String?
    var comment: String

    init(_ list: Watchlist) {
        name = list.name
        owner = list.owner
        rows = list.rows
        radiusArcseconds = list.radiusArcseconds
        version = list.version
        createdAt = list.createdAt.textIfKnown
        comment = list.comment
    }
}

/// Texts in comma-separated values, RFC 4180.
enum CSVText {
    /// A text as a field, in quotes where it needs them.
    static func field(_ text: String) -> String {
        guard text.contains(where: { ",\"\n\r\r\n".contains($0) }) else { return text }
        return "\"\(text.replacing("\"", with: "\"\""))\""
    }
}
