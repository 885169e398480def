import Foundation
import Mesh
import Messages
import Sky

extension NoticeWords {
    /// What one line of a digest's table says.
    struct Row: Sendable {
        let objectID, alertID, ra, dec, brightness, oneIn, feature: String

        init(_ notice: Notice) {
            let alert = notice.anomaly.alert
            objectID = NoticeWords.shortened(notice.anomaly.score.objectID, 24)
            alertID = NoticeWords.shortened(notice.anomaly.score.alertID, 24)
            let position = SkyPosition(rightAscension: alert.raDegrees, declination: alert.decDegrees)
            ra = position.map { String(format: "%.5f", $0.rightAscension) } ?? ""
            dec = position.map { String(format: "%+.5f", $0.declination) } ?? ""
            let magnitude = NoticeWords.number(alert.magnitude, "%.2f")
            let band = NoticeWords.shortened(alert.band, 8)
            brightness = [band, magnitude].filter { !$0.isEmpty }.joined(separator: " ")
            let judged = notice.judgedTailProbability
            oneIn = NoticeWords.oneIn(judged > 0 ? judged : notice.anomaly.score.tailProbability)
            feature =
                notice.anomaly.explanation.first.map {
                    NoticeWords.shortened(AnomalyText.Reason($0).name, 24)
                } ?? ""
        }
    }

    /// Others' text with at most so many letters.
    static func shortened(_ text: String, _ most: Int) -> String {
        let shown = shown(text)
        return shown.count <= most ? shown : shown.prefix(most - 1) + "…"
    }

    /// A whole number with its thousands parted: "1,000".
    static func count(_ number: Int) -> String {
        var text = ""
        let digits = String(number)
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place).isMultiple(of: 3) { text += "," }
            text.append(digit)
        }
        return text
    }
}
