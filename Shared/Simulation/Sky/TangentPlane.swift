import Foundation
import Sky

/// The plane that touches the sky at a point, x towards east and y towards north, in degrees.
///
/// Calabretta & Greisen 2002 (A&A 395, 1077), §5.1.3: TAN.
struct TangentPlane: Sendable {
    private let out: UnitVector
    private let east: UnitVector
    private let north: UnitVector

    init(at point: SkyPosition) {
        let longitude = point.rightAscension * .pi / 180
        let latitude = point.declination * .pi / 180
        out = UnitVector(point)
        east = UnitVector(x: -sin(longitude), y: cos(longitude), z: 0)
        north = UnitVector(
            x: -sin(latitude) * cos(longitude), y: -sin(latitude) * sin(longitude), z: cos(latitude))
    }

    /// Where a position lies in the plane; nil for those on the other half of the sky.
    func place(_ position: SkyPosition) -> (x: Double, y: Double)? {
        let vector = UnitVector(position)
        let height = vector.dot(out)
        guard height > 0 else { return nil }
        return (vector.dot(east) / height * 180 / .pi, vector.dot(north) / height * 180 / .pi)
    }

    /// The position at a place in the plane.
    func position(_ x: Double, _ y: Double) -> SkyPosition {
        let (x, y) = (x * .pi / 180, y * .pi / 180)
        // The length is never under 1.
        return UnitVector(
            normalizing: out.x + x * east.x + y * north.x, out.y + x * east.y + y * north.y, out.z + y * north.z
        )?.position ?? out.position
    }
}
