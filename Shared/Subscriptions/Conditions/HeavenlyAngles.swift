import Messages
import Sky

/// A position in other frames than the alert's own.
enum HeavenlyAngles {
    /// Galactic longitude and latitude, degrees; NaN where the alert has no position.
    static func galactic(_ alert: Alert) -> (longitude: Double, latitude: Double) { (.nan, .nan) }

    /// Ecliptic longitude and latitude of J2000, degrees; NaN where the alert has no position.
    static func ecliptic(_ alert: Alert) -> (longitude: Double, latitude: Double) { (.nan, .nan) }
}
