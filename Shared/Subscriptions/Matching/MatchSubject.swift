import Messages
import Sky

/// An anomaly with what all rules ask of it, worked out once.
public final class MatchSubject: Sendable {
    /// The anomaly.
    public let anomaly: Anomaly
    // Beside the anomaly, as taking them out of it counts up references to all its texts.
    let project: String
    let stream: String
    let tailProbability: Double
    let score: Double
    /// Where it is.
    public let place: MatchPlace
    /// What conditions ask about.
    public let facts: Facts

    /// Works out what the conditions of a layout ask about; nil for an alert without a position on the sky, which matches nothing.
    public init?(_ anomaly: Anomaly, layout: FactLayout) {
        guard
            let position = SkyPosition(
                rightAscension: anomaly.alert.raDegrees, declination: anomaly.alert.decDegrees)
        else { return nil }
        self.anomaly = anomaly
        project = anomaly.score.project
        stream = anomaly.score.stream
        tailProbability = anomaly.score.tailProbability
        score = anomaly.score.score
        place = MatchPlace(UnitVector(position))
        facts = layout.facts(of: anomaly)
    }
}
