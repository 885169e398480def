import Catalog
import Foundation
import Messages
import Tables

/// Prints the answer to a quick query for people.
struct ResultPrinter {
    /// The width of lines; nil: no limit.
    var width: Int?
    /// Gets lines that are no rows: how many there are, and what is missing.
    var tell: (String) -> Void

    /// Prints rows, and tells what of them is not there.
    ///
    /// - Parameter allRows: what to do for all rows of a truncated result.
    func show(_ reply: QuickReply, allRows: String) throws {
        let batch = try reply.table.batch()
        let table = ResultTable(columns: reply.table.columns.map(\.column), batch: batch, width: width)
        say(table.lines.joined(separator: "\n"))
        let hidden = table.hiddenColumns
        if hidden > 0 {
            tell(
                "\(hidden) of \(reply.table.columns.count) columns have no room here; "
                    + "name the ones you want, or write to a file")
        }
        tell("\(Numbers.rows(reply.table.rows)), \(Numbers.duration(reply.engineSeconds))")
        if reply.isTruncated {
            tell("truncated: these are only the first \(Numbers.rows(reply.rowLimit)); \(allRows)")
        } else if !reply.message.isEmpty {
            tell(reply.message)
        }
    }
}

/// Prints a line for people beside the result, on standard error.
func remark(_ line: String) {
    FileHandle.standardError.write(Data((line + "\n").utf8))
}
