import Foundation
import Messages

/// Why an anomaly was told of, for people: the reasons on one line, and one line for each row of a watch-list.
enum MatchText {
    /// The lines below an anomaly's own.
    static func lines(of notice: Notice) -> [String] {
        let rows = notice.watchlistHits.map { hit in
            let comment = hit.comment.isEmpty ? "" : ": \(ValueText.printable(hit.comment))"
            let separation = String(format: "%.2f", hit.separationArcseconds)
            return "    watched  \(ValueText.printable(hit.rowID)) of \(hit.watchlist), \(separation)″ away\(comment)"
        }
        let reasons = notice.matchReasons.map { ValueText.printable($0) }.joined(separator: "; ")
        return (reasons.isEmpty ? [] : ["    because  \(reasons)"]) + rows
    }
}
