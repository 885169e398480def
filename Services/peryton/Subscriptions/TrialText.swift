import Foundation
import Mesh
import Messages

/// What a subscription would have sent, as people read it.
enum TrialText {
    /// The whole: how many, when, what was held back, and the first few.
    ///
    /// - Parameter verb: "would have sent" or, of a look-back, "sent".
    static func report(_ trial: Trial, of name: String, verb: String = "would have sent") -> String {
        var lines = [headline(trial, of: name, verb: verb)]
        if !trial.hours.isEmpty { lines += [""] + hours(trial.hours) }
        if !trial.heldBack.isEmpty { lines += [""] + heldBack(trial.heldBack) }
        if !trial.matches.isEmpty { lines += [""] + matches(trial) }
        return lines.joined(separator: "\n")
    }

    /// One line: how many of how many.
    static func headline(_ trial: Trial, of name: String, verb: String = "would have sent") -> String {
        guard trial.anomalies > 0 else { return "\(name): there was no anomaly in that time" }
        let notices = trial.sent == 1 ? "1 notice" : "\(Numbers.grouped(trial.sent)) notices"
        let looked = trial.anomalies == 1 ? "1 anomaly" : "\(Numbers.grouped(trial.anomalies)) anomalies"
        let held = trial.matched > trial.sent ? ", \(Numbers.grouped(trial.matched - trial.sent)) held back" : ""
        return "\(name) \(verb) \(notices): \(Numbers.grouped(trial.matched)) of \(looked) match\(held)"
    }

    /// A bar for each hour, night by night.
    private static func hours(_ hours: [HourCount]) -> [String] {
        let most = hours.map(\.sent).max() ?? 1
        let width = Numbers.grouped(most).count
        var lines: [String] = []
        let nights = Dictionary(grouping: hours) { TimeText.nightBeginning($0.mjdUTC) }
        for (night, hours) in nights.sorted(by: { $0.key < $1.key }) {
            let sum = hours.reduce(0) { $0 + $1.sent }
            // The evening that it begins with gives a night its name.
            lines.append("night of \(TimeText.date(night))  \(Numbers.grouped(sum)) sent")
            for hour in hours.sorted(by: { $0.mjdUTC < $1.mjdUTC }) {
                let count = Numbers.grouped(hour.sent)
                let hourOfDay = String(format: "%02d h UTC", TimeText.hour(hour.mjdUTC))
                lines.append(
                    "  \(hourOfDay)  \(String(repeating: " ", count: width - count.count))\(count)  "
                        + bar(Double(hour.sent) / Double(max(1, most))))
            }
        }
        return lines
    }

    /// A bar of eighths of a character, up to 40 characters wide.
    private static func bar(_ share: Double) -> String {
        let eighths = max(1, Int((share * 40 * 8).rounded()))
        let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
        return String(repeating: "█", count: eighths / 8) + parts[eighths % 8]
    }

    private static let reasons = [
        "budget": "over the budget's threshold",
        "budget-hour": "over the budget's share of an hour",
        "hourly-cap": "over the cap of an hour",
        "cooldown": "the object rests after a notice",
        "first-only": "not the first of its object",
        "score-rise": "the object's score did not rise enough",
        "repeat": "the alert came before",
    ]

    private static func heldBack(_ parts: [HeldBack]) -> [String] {
        let width = parts.map { Numbers.grouped($0.count).count }.max() ?? 0
        return ["held back"]
            + parts.map { part in
                let count = Numbers.grouped(part.count)
                return "  \(String(repeating: " ", count: width - count.count))\(count)  \(words(part.reason))"
            }
    }

    private static func words(_ reason: String) -> String {
        reasons[reason].map { "\($0) (\(reason))" } ?? ValueText.printable(reason)
    }

    private static func matches(_ trial: Trial) -> [String] {
        let count = UInt64(trial.matches.count)
        var lines = [
            count < trial.matched
                ? "the first \(Numbers.grouped(count)) of \(Numbers.grouped(trial.matched)) matches"
                : count == 1 ? "the match" : "the \(Numbers.grouped(count)) matches"
        ]
        for match in trial.matches {
            let position = String(format: "%.5f %+.5f", match.raDegrees, match.decDegrees)
            let held = match.heldBack.isEmpty ? "" : ", held back: \(words(match.heldBack))"
            lines.append(
                "  \(TimeText.minute(match.mjdUTC))  \(ValueText.printable(match.objectID))  \(position)  "
                    + String(format: "score %.3f", match.score)
                    + "  tail \(AnomalyText.probability(match.tailProbability))")
            lines.append("      alert \(ValueText.printable("\(match.stream)/\(match.alertID)"))\(held)")
            lines += match.matchReasons.map { "      \(ValueText.printable($0))" }
        }
        return lines
    }
}

extension Trial {
    /// Takes the next reply of the same trial.
    mutating func add(_ next: Trial, mostMatches: Int) {
        anomalies += next.anomalies
        matched += next.matched
        sent += next.sent
        for part in next.heldBack {
            if let index = heldBack.firstIndex(where: { $0.reason == part.reason }) {
                heldBack[index].count += part.count
            } else {
                heldBack.append(part)
            }
        }
        for hour in next.hours {
            // Hours begin at the same moments in all replies, but for rounding.
            if let index = hours.firstIndex(where: { abs($0.mjdUTC - hour.mjdUTC) < 0.5 / 24 }) {
                hours[index].sent += hour.sent
            } else {
                hours.append(hour)
            }
        }
        matches += next.matches.prefix(max(0, mostMatches - matches.count))
    }
}
