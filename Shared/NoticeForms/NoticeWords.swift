import Foundation
import Mesh
import Messages
import Sky
import TableMessages
import Tables

/// All that is said of a notice, in words: made once, used by texts, templates and pictures.
///
/// What publishers, watch-lists and catalogues wrote is free of control characters here and no longer than
/// `longestText`; nothing is escaped yet.
struct NoticeWords: Sendable {
    /// One feature that made it odd.
    struct Reason: Sendable {
        let feature, value, typical, unit, sharePercent: String
    }

    /// A watched position near it.
    struct Hit: Sendable {
        let watchlist, row, separation, comment: String
    }

    /// A row of the catalogue near it.
    struct Neighbour: Sendable {
        let separation, values: String
    }

    let project, subscription, version, priority: String
    let stream, survey, alertID, objectID, forest: String
    /// ICRS; empty where the alert's is no position.
    let ra, dec, raHMS, decDMS: String
    let mjd, utc: String
    let band, magnitude, magnitudeError: String
    let score, tailProbability, oneIn: String
    /// The tail probability after the subscriber's feedback; empty where it is the score's own.
    let judgedOneIn: String
    let reasons: [Reason]
    let matchReasons: [String]
    let hits: [Hit]
    let neighbours: [Neighbour]
    /// Whether the subscription wants neighbours and they were looked for.
    let hasNeighbours: Bool
    let neighboursMissing: String
    let picturesMissing: String
    let links: [BrokerLink]

    /// The most letters that are shown of one text of others.
    static let longestText = 300
    /// The most rows of neighbours, hits, reasons and match reasons that are shown.
    static let mostRows = 20

    init(_ notice: Notice) {
        let (alert, given) = (notice.anomaly.alert, notice.anomaly.score)
        project = Self.shown(notice.project)
        subscription = Self.shown(notice.subscription)
        version = "\(notice.subscriptionVersion)"
        priority = Self.shown(notice.priority.isEmpty ? "normal" : notice.priority)
        stream = Self.shown(given.stream)
        survey = Self.shown(alert.survey)
        alertID = Self.shown(given.alertID)
        objectID = Self.shown(given.objectID)
        forest = Self.shown(given.forestID)
        if let position = SkyPosition(rightAscension: alert.raDegrees, declination: alert.decDegrees) {
            ra = String(format: "%.6f", position.rightAscension)
            dec = String(format: "%+.6f", position.declination)
            raHMS = Sexagesimal.text(rightAscension: position.rightAscension)
            decDMS = Sexagesimal.text(declination: position.declination)
        } else {
            (ra, dec, raHMS, decDMS) = ("", "", "", "")
        }
        mjd = alert.mjdUTC.isFinite ? String(format: "%.5f", alert.mjdUTC) : ""
        utc = Self.utc(mjd: alert.mjdUTC)
        band = Self.shown(alert.band)
        magnitude = Self.number(alert.magnitude, "%.2f")
        magnitudeError = Self.number(alert.magnitudeError, "%.2f")
        score = Self.number(Float(given.score), "%.3f")
        tailProbability = AnomalyText.probability(given.tailProbability)
        oneIn = Self.oneIn(given.tailProbability)
        let judged = notice.judgedTailProbability
        let isOther = judged > 0 && abs(judged - given.tailProbability) > 0.01 * given.tailProbability
        judgedOneIn = isOther ? Self.oneIn(judged) : ""
        // Two always, more while they tell something.
        let telling = notice.anomaly.explanation.prefix(5).enumerated().filter {
            $0.offset < 2 || $0.element.share >= 0.05
        }
        reasons = telling.map { Self.reason($0.element) }
        matchReasons = notice.matchReasons.prefix(Self.mostRows).map(Self.shown)
        hits = notice.watchlistHits.prefix(Self.mostRows).map { hit in
            Hit(
                watchlist: Self.shown(hit.watchlist), row: Self.shown(hit.rowID),
                separation: String(format: "%.2f", hit.separationArcseconds), comment: Self.shown(hit.comment))
        }
        let found = Self.neighbours(of: notice)
        hasNeighbours = notice.neighbours != nil && found.missing.isEmpty
        neighbours = found.rows
        neighboursMissing = Self.shown(found.missing)
        picturesMissing = Self.shown(notice.picturesMissing)
        links = BrokerLinks.links(for: alert)
    }

    private static func reason(_ part: Contribution) -> Reason {
        let words = AnomalyText.Reason(part)
        return Reason(
            feature: shown(words.name), value: words.value, typical: words.typical, unit: shown(words.unit),
            sharePercent: part.share.isFinite ? String(format: "%.0f", 100 * part.share) : "")
    }

    private static func neighbours(of notice: Notice) -> (rows: [Neighbour], missing: String) {
        guard notice.neighboursMissing.isEmpty, let table = notice.neighbours else {
            return ([], notice.neighboursMissing)
        }
        do throws(MessageError) {
            let batch = try table.batch()
            guard batch.rowCount > 0 else { return ([], "") }
            guard batch.columns.count >= 2 else { return ([], "the catalogue's answer has no separations") }
            // The position's index in the first column says nothing here: there is one position.
            let rows = (0..<min(batch.rowCount, mostRows)).map { row in
                let values = table.columns.indices.dropFirst(2).map {
                    "\(table.columns[$0].name) \(batch.columns[$0].text(row))"
                }
                let separation = batch.columns[1].doubles[row]
                return Neighbour(
                    separation: String(format: "%.2f", separation), values: shown(values.joined(separator: ", ")))
            }
            return (rows, "")
        } catch {
            return ([], "\(error)")
        }
    }
}
