import Messages
import Sky

/// An anomaly with what all rules ask of it, worked out once.
public final class MatchSubject: Sendable {
    /// The anomaly.
    public let anomaly: Anomaly
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
        place = MatchPlace(UnitVector(position))
        facts = layout.facts(of: anomaly)
    }
}
