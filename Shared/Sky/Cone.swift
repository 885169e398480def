import Glibc

/// All directions within a radius of a centre, its edge included.
@frozen
public struct Cone: Sendable, Equatable {
    /// The centre.
    public let centre: SkyPosition
    /// Degrees, 0…180.
    public let radius: Double
    /// The centre's direction.
    public let axis: UnitVector
    /// Square of the straight distance from the axis to the edge: what `contains` compares with.
    public let limit: Double

    /// Makes a cone of a radius in degrees; an error for one that is not in 0…180.
    public init(centre: SkyPosition, radius: Double) throws(SkyError) {
        guard radius >= 0, radius <= 180 else { throw .badRadius(radius) }
        self.init(centre: centre, axis: UnitVector(centre), goodRadius: radius)
    }

    /// Makes a cone of a radius that is known to be good.
    init(centre: SkyPosition, axis: UnitVector, goodRadius radius: Double) {
        self.centre = centre
        self.radius = radius
        self.axis = axis
        limit = Cone.limit(radius)
    }

    /// Square of the chord of an angle, and a little more, for the rounding of the vectors' last digits.
    ///
    /// What is added is under 10⁻⁹ arc seconds, except that a radius of 0 becomes 10⁻⁷″.
    static func limit(_ radius: Double) -> Double {
        if radius >= 180 { return 5 }
        let chord = 2 * sin(radius * radiansPerDegree / 2) + 5e-16
        return chord * chord
    }

    /// Whether a direction lies inside or on the edge.
    @inlinable @inline(__always)
    public func contains(_ direction: UnitVector) -> Bool { axis.chordSquared(direction) <= limit }

    /// Area in square degrees: 2π (1 − cos r), which is 4π sin²(r / 2).
    public var area: Double {
        let sine = sin(radius * radiansPerDegree / 2)
        return 4 * .pi * sine * sine * squareDegreesPerSteradian
    }
}
