import Glibc

/// Galactic and ecliptic coordinates of ICRS directions.
///
/// Both are fixed rotations: galactic coordinates as the IAU defined them in 1958 and as carried over to J2000 (FK5, whose
/// tilt of 0.02″ against ICRS is in the numbers), ecliptic ones of the mean ecliptic and equinox J2000.0 (IAU 2006: Capitaine
/// et al. 2003; the frame bias is in the numbers). They are those of astropy's `Galactic` and `BarycentricMeanEcliptic`.
public enum CelestialFrame: String, Sendable, CaseIterable {
    /// Longitude l from the galactic centre, latitude b from the plane.
    case galactic
    /// Longitude λ from the equinox J2000, latitude β from the ecliptic.
    case ecliptic

    /// The frame's axes as ICRS vectors: towards longitude 0°, longitude 90° and the pole.
    private var axes: (first: UnitVector, second: UnitVector, pole: UnitVector) {
        switch self {
        case .galactic: Self.galacticAxes
        case .ecliptic: Self.eclipticAxes
        }
    }

    /// The frame's north pole: the sine of a direction's latitude is the scalar product with it.
    public var pole: UnitVector { axes.pole }

    /// Longitude (0 ≤ l < 360) and latitude (−90…90) of an ICRS direction, degrees.
    public func coordinates(of direction: UnitVector) -> (longitude: Double, latitude: Double) {
        let axes = axes
        let turned = UnitVector(
            x: axes.first.dot(direction), y: axes.second.dot(direction), z: axes.pole.dot(direction))
        let position = turned.position
        return (position.rightAscension, position.declination)
    }

    /// The ICRS direction of a longitude and a latitude in degrees, which are not checked.
    public func direction(longitude: Double, latitude: Double) -> UnitVector {
        let axes = axes
        let place = UnitVector(rightAscension: longitude, declination: latitude)
        let sum = axes.first.vector * place.x + axes.second.vector * place.y + axes.pole.vector * place.z
        return UnitVector(x: sum.x, y: sum.y, z: sum.z)
    }

    // Rows of the matrices that astropy 8.0 turns ICRS vectors with; the second is ERFA's ecm06 at J2000.0.
    private static let galacticAxes = (
        first: UnitVector(x: -0.05487565771259168, y: -0.8734370519556163, z: -0.4838350736167155),
        second: UnitVector(x: 0.4941094371927275, y: -0.44482972122329517, z: 0.7469821839866676),
        pole: UnitVector(x: -0.8676661375596587, y: -0.19807633727300075, z: 0.4559838136873016)
    )
    private static let eclipticAxes = (
        first: UnitVector(x: 0.9999999999999941, y: -7.078368960971556e-08, z: 8.056213977613186e-08),
        second: UnitVector(x: 3.2897004077419646e-08, y: 0.9174821299149584, z: 0.3977769994440479),
        pole: UnitVector(x: -1.0207044725484355e-07, y: -0.397776999444043, z: 0.9174821299149556)
    )
}
