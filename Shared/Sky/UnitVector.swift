import Glibc

/// Radians in a degree.
@usableFromInline let radiansPerDegree = Double.pi / 180
/// Degrees in a radian.
@usableFromInline let degreesPerRadian = 180 / Double.pi
/// Square degrees in a steradian.
let squareDegreesPerSteradian = degreesPerRadian * degreesPerRadian

/// A direction as a vector of length one: x towards (0°, 0°), y towards (90°, 0°), z towards the north pole.
///
/// Angles between vectors lose no precision anywhere, at the poles or at right ascension 0 no more than elsewhere.
@frozen
public struct UnitVector: Sendable, Equatable {
    /// Towards right ascension 0°, declination 0°.
    public let x: Double
    /// Towards right ascension 90°, declination 0°.
    public let y: Double
    /// Towards declination 90°.
    public let z: Double

    /// Makes a vector of numbers that are of length one already.
    @inlinable
    public init(x: Double, y: Double, z: Double) {
        self.x = x
        self.y = y
        self.z = z
    }

    /// The direction of a position.
    @inlinable
    public init(_ position: SkyPosition) {
        self.init(rightAscension: position.rightAscension, declination: position.declination)
    }

    /// The direction of two angles in degrees, which are not checked.
    @inlinable
    public init(rightAscension: Double, declination: Double) {
        let longitude = rightAscension * radiansPerDegree
        let latitude = declination * radiansPerDegree
        let cosine = cos(latitude)
        self.init(x: cosine * cos(longitude), y: cosine * sin(longitude), z: sin(latitude))
    }

    /// Brings a vector to length one; nil for one without a direction.
    @inlinable
    public init?(normalizing x: Double, _ y: Double, _ z: Double) {
        let length = (x * x + y * y + z * z).squareRoot()
        guard length > 0, length.isFinite else { return nil }
        self.init(x: x / length, y: y / length, z: z / length)
    }

    /// The position in this direction.
    public var position: SkyPosition {
        let longitude = atan2(y, x) * degreesPerRadian
        let latitude = atan2(z, (x * x + y * y).squareRoot()) * degreesPerRadian
        return SkyPosition(turning: longitude, declination: latitude)
    }

    /// The scalar product: the cosine of the angle between two directions.
    @inlinable @inline(__always)
    public func dot(_ other: UnitVector) -> Double { x * other.x + y * other.y + z * other.z }

    /// Square of the straight distance between the ends of two vectors: 4 sin²(angle / 2).
    ///
    /// It grows with the angle over the whole of 0…180°, so that limits are compared without a call of `asin`.
    @inlinable @inline(__always)
    public func chordSquared(_ other: UnitVector) -> Double {
        let dx = x - other.x
        let dy = y - other.y
        let dz = z - other.z
        return dx * dx + dy * dy + dz * dz
    }

    /// The angle between two directions in radians, as exact at 0 and 180° as between: atan2(|u × v|, u · v).
    public func radians(to other: UnitVector) -> Double {
        let across = cross(other)
        return atan2((across.x * across.x + across.y * across.y + across.z * across.z).squareRoot(), dot(other))
    }

    /// The vector product, whose length is the sine of the angle; exact for neighbours too.
    ///
    /// (u − v) × (u + v) = 2 u × v, and the difference of neighbours has no rounding error.
    @inlinable @inline(__always)
    func cross(_ other: UnitVector) -> Vector {
        let dx = x - other.x
        let dy = y - other.y
        let dz = z - other.z
        let sx = x + other.x
        let sy = y + other.y
        let sz = z + other.z
        return Vector(
            x: 0.5 * (dy * sz - dz * sy), y: 0.5 * (dz * sx - dx * sz), z: 0.5 * (dx * sy - dy * sx))
    }

    /// The opposite direction.
    public var antipode: UnitVector { UnitVector(x: -x, y: -y, z: -z) }

    var vector: Vector { Vector(x: x, y: y, z: z) }
}

/// A vector of any length.
@usableFromInline
struct Vector: Sendable, Equatable {
    @usableFromInline var x: Double
    @usableFromInline var y: Double
    @usableFromInline var z: Double

    @usableFromInline
    init(x: Double, y: Double, z: Double) {
        self.x = x
        self.y = y
        self.z = z
    }

    static let zero = Vector(x: 0, y: 0, z: 0)

    @inline(__always)
    static func + (one: Vector, other: Vector) -> Vector {
        Vector(x: one.x + other.x, y: one.y + other.y, z: one.z + other.z)
    }

    @inline(__always)
    static func * (one: Vector, factor: Double) -> Vector {
        Vector(x: one.x * factor, y: one.y * factor, z: one.z * factor)
    }

    @inline(__always)
    func dot(_ other: UnitVector) -> Double { x * other.x + y * other.y + z * other.z }

    @inline(__always)
    func cross(_ other: UnitVector) -> Vector {
        Vector(x: y * other.z - z * other.y, y: z * other.x - x * other.z, z: x * other.y - y * other.x)
    }

    var length: Double { (x * x + y * y + z * z).squareRoot() }

    /// The direction; nil for a vector without one.
    var direction: UnitVector? { UnitVector(normalizing: x, y, z) }
}
