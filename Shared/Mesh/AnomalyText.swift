import Foundation
import Messages

/// An anomaly in words, for terminals, headers and messages.
public enum AnomalyText {
    /// One line: object, position, band and magnitude, score, tail probability, and what made it odd.
    public static func line(_ anomaly: Anomaly) -> String {
        let alert = anomaly.alert
        let position = String(format: "%9.5f %+9.5f", alert.raDegrees, alert.decDegrees)
        let magnitude = String(format: "%@=%.2f", alert.band, alert.magnitude)
        let odds = String(format: "score %.3f  p %@", anomaly.score.score, probability(anomaly.score.tailProbability))
        return "\(alert.objectID)  \(position)  \(magnitude)  \(odds)  \(reasons(anomaly).joined(separator: ", "))"
    }

    /// The two or three features that made it odd, with their value and what is ordinary.
    public static func reasons(_ anomaly: Anomaly) -> [String] {
        anomaly.explanation.prefix(3).enumerated().filter { $0.offset < 2 || $0.element.share >= 0.1 }.map { _, part in
            let unit = part.unit.isEmpty || part.unit == "1" ? "" : " \(part.unit)"
            return "\(part.feature) \(number(part.value))\(unit) (usually \(number(part.typical)))"
        }
    }

    /// A probability with two digits, "1.2e-04" where it is small.
    public static func probability(_ value: Double) -> String {
        value >= 0.001 ? String(format: "%.4f", value) : String(format: "%.1e", value)
    }

    private static func number(_ value: Float) -> String {
        value.isNaN ? "missing" : String(format: "%.3g", Double(value))
    }
}
