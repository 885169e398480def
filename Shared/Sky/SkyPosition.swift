/// A direction on the sky, ICRS.
@frozen
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
        self.init(turning: rightAscension, declination: declination)
    }

    /// Brings a finite right ascension to 0 ≤ ra < 360; the declination is known to be good.
    init(turning rightAscension: Double, declination: Double) {
        var turned = rightAscension
        if !(turned >= 0 && turned < 360) {
            turned = turned.truncatingRemainder(dividingBy: 360)
            if turned < 0 { turned += 360 }
            // A tiny negative angle plus 360 is 360 in floating point.
            if turned == 360 { turned = 0 }
        }
        // Minus zero is zero.
        self.rightAscension = turned + 0
        self.declination = min(90, max(-90, declination))
    }
}
