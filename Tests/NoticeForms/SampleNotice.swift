import TableMessages
import Messages
import Tables

/// Notices for tests.
enum SampleNotice {
    /// A notice with something in every field.
    static func full(
        objectID: String = "ZTF18abc", alertID: String = "3366", text: String = "magnitude < 19"
    ) -> Notice {
        let score = Score(
            project: "main", stream: "ztf", alertID: alertID, objectID: objectID, forestID: "ztf/2", score: 0.75,
            tailProbability: 0.0005, inTrainingSample: true)
        let alert = Alert(
            project: "main", stream: "ztf", alertID: alertID, objectID: objectID, mjdUTC: 61_000.5, raDegrees: 9.5,
            decDegrees: -0.25, band: "g", magnitude: 17.5, magnitudeError: 0.125,
            lightCurve: [
                LightCurvePoint(mjdUTC: 60_999.25, band: "r", limitingMagnitude: 20.5),
                LightCurvePoint(
                    mjdUTC: 60_999.5, band: "g", magnitude: 18.25, magnitudeError: 0.25, limitingMagnitude: 20.5),
            ], survey: "ZTF")
        return Notice(
            project: "main", subscription: "rare", subscriptionVersion: 4,
            anomaly: Anomaly(
                score: score, alert: alert,
                explanation: [
                    Contribution(feature: "drb", value: 0.5, typical: 0.99, share: 0.75),
                    Contribution(feature: "fwhm", value: .nan, typical: 2.5, share: 0.25, unit: "pixel"),
                ], anomalyLimit: 0.01),
            matchedAt: UnixTime(microseconds: 1_790_000_000_000_042), neighbours: neighbours,
            pictures: [
                CutoutFile(
                    name: "a.png", mimeType: "image/png", kind: "stamp", width: 63, height: 60, content: [1, 2, 255])
            ], picturesMissing: "no difference", matchReasons: ["tail probability 0.0005 ≤ 0.001", text],
            watchlistHits: [
                WatchlistHit(watchlist: "agn", rowID: "NGC 1", separationArcseconds: 1.5, comment: text)
            ], judgedTailProbability: 0.00025, priority: "high")
    }

    /// A notice of which little is known.
    static var bare: Notice {
        Notice(
            anomaly: Anomaly(
                score: Score(
                    project: "main", stream: "ztf", alertID: "1", objectID: "", forestID: "ztf/1", score: .nan,
                    tailProbability: 1, inTrainingSample: false), alert: Alert(), anomalyLimit: .nan),
            judgedTailProbability: .nan)
    }

    private static var neighbours: TableData {
        TableData(
            columns: [
                Column("position_index", .int64), Column("separation_arcsec", .float64, unit: "arcsec"),
                Column("id", .int64, ucd: "meta.id;meta.main"), Column("name", .text),
                Column("mag", .float32, unit: "mag"),
                Column("id", .boolean),
            ],
            batch: ColumnBatch(
                columns: [
                    ColumnValues(.int64([0, 0])), ColumnValues(.float64([0.5, 2])),
                    ColumnValues(.int64([9_007_199_254_740_993, 2])), ColumnValues(.text(TextValues(["a<b", "c"]))),
                    ColumnValues(.float32([.nan, 17.5])), ColumnValues(.boolean([true, false])),
                ], rowCount: 2))
    }
}
