/// A piece of the sky: what queries, subscriptions and cutouts ask about.
public enum SkyRegion: Sendable, Equatable {
    /// One direction.
    case point(SkyPosition)
    /// A circle.
    case cone(Cone)
    /// A polygon; boxes are polygons too.
    case polygon(SkyPolygon)

    /// A circle of a radius in degrees; an error for one outside 0…180.
    public static func circle(centre: SkyPosition, radius: Double) throws(SkyError) -> SkyRegion {
        .cone(try Cone(centre: centre, radius: radius))
    }

    /// The polygon of an ADQL box, width and height in degrees.
    public static func box(centre: SkyPosition, width: Double, height: Double) throws(SkyError) -> SkyRegion {
        .polygon(try SkyBox(centre: centre, width: width, height: height).polygon())
    }

    /// Whether a direction lies inside or on the edge.
    ///
    /// A point contains what is within 10⁻⁷″ of it.
    @inline(__always)
    public func contains(_ direction: UnitVector) -> Bool {
        switch self {
        case .point(let position): UnitVector(position).chordSquared(direction) <= Self.samePlace
        case .cone(let cone): cone.contains(direction)
        case .polygon(let polygon): polygon.contains(direction)
        }
    }

    /// Area in square degrees; 0 for a point.
    public var area: Double {
        switch self {
        case .point: 0
        case .cone(let cone): cone.area
        case .polygon(let polygon): polygon.area
        }
    }

    /// The middle: of a polygon the centre of its area, on the sphere.
    public var centroid: SkyPosition {
        switch self {
        case .point(let position): position
        case .cone(let cone): cone.centre
        case .polygon(let polygon): polygon.centroid
        }
    }

    /// A cone that holds all of it, not always the smallest one.
    public var boundingCone: Cone {
        switch self {
        case .point(let position): Cone(centre: position, axis: UnitVector(position), goodRadius: 0)
        case .cone(let cone): cone
        case .polygon(let polygon): polygon.boundingCone
        }
    }

    /// Square of the chord under which two directions are one: that of `Cone.limit(0)`.
    static let samePlace = Cone.limit(0)
}
