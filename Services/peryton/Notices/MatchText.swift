import Foundation
import Messages

/// Why an anomaly was told of, for people: one line for each reason and each row of a watch-list.
enum MatchText {
    /// The lines below an anomaly's own.
    static func lines(of notice: Notice) -> [String] {
        let rows = notice.watchlistHits.map { hit in
            let comment = hit.comment.isEmpty ? "" : ": \(ValueText.printable(hit.comment))"
            let separation = String(format: "%.2f", hit.separationArcseconds)
            return "    watched  \(ValueText.printable(hit.rowID)) of \(hit.watchlist), \(separation)″ away\(comment)"
        }
        return notice.matchReasons.map { "    because  \(ValueText.printable($0))" } + rows
    }
}
