import Foundation
import Mesh
import Messages

extension NoticeWords {
    /// Others' text as it may be shown: one line, without control characters, not too long.
    static func shown(_ text: String) -> String {
        // Scalars first: a single letter can carry any number of accents.
        let cut = String(String.UnicodeScalarView(text.unicodeScalars.prefix(longestText + 1)))
        let isLong = cut.unicodeScalars.count > longestText
        let kept = isLong ? String(String.UnicodeScalarView(cut.unicodeScalars.dropLast())) + "…" : cut
        return AnomalyText.printable(kept)
    }

    /// A number; empty where it is none.
    static func number(_ value: Float, _ format: String) -> String {
        value.isFinite ? String(format: format, Double(value)) : ""
    }

    /// How many ordinary alerts one that scores as high comes in: "4,800", two digits that count.
    ///
    /// Empty where the probability is none.
    static func oneIn(_ probability: Double) -> String {
        guard probability > 0, probability <= 1 else { return "" }
        let count = min(1 / probability, 1e15)
        let unit = count < 100 ? 1 : pow(10, log10(count).rounded(.down) - 1)
        return self.count(Int((count / unit).rounded() * unit))
    }

    /// A tail probability in words: "one in 4,800 ordinary alerts scores as high".
    static func rarity(_ oneIn: String) -> String {
        switch oneIn {
        case "": "how rare it is is unknown"
        case "1": "ordinary alerts score as high"
        default: "one in \(oneIn) ordinary alerts scores as high"
        }
    }

    /// A time in UTC to the second, "2023-10-12 03:04:05"; empty where the number is none of the years 1 to 9999.
    static func utc(mjd: Double) -> String {
        guard let text = UnixTime(mjdUTC: mjd)?.iso8601 else { return "" }
        return String(text.prefix("2023-10-12T03:04:05".count)).replacing("T", with: " ")
    }

    /// Band and brightness, "r 18.32 ± 0.04"; empty where nothing is known.
    var brightness: String {
        let error = magnitudeError.isEmpty ? "" : " ± \(magnitudeError)"
        let value = magnitude.isEmpty ? "" : magnitude + error
        return [band, value].filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// How the subscriber tells what the notice was worth, on a command line.
    var feedbackCommand: String {
        "peryton feedback give \(Self.argument(subscription)) \(Self.argument(alertID)) yes|no|boring"
    }

    /// How the subscriber stops the notices, on a command line.
    var stopCommand: String { "peryton subscriptions pause \(Self.argument(subscription))" }

    /// A text as an argument that a shell gives on unchanged, whatever is in it: people copy these lines.
    static func argument(_ text: String) -> String {
        let plain = text.utf8.allSatisfy {
            ($0 | 0x20 >= UInt8(ascii: "a") && $0 | 0x20 <= UInt8(ascii: "z"))
                || ($0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9")) || "._-".utf8.contains($0)
        }
        if plain, !text.isEmpty, !text.hasPrefix("-") { return text }
        return "'" + text.replacing("'", with: "'\\''") + "'"
    }
}
