import Foundation
import Messages
import Simulation

/// What became of a night, in figures.
struct NightSummary: Encodable {
    /// Packets handed over, each counted once.
    var alerts: Int
    /// Alerts that have a score.
    var scored: Int
    /// Alerts that have neither a score nor a dead letter.
    var lost: Int
    /// Scores and notices that came twice.
    var doubled: Int
    /// Packets that were refused as seen before.
    var duplicatesIn: Int
    /// Packets and alerts that could not be processed.
    var deadLetters: Int
    /// Rate at which the alerts that had waited for the forest were scored.
    var alertsPerSecond: Double?
    /// Time from publish to notice, median, of the alerts sent at the paced rate after the forest was live.
    var p50Ms: Double?
    /// The same, 99th percentile.
    var p99Ms: Double?
    /// Anomalies that were told.
    var notices: Int
    /// Planted rarities, where the night is a simulated one.
    var raritiesPlanted: Int?
    /// Those of them among the first hundredth by score.
    var raritiesInFirstPercent: Int?

    /// A few lines for people.
    func lines(byKind: [(kind: String, found: Int, planted: Int)]) -> [String] {
        var lines = [
            "alerts in         \(alerts)",
            "scored            \(scored)",
            "lost              \(lost)",
            "doubled           \(doubled)",
            "seen before       \(duplicatesIn)",
            "dead letters      \(deadLetters)",
            "anomalies told    \(notices)",
        ]
        if let alertsPerSecond {
            lines.append(
                String(format: "scoring rate      %.0f alerts/s, of those that waited for the forest", alertsPerSecond))
        }
        if let p50Ms, let p99Ms {
            lines.append(String(format: "publish → notice  p50 %.1f ms, p99 %.1f ms", p50Ms, p99Ms))
        }
        if let raritiesPlanted, let raritiesInFirstPercent {
            lines.append(
                "planted rarities  \(raritiesInFirstPercent) of \(raritiesPlanted) are among the first 1 % by score")
            lines += byKind.map { "                  \($0.found) of \($0.planted)  \($0.kind)" }
        }
        return lines
    }
}

/// How many of the planted rarities stand among the first hundredth.
struct RarityCount {
    let byKind: [(kind: String, found: Int, planted: Int)]

    init(_ truth: NightTruth, ranked: [Score]) {
        let first = Set(ranked.prefix(max(1, ranked.count / 100)).map(\.alertID))
        byKind = truth.raritiesByKind.map { kind, alerts in
            (kind, alerts.filter { first.contains($0) }.count, alerts.count)
        }.sorted { $0.kind < $1.kind }
    }

    var found: Int { byKind.reduce(0) { $0 + $1.found } }
    var planted: Int { byKind.reduce(0) { $0 + $1.planted } }
}
