import Foundation
import Messages

/// An anomaly in words, for terminals, headers and messages.
public enum AnomalyText {
    /// The headings of the columns of `line`.
    public static let headings =
        "OBJECT             RA deg   DEC deg       MAG  SCORE    TAIL P  WHAT MADE IT ODD"

    /// One line: object, position, band and magnitude, score, tail probability, and what made it odd.
    public static func line(_ anomaly: Anomaly) -> String {
        let alert = anomaly.alert
        let object = alert.objectID.padding(toLength: max(12, alert.objectID.count), withPad: " ", startingAt: 0)
        let position = String(format: "%11.5f %+9.5f", alert.raDegrees, alert.decDegrees)
        let magnitude = String(format: "%5.2f", alert.magnitude)
        let score = String(format: "%.3f", anomaly.score.score)
        return
            "\(object) \(position)  \(alert.band) \(magnitude)  \(score)  \(probability(anomaly.score.tailProbability))  "
            + reasons(anomaly).joined(separator: ", ")
    }

    /// The two or three features that made it odd, with their value and what is ordinary.
    ///
    /// Logarithms are taken back.
    public static func reasons(_ anomaly: Anomaly) -> [String] {
        anomaly.explanation.prefix(3).enumerated().filter { $0.offset < 2 || $0.element.share >= 0.1 }.map { _, part in
            let isLogarithm = part.feature.hasPrefix("log10_")
            let name = (isLogarithm ? String(part.feature.dropFirst(6)) : part.feature).replacing("_", with: " ")
            let unit = part.unit.hasPrefix("log10 ") ? String(part.unit.dropFirst(6)) : part.unit
            func number(_ value: Float) -> String { Self.number(isLogarithm ? pow(10, Double(value)) : Double(value)) }
            return
                "\(name) \(number(part.value))\(unit.isEmpty || unit == "1" ? "" : " \(unit)") (usually \(number(part.typical)))"
        }
    }

    /// A probability with two digits, "1.2e-04" where it is small; seven characters.
    public static func probability(_ value: Double) -> String {
        value >= 0.001 ? String(format: " %.4f", value) : String(format: "%.1e", value)
    }

    private static func number(_ value: Double) -> String {
        guard !value.isNaN else { return "missing" }
        // Three digits that count, and no exponent where none is needed.
        return abs(value) >= 1_000 && abs(value) < 1e6 ? String(format: "%.0f", value) : String(format: "%.3g", value)
    }
}
