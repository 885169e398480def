import Foundation
import Messages

/// An anomaly that one subscription asked for.
public struct Match: Sendable {
    /// Whose it is.
    public let rule: MatchRule
    /// The anomaly.
    public let subject: MatchSubject
    /// The rows of the subscription's watch-lists near it, nearest first, at most `mostHits`.
    public let watchlistHits: [WatchlistHit]

    /// The most rows of watch-lists that are told.
    public static let mostHits = 100

    /// The subscription.
    public var subscription: Subscription { rule.subscription }

    /// Why it matched: one line for each part of the subscription that had to hold.
    ///
    /// - Parameter tailProbability: the one by which it was judged; nil for the score's own.
    public func reasons(tailProbability: Double? = nil) -> [String] {
        let subscription = rule.subscription
        let score = subject.anomaly.score
        var lines: [String] = []
        if !subscription.streams.isEmpty { lines.append("stream \(score.stream)") }
        let tail = tailProbability ?? score.tailProbability
        if subscription.tailProbabilityLimit > 0, tail <= subscription.tailProbabilityLimit {
            lines.append("tail probability \(Self.short(tail)) ≤ \(Self.plain(subscription.tailProbabilityLimit))")
        }
        if subscription.scoreLimit > 0, score.score >= subscription.scoreLimit {
            lines.append("score \(String(format: "%.4f", score.score)) ≥ \(Self.plain(subscription.scoreLimit))")
        }
        lines += rule.areas.reasons(subject.place)
        var told: Set<String> = []
        for hit in watchlistHits where told.insert(hit.watchlist).inserted {
            let others = watchlistHits.count { $0.watchlist == hit.watchlist } - 1
            let more = others == 0 ? "" : ", and \(others) more"
            lines.append(
                "watch-list \(hit.watchlist): \(hit.rowID) at \(String(format: "%.2f", hit.separationArcseconds))″\(more)"
            )
        }
        if let condition = rule.condition {
            lines.append("condition: \(Self.oneLine(subscription.condition)) (\(condition.values(in: subject.facts)))")
        }
        return lines
    }

    /// Two digits, as in 2.1e-04, where it is small.
    private static func short(_ number: Double) -> String { String(format: number >= 0.001 ? "%.4f" : "%.1e", number) }

    private static func plain(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e9 ? "\(Int(number))" : "\(number)"
    }

    private static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).map { $0.drop { $0 == " " } }.joined(separator: " ")
    }
}
