public import Messages

/// A notice as JSON: what `peryton subscribe --json` prints, and what webhooks and Kafka topics get.
///
/// One object. Every key is always there; a number that is not known is null, a text that is empty stays an empty text.
/// New keys may come, none goes or changes its meaning. Numbers keep every digit; `alertId` is a text for that reason.
///
/// | key | value |
/// | --- | --- |
/// | `project`, `subscription` | Names of the subscription and of its project. |
/// | `subscriptionVersion` | Version of the subscription that matched, a whole number. |
/// | `test` | Whether it only tries the channel: then what it tells of is made up, or old. |
/// | `priority` | `"low"`, `"normal"` or `"high"`. |
/// | `matchedAt` | When it matched, ISO 8601, UTC, microseconds, `"2026-11-25T03:00:00.123456Z"`; null: not known. |
/// | `matchReasons` | Why it matched, one text for each part of the subscription that had to hold. |
/// | `alertKey` | `"<project>/<stream>/<alert id>"`; with `subscription` the identity of the notice: it comes once. |
/// | `stream`, `alertId`, `objectId`, `survey` | What the alert is called, and by whom. |
/// | `mjdUTC` | Start of the exposure, Modified Julian Date, UTC, days. |
/// | `time` | The same as ISO 8601, UTC. |
/// | `raDegrees`, `decDegrees` | Position, ICRS, degrees. |
/// | `band` | Photometric band, `"g"`. |
/// | `magnitude`, `magnitudeError` | Difference magnitude and its one-sigma error, AB mag. |
/// | `forest` | The forest that scored it, `"<stream>/<version>"`. |
/// | `score` | Anomaly score of the isolation forest, 0 to 1, higher is odder. |
/// | `tailProbability` | How often an ordinary alert of the stream scores as high, 0 to 1. |
/// | `judgedTailProbability` | The same after the subscription's feedback: what it was matched by. |
/// | `anomalyLimit` | Tail probability at or under which the stream's alerts are anomalies. |
/// | `inTrainingSample` | Whether the forest was trained on this alert, too. |
/// | `reasons` | The explanation, the largest share first: objects of `feature` (name), `value`, `typical` (median of the training rows), `unit` (of both) and `share` (of the isolation, all add up to 1). |
/// | `watchlistHits` | Rows of watch-lists near it, nearest first: objects of `watchlist`, `rowId`, `separationArcsec`, `comment`. |
/// | `neighbours` | Rows of the catalogue near it, nearest first: objects of `separation_arcsec` and the columns of the table by their own names; null: none were asked for, or there was no answer. |
/// | `neighboursMissing` | Why there are no neighbours where there should be some; null: nothing is missing. |
/// | `lightCurve` | The object's history, oldest first, without this alert: objects of `mjdUTC`, `band`, `magnitude`, `magnitudeError` (both null: not seen) and `limitingMagnitude` (five sigma). |
/// | `pictures` | Objects of `name`, `mimeType`, `kind`, `width` and `height` (pixels), `contentBase64` (the file, RFC 4648) and `file` (where it was saved); null: not sent, not saved. |
/// | `picturesMissing` | Why there is no picture, or not every one, where there should be; null: nothing is missing. |
/// | `links` | Pages about the object: what each is called and its address. |
public struct NoticeJSON: Encodable, Sendable {
    let project: String
    let subscription: String
    let subscriptionVersion: UInt32
    let test: Bool
    let priority: String
    let matchedAt: OrNull<String>
    let matchReasons: [String]
    let alertKey: String
    let stream: String
    let alertId: String
    let objectId: String
    let survey: String
    let mjdUTC: OrNull<Double>
    let time: OrNull<String>
    let raDegrees: OrNull<Double>
    let decDegrees: OrNull<Double>
    let band: String
    let magnitude: OrNull<Float>
    let magnitudeError: OrNull<Float>
    let forest: String
    let score: OrNull<Double>
    let tailProbability: OrNull<Double>
    let judgedTailProbability: OrNull<Double>
    let anomalyLimit: OrNull<Double>
    let inTrainingSample: Bool
    let reasons: [Reason]
    let watchlistHits: [Hit]
    let neighbours: OrNull<[[String: CellJSON]]>
    let neighboursMissing: OrNull<String>
    let lightCurve: [Point]
    let pictures: [PictureEntry]
    let picturesMissing: OrNull<String>
    let links: [String: String]

    /// What is told of a picture's content.
    public enum PictureForm: Sendable {
        /// The file itself, as Base64.
        case embedded
        /// Where the files were saved, in the notice's order.
        case files([String])
        /// Nothing but what it is.
        case described
    }

    /// - Parameters:
    ///   - links: pages about the object, what each is called and its address.
    ///   - pictures: how the pictures come.
    public init(
        _ notice: Notice, links: [String: String] = [:], pictures form: PictureForm = .embedded
    ) {
        let (alert, score) = (notice.anomaly.alert, notice.anomaly.score)
        project = notice.project
        subscription = notice.subscription
        subscriptionVersion = notice.subscriptionVersion
        test = notice.isTest
        priority = notice.priority.isEmpty ? "normal" : notice.priority
        matchedAt = OrNull(notice.matchedAt.iso8601)
        matchReasons = notice.matchReasons
        alertKey = "\(score.project)/\(score.stream)/\(score.alertID)"
        stream = score.stream
        alertId = score.alertID
        objectId = score.objectID
        survey = alert.survey
        mjdUTC = OrNull(finite: alert.mjdUTC)
        time = OrNull(UnixTime(mjdUTC: alert.mjdUTC)?.iso8601)
        raDegrees = OrNull(finite: alert.raDegrees)
        decDegrees = OrNull(finite: alert.decDegrees)
        band = alert.band
        magnitude = OrNull(finite: alert.magnitude)
        magnitudeError = OrNull(finite: alert.magnitudeError)
        forest = score.forestID
        self.score = OrNull(finite: score.score)
        tailProbability = OrNull(finite: score.tailProbability)
        judgedTailProbability = OrNull(finite: notice.judgedTailProbability)
        anomalyLimit = OrNull(finite: notice.anomaly.anomalyLimit)
        inTrainingSample = score.inTrainingSample
        reasons = notice.anomaly.explanation.map { Reason($0) }
        watchlistHits = notice.watchlistHits.map { Hit($0) }
        let rows = Result { () throws(MessageError) in try notice.neighbours.map(CellJSON.rows) }
        neighbours = OrNull((try? rows.get()) ?? nil)
        var missing = notice.neighboursMissing
        if case .failure(let error) = rows, missing.isEmpty { missing = "\(error)" }
        neighboursMissing = OrNull(missing.isEmpty ? nil : missing)
        lightCurve = alert.lightCurve.map { Point($0) }
        pictures = notice.pictures.enumerated().map { PictureEntry($1, index: $0, form) }
        picturesMissing = OrNull(notice.picturesMissing.isEmpty ? nil : notice.picturesMissing)
        self.links = links
    }
}
