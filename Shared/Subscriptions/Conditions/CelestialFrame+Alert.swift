import Messages
import Sky

extension CelestialFrame {
    /// Longitude and latitude of an alert in this frame, degrees; NaN where the alert has no position.
    func coordinates(of alert: Alert) -> (longitude: Double, latitude: Double) {
        guard let position = SkyPosition(rightAscension: alert.raDegrees, declination: alert.decDegrees) else {
            return (.nan, .nan)
        }
        return coordinates(of: UnitVector(position))
    }
}
