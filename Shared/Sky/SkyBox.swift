import Glibc

/// A box as ADQL 2.1 (§4.2.8) and STC-S have it: a cross on its centre, its arms parallel to the axes there, and
/// great circles at right angles to the arms' ends as sides.
public struct SkyBox: Sendable, Equatable {
    /// The centre.
    public let centre: SkyPosition
    /// Degrees along the centre's parallel's tangent, above 0 and below 180.
    public let width: Double
    /// Degrees along the centre's meridian, above 0 and below 180.
    public let height: Double

    /// Makes a box; an error for sizes outside 0…180°, both excluded.
    public init(centre: SkyPosition, width: Double, height: Double) throws(SkyError) {
        guard width > 0, width < 180, height > 0, height < 180 else {
            throw .badBoxSize(width: width, height: height)
        }
        self.centre = centre
        self.width = width
        self.height = height
    }

    /// Whether a direction lies inside or on a side: where the centre is turned to (0°, 0°), both |atan(y / x)| ≤ w / 2
    /// and |atan(z / x)| ≤ h / 2.
    public func contains(_ direction: UnitVector) -> Bool {
        let (north, east) = centre.tangents
        let x = direction.dot(UnitVector(centre))
        let y = direction.dot(east)
        let z = direction.dot(north)
        return abs(atan2(y, x)) <= width / 2 * radiansPerDegree && abs(atan2(z, x)) <= height / 2 * radiansPerDegree
    }

    /// The box as a polygon of four vertices, from the south-west through the south-east.
    public func polygon() throws(SkyError) -> SkyPolygon {
        let (north, east) = centre.tangents
        let toEast = tan(width / 2 * radiansPerDegree)
        let toNorth = tan(height / 2 * radiansPerDegree)
        let signs = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)]
        let vertices = signs.compactMap { horizontal, vertical in
            let corner =
                UnitVector(centre).vector + east.vector * (horizontal * toEast)
                + north.vector * (vertical * toNorth)
            return corner.direction?.position
        }
        return try SkyPolygon(vertices: vertices)
    }
}
