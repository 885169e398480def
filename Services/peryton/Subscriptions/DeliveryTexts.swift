import Foundation
import Messages

/// Deliveries as people read them.
enum DeliveryTexts {
    /// Attempts, and below them what waits for its owner.
    ///
    /// - Parameter width: the most characters of a line; nil for no limit.
    static func list(_ list: DeliveryList, of name: String, width: Int? = nil) -> String {
        guard !list.deliveries.isEmpty || !list.undelivered.isEmpty else {
            return "subscription \(name) has sent nothing yet"
        }
        var parts = list.deliveries.isEmpty ? [] : [attempts(list.deliveries, width: width)]
        if !list.undelivered.isEmpty {
            let count = list.undelivered.count
            parts.append(
                "\(count == 1 ? "1 notice was" : "\(Numbers.grouped(count)) notices were") given up; "
                    + "`peryton subscriptions redeliver \(name) --all` sends again, `drop` lets go\n"
                    + undelivered(list.undelivered, width: width))
        }
        return parts.joined(separator: "\n\n")
    }

    /// One line for each attempt.
    static func attempts(_ deliveries: [DeliveryRecord], width: Int? = nil) -> String {
        var table = TextTable(["WHEN", "CHANNEL", "TRY", "OUTCOME", "MS", "ALERT", "DETAIL"])
        for delivery in deliveries {
            table.add([
                delivery.at.text, delivery.channel, "\(delivery.attempt)", delivery.outcome,
                milliseconds(delivery.milliseconds), alerts(delivery.alertKeys), ValueText.printable(delivery.detail),
            ])
        }
        return table.text(width: width)
    }

    private static func undelivered(_ notices: [Undelivered], width: Int?) -> String {
        var table = TextTable(["ID", "GIVEN UP", "CHANNEL", "TRIES", "ALERT", "WHY"])
        for notice in notices {
            table.add([
                notice.id, notice.at.text, notice.channel, "\(notice.attempts)", alerts([notice.alertKey]),
                ValueText.printable(notice.reason),
            ])
        }
        return table.text(width: width)
    }

    /// Alert keys without their project, which is the asker's own.
    private static func alerts(_ keys: [String]) -> String {
        guard let first = keys.first else { return "test" }
        let alert = ValueText.printable(first.split(separator: "/", maxSplits: 1).last.map(String.init) ?? first)
        return keys.count == 1 ? alert : "\(alert) and \(Numbers.grouped(keys.count - 1)) more"
    }

    private static func milliseconds(_ value: Double) -> String {
        String(format: value < 10 ? "%.1f" : "%.0f", value)
    }
}
