import Alerts
import Foundation
import Messages
import Pictures
import TableMessages
import Tables
import TestSupport

/// Notices for tests; the same every time.
enum Sample {
    static let mjd = 60_229.4375

    static func alert(
        objectID: String = "ZTF18abcdefg", alertID: String = "2473437505215015011", survey: String = "ZTF"
    ) -> Alert {
        var alert = Alert(project: "main", stream: "ztf", alertID: alertID)
        alert.objectID = objectID
        alert.survey = survey
        alert.mjdUTC = mjd
        alert.raDegrees = 150.1183
        alert.decDegrees = -2.2056
        alert.band = "r"
        alert.magnitude = 18.32
        alert.magnitudeError = 0.04
        alert.lightCurve = lightCurve()
        return alert
    }

    /// A rise over 25 days in two bands, after three limits.
    static func lightCurve() -> [LightCurvePoint] {
        (0..<14).map { step in
            let days = -28 + 2 * Double(step)
            let isLimit = step < 3
            let magnitude = 20.6 - 0.16 * Double(step) + (step.isMultiple(of: 2) ? 0.25 : 0)
            return LightCurvePoint(
                mjdUTC: mjd + days, band: step.isMultiple(of: 2) ? "g" : "r",
                magnitude: isLimit ? .nan : Float(magnitude),
                magnitudeError: isLimit ? .nan : Float(0.05 + 0.02 * Double(14 - step) / 2),
                limitingMagnitude: 20.4)
        }
    }

    static func notice(
        _ alert: Alert = alert(), tail: Double = 0.000_208, subscription: String = "rare", priority: String = ""
    ) -> Notice {
        let score = Score(
            project: alert.project, stream: alert.stream, alertID: alert.alertID, objectID: alert.objectID,
            forestID: "\(alert.stream)/3", score: 0.7123, tailProbability: tail, inTrainingSample: false)
        let explanation = [
            Contribution(feature: "distnr", value: 12.7, typical: 0.42, share: 0.41, unit: "arcsec"),
            Contribution(feature: "log10_fwhm", value: 1, typical: 0.5, share: 0.22, unit: "log10 pixel"),
            Contribution(feature: "sgscore1", value: .nan, typical: 0.5, share: 0.11, unit: "1"),
            Contribution(feature: "drb", value: 0.99, typical: 0.98, share: 0.01),
        ]
        return Notice(
            project: alert.project, subscription: subscription, subscriptionVersion: 4,
            anomaly: Anomaly(score: score, alert: alert, explanation: explanation, anomalyLimit: 0.01),
            matchedAt: UnixTime(microseconds: 1_697_106_900_000_000),
            matchReasons: ["tail probability 2.1e-04 is at or under 0.001", "inside cone M66, 0.4° from its middle"],
            judgedTailProbability: tail, priority: priority)
    }

    /// A notice with all that one can have.
    static func fullNotice() throws -> Notice {
        var notice = notice(priority: "high")
        notice.judgedTailProbability = 0.000_05
        notice.watchlistHits = [
            WatchlistHit(
                watchlist: "blazars", rowID: "PKS 1004", separationArcseconds: 0.83, comment: "flared in 2019"),
            WatchlistHit(watchlist: "hosts", rowID: "17", separationArcseconds: 4.2),
        ]
        notice.neighbours = TableData(
            columns: [
                Column("position", .int32), Column("separation_arcsec", .float64), Column("name", .text),
                Column("mag", .float32),
            ],
            batch: ColumnBatch(
                columns: [
                    ColumnValues(.int32([0, 0])), ColumnValues(.float64([0.41, 11.2])),
                    ColumnValues(.text(TextValues(["NGC 3627", "anonymous"]))), ColumnValues(.float32([9.65, 18.1])),
                ], rowCount: 2))
        notice.pictures = [try stamp("science"), try stamp("difference")]
        notice.picturesMissing = "template: cutout did not answer within 50 ms"
        return notice
    }

    /// A stamp of 63 × 63 pixels with a star in the middle.
    static func stamp(_ kind: String) throws -> CutoutFile {
        var picture = Picture(width: 63, height: 63, colour: Colour(0x202020))
        picture.disc(x: 31, y: 31, radius: 5, .white, border: Colour(0xA0A0A0))
        return CutoutFile(
            name: "\(kind).png", mimeType: "image/png", kind: "stamp", planes: kind, width: 63, height: 63,
            content: try picture.png())
    }

    /// Notices of as many objects, their tail probabilities in no order.
    static func digest(_ count: Int) -> [Notice] {
        let letters = Array("abcdefghijklmnopqrstuvwxyz")
        return (0..<count).map { index in
            let tag = String([letters[index / 676 % 26], letters[index / 26 % 26], letters[index % 26]])
            var alert = alert(objectID: "ZTF19aaaa\(tag)", alertID: "\(2_473_437_505_215_015_000 + index)")
            alert.raDegrees = Double(index * 37 % 360) + 0.125
            alert.decDegrees = Double(index * 53 % 180) - 89.5
            alert.magnitude = 16 + Float(index % 50) / 10
            return notice(alert, tail: 1e-5 * Double(1 + index * 7919 % 1009))
        }
    }

    /// A notice whose every text tries to break out.
    static func hostileNotice() -> Notice {
        let evil =
            "\"><script>alert(1)</script>&amp;'\r\nBcc: victim@example.org\r\n\r\n{{project}} <!channel> <https://evil|x> \u{1B}[2J"
            + "\u{202E}\u{2028}; rm -rf ~ #`id`$(id)"
        var alert = alert(objectID: evil, alertID: evil, survey: evil)
        alert.stream = evil
        alert.band = evil
        alert.magnitude = .infinity
        alert.raDegrees = .nan
        alert.mjdUTC = .infinity
        var notice = notice(alert, tail: .nan, subscription: evil)
        notice.project = evil
        notice.anomaly.explanation = [
            Contribution(feature: evil, value: .infinity, typical: .nan, share: .nan, unit: evil)
        ]
        notice.matchReasons = [evil]
        notice.watchlistHits = [WatchlistHit(watchlist: evil, rowID: evil, separationArcseconds: .nan, comment: evil)]
        notice.neighboursMissing = evil
        notice.picturesMissing = evil
        notice.pictures = [
            CutoutFile(name: evil, mimeType: "image/png\r\nX: y", kind: evil, content: Array("<svg onload=x>".utf8))
        ]
        notice.priority = evil
        return notice
    }

    /// The alerts of real packets; empty, with a line that says so, where the folder is missing.
    static func realAlerts(_ most: Int) throws -> [Alert] {
        let folders = ["../shared", "../../shared"].map { "\(Python.packageRoot)/\($0)/data/alerts-ztf" }
        for folder in folders {
            guard let names = FileManager.default.enumerator(atPath: folder) else { continue }
            let files = names.compactMap { $0 as? String }.filter { $0.hasSuffix(".avro") }.sorted()
            guard !files.isEmpty else { continue }
            let reader = AlertReader(featureSet: .ztfCandidate)
            let step = max(1, files.count / most)
            return try stride(from: 0, to: files.count, by: step).prefix(most).map { index in
                let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(files[index])")))
                return try reader.read(bytes, project: "main", stream: "ztf").alert
            }
        }
        print("skipped: no real packets at \(folders[0])")
        return []
    }
}
