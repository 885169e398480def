import Messages

/// A notice as JSON: what `--json` prints.
struct NoticeJSON: Encodable {
    var subscription: String
    var stream: String
    var alertId: String
    var objectId: String
    var mjdUTC: Double
    var raDegrees: Double
    var decDegrees: Double
    var band: String
    var magnitude: Float
    var score: Double
    var tailProbability: Double
    var forest: String
    var reasons: [Reason]
    /// Why it matched.
    var matchReasons: [String]
    /// Rows of watch-lists near it; nil where there are none.
    var watchlistHits: [WatchlistHit]?
    /// The tail probability after the subscription's feedback.
    var judgedTailProbability: Double
    /// Files of the pictures, where they were saved; nil where the subscription wants none.
    var pictures: [String]?
    /// Why there is no picture, or not every one.
    var picturesMissing: String?

    struct WatchlistHit: Encodable {
        var watchlist: String
        var id: String
        var separationArcseconds: Double
        var comment: String
    }

    struct Reason: Encodable {
        var feature: String
        var value: Float
        var typical: Float
        var share: Float
        var unit: String
    }

    /// - Parameter files: where the pictures were saved; nil where they were not.
    init(_ notice: Notice, pictures files: [String]? = nil) {
        let (alert, score) = (notice.anomaly.alert, notice.anomaly.score)
        subscription = notice.subscription
        stream = score.stream
        alertId = score.alertID
        objectId = score.objectID
        mjdUTC = alert.mjdUTC
        raDegrees = alert.raDegrees
        decDegrees = alert.decDegrees
        band = alert.band
        magnitude = alert.magnitude
        self.score = score.score
        tailProbability = score.tailProbability
        forest = score.forestID
        reasons = notice.anomaly.explanation.map {
            Reason(feature: $0.feature, value: $0.value, typical: $0.typical, share: $0.share, unit: $0.unit)
        }
        matchReasons = notice.matchReasons
        watchlistHits =
            notice.watchlistHits.isEmpty
            ? nil
            : notice.watchlistHits.map {
                WatchlistHit(
                    watchlist: $0.watchlist, id: $0.rowID, separationArcseconds: $0.separationArcseconds,
                    comment: $0.comment)
            }
        judgedTailProbability = notice.judgedTailProbability
        pictures = notice.pictures.isEmpty ? nil : files
        picturesMissing = notice.picturesMissing.isEmpty ? nil : notice.picturesMissing
    }
}
