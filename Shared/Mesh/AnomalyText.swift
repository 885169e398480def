import Foundation
import Messages

/// An anomaly in words, for terminals, headers and messages.
public enum AnomalyText {
    /// The headings of the columns of `line`.
    public static let headings = row(
        object: "OBJECT", position: ["RA deg", "DEC deg"], band: "BAND", magnitude: "MAG", score: "SCORE",
        tail: "TAIL P", reasons: "WHAT MADE IT ODD")

    /// One line: object, position, band and magnitude, score, tail probability, and what made it odd.
    public static func line(_ anomaly: Anomaly) -> String {
        let alert = anomaly.alert
        return row(
            object: printable(alert.objectID),
            position: [String(format: "%.5f", alert.raDegrees), String(format: "%+.5f", alert.decDegrees)],
            band: printable(alert.band),
            magnitude: alert.magnitude.isNaN ? "–" : String(format: "%.2f", alert.magnitude),
            score: String(format: "%.3f", anomaly.score.score), tail: probability(anomaly.score.tailProbability),
            reasons: reasons(anomaly).joined(separator: ", "))
    }

    /// Columns two blanks apart: texts begin together, numbers end together.
    private static func row(
        object: String, position: [String], band: String, magnitude: String, score: String, tail: String,
        reasons: String
    ) -> String {
        func left(_ text: String, _ width: Int) -> String { text + blanks(width - text.count) }
        func right(_ text: String, _ width: Int) -> String { blanks(width - text.count) + text }
        func blanks(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }
        return [
            left(object, 12), right(position[0], 9), right(position[1], 9), left(band, 4), right(magnitude, 5),
            right(score, 5), right(tail, 7), reasons,
        ].joined(separator: "  ")
    }

    /// The two or three features that made it odd, with their value and what is ordinary.
    ///
    /// Logarithms are taken back.
    public static func reasons(_ anomaly: Anomaly) -> [String] {
        anomaly.explanation.prefix(3).enumerated().filter { $0.offset < 2 || $0.element.share >= 0.1 }.map { _, part in
            let reason = Reason(part)
            let value = [reason.name, reason.value, reason.unit].filter { !$0.isEmpty }.joined(separator: " ")
            return "\(value) (usually \(reason.typical))"
        }
    }

    /// A feature's share in the oddness, in words.
    public struct Reason: Sendable, Equatable {
        /// The feature's name without underscores, and without the logarithm that is taken back.
        public let name: String
        /// The alert's value with three digits, "missing" where there is none.
        public let value: String
        /// What is ordinary.
        public let typical: String
        /// Unit of both; empty for pure numbers, and where the value is missing.
        public let unit: String

        /// Words for a contribution.
        public init(_ part: Contribution) {
            let isLogarithm = part.feature.hasPrefix("log10_")
            func number(_ value: Float) -> String {
                AnomalyText.number(isLogarithm ? pow(10, Double(value)) : Double(value))
            }
            let unit = part.unit.hasPrefix("log10 ") ? String(part.unit.dropFirst(6)) : part.unit
            name = (isLogarithm ? String(part.feature.dropFirst(6)) : part.feature).replacing("_", with: " ")
            value = number(part.value)
            typical = number(part.typical)
            self.unit = part.value.isNaN || unit == "1" ? "" : unit
        }
    }

    /// A probability with two digits, "1.2e-04" where it is small.
    public static func probability(_ value: Double) -> String {
        String(format: value >= 0.001 ? "%.4f" : "%.1e", value)
    }

    /// A publisher's text as it may stand on a terminal and in a header: what would move the cursor, break the line or turn
    /// the writing around is shown as "�".
    public static func printable(_ text: String) -> String {
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: shown.append("\u{FFFD}")
            default: shown.append(scalar)
            }
        }
        return String(shown)
    }

    private static func number(_ value: Double) -> String {
        guard !value.isNaN else { return "missing" }
        // Three digits that count, and no exponent where none is needed.
        return abs(value) >= 1_000 && abs(value) < 1e6 ? String(format: "%.0f", value) : String(format: "%.3g", value)
    }
}
