import Messages

/// What a light curve and its alert together say of the object.
struct LightCurveFacts {
    /// Points with a magnitude, the alert included.
    private(set) var detections = 0
    /// From the oldest point to the alert, days; 0 without an older one, NaN where the alert's time is unknown.
    private(set) var ageDays = 0.0
    /// How the magnitude fell since the last earlier detection in the alert's band, mag/day, positive: brighter; NaN
    /// without one.
    private(set) var brightening = Double.nan

    init(_ alert: Alert) {
        let now = alert.mjdUTC
        var oldest = now
        var previous: LightCurvePoint?
        for point in alert.lightCurve {
            if point.mjdUTC < oldest { oldest = point.mjdUTC }
            guard point.magnitude.isFinite else { continue }
            detections += 1
            if point.mjdUTC < now, point.mjdUTC > previous?.mjdUTC ?? -.infinity, point.band == alert.band {
                previous = point
            }
        }
        if alert.magnitude.isFinite { detections += 1 }
        ageDays = now - oldest
        if let previous {
            brightening = (Double(previous.magnitude) - Double(alert.magnitude)) / (now - previous.mjdUTC)
        }
    }
}
