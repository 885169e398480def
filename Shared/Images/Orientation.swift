import Glibc
import Sky

/// How an image lies on the sky.
public struct Orientation: Sendable, Equatable {
    /// In which direction rows grow (+y), degrees from north through east, 0 ≤ angle < 360.
    public let positionAngle: Double
    /// Whether east is to the right when north is up: the image shows the sky as in a mirror.
    public let isMirrored: Bool

    init(_ gradient: Gradient) {
        let angle = atan2(gradient.east.y, gradient.north.y) * 180 / .pi
        positionAngle = angle < 0 ? angle + 360 : angle
        isMirrored = gradient.determinant > 0
    }
}

/// How the position changes with the pixel around one place.
struct Gradient {
    /// Arcseconds to the east and to the north by a pixel along x and along y.
    let east: (x: Double, y: Double)
    let north: (x: Double, y: Double)

    /// Measures between half a pixel before and behind the place.
    init?(_ library: WCSLibrary, _ frame: SkyFrame, x: Double, y: Double) {
        let around = [(x, y), (x - 0.5, y), (x + 0.5, y), (x, y - 0.5), (x, y + 0.5)]
        let places = library.world(around).map { frame.position(of: $0) }
        guard let middle = places[0], let left = places[1], let right = places[2], let below = places[3],
            let above = places[4]
        else { return nil }
        let (rightAscension, declination) = (middle.rightAscension * .pi / 180, middle.declination * .pi / 180)
        func difference(_ from: SkyPosition, _ to: SkyPosition) -> (east: Double, north: Double) {
            let (from, to) = (UnitVector(from), UnitVector(to))
            let (x, y, z) = (to.x - from.x, to.y - from.y, to.z - from.z)
            let outward = x * cos(rightAscension) + y * sin(rightAscension)
            return (
                (y * cos(rightAscension) - x * sin(rightAscension)) * arcseconds,
                (z * cos(declination) - outward * sin(declination)) * arcseconds
            )
        }
        let (alongX, alongY) = (difference(left, right), difference(below, above))
        east = (alongX.east, alongY.east)
        north = (alongX.north, alongY.north)
    }

    /// Positive for a mirrored image; square arcseconds.
    var determinant: Double { east.x * north.y - east.y * north.x }
    /// Side of a square pixel of the same area.
    var scaleArcseconds: Double { abs(determinant).squareRoot() }
}

/// Arcseconds of a radian.
private let arcseconds = 180 / Double.pi * 3600

extension SkyFrame {
    /// The ICRS position of a place in the frame, degrees; nil where it is none.
    func position(of place: (longitude: Double, latitude: Double)) -> SkyPosition? {
        guard place.longitude.isFinite, abs(place.latitude) <= 90 else { return nil }
        if isICRS { return SkyPosition(rightAscension: place.longitude, declination: place.latitude) }
        let own = UnitVector(rightAscension: place.longitude, declination: place.latitude)
        let turned = toICRS([own.x, own.y, own.z])
        return UnitVector(normalizing: turned[0], turned[1], turned[2])?.position
    }

    /// The place in the frame of an ICRS position, degrees.
    func place(of position: SkyPosition) -> (longitude: Double, latitude: Double) {
        if isICRS { return (position.rightAscension, position.declination) }
        let direction = UnitVector(position)
        let own = fromICRS([direction.x, direction.y, direction.z])
        guard let found = UnitVector(normalizing: own[0], own[1], own[2])?.position else { return (.nan, .nan) }
        return (found.rightAscension, found.declination)
    }
}
