import Mesh
import Messages

/// Counts what a subscription makes of anomalies of the past.
struct TrialTally {
    private(set) var trial = Trial()
    private let limit: Int
    private var heldBack: [String: UInt64] = [:]
    private var hours: [Int: UInt64] = [:]

    private static let usualMatches = 20
    private static let mostMatches = 20_000

    /// - Parameter limit: the most matches that are listed; 0: 20.
    init(limit: UInt32) {
        self.limit = limit == 0 ? Self.usualMatches : min(Self.mostMatches, Int(limit))
    }

    /// Anomalies that were looked at, whether or not they match.
    mutating func looked(at count: Int) { trial.anomalies += UInt64(count) }

    /// One match and what was decided about it.
    mutating func add(_ matched: MatchedAnomaly, _ decision: Decision) {
        trial.matched += 1
        var reason = ""
        switch decision {
        case .send, .sent:
            trial.sent += 1
            hours[Int((matched.anomaly.alert.mjdUTC * 24).rounded(.down)), default: 0] += 1
        case .heldBack(let held):
            reason = held.rawValue
            heldBack[reason, default: 0] += 1
        }
        guard trial.matches.count < limit else { return }
        let (alert, score) = (matched.anomaly.alert, matched.anomaly.score)
        trial.matches.append(
            TrialMatch(
                stream: score.stream, alertID: score.alertID, objectID: score.objectID, mjdUTC: alert.mjdUTC,
                raDegrees: alert.raDegrees, decDegrees: alert.decDegrees, score: score.score,
                tailProbability: matched.judgement.tailProbability, summary: AnomalyText.line(matched.anomaly),
                matchReasons: matched.reasons, heldBack: reason))
    }

    /// What was counted.
    var result: Trial {
        var result = trial
        result.heldBack = heldBack.sorted { $0.key < $1.key }.map { HeldBack(reason: $0.key, count: $0.value) }
        result.hours = hours.sorted { $0.key < $1.key }.map { HourCount(mjdUTC: Double($0.key) / 24, sent: $0.value) }
        return result
    }
}
