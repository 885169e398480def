/// A direction on the sky, ICRS.
public struct SkyPosition: Sendable, Equatable {
    /// Right ascension, degrees, 0 ≤ ra < 360.
    public let rightAscension: Double
    /// Declination, degrees, −90…90.
    public let declination: Double

    /// Makes a position; right ascension is brought to 0 ≤ ra < 360.
    ///
    /// nil where a number is not finite or the declination is outside −90…90.
    public init?(rightAscension: Double, declination: Double) {
        guard rightAscension.isFinite, declination >= -90, declination <= 90 else { return nil }
        let turned = rightAscension.truncatingRemainder(dividingBy: 360)
        let positive = turned < 0 ? turned + 360 : turned
        // A tiny negative angle plus 360 is 360 in floating point.
        self.rightAscension = positive == 360 ? 0 : positive
        self.declination = declination
    }
}
