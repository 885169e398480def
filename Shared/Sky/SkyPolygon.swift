import Glibc

/// A polygon on the sphere: sides are great circles, the smaller of the two sides of its outline is inside.
///
/// It may be concave, hold a pole or cross right ascension 0, in either winding; its outline must not cross itself.
public struct SkyPolygon: Sendable, Equatable {
    /// The vertices as given.
    public let vertices: [SkyPosition]
    /// Area in square degrees, at most half of the sky.
    public let area: Double
    /// The directions of the vertices, turned so that the inside lies to the left of each side.
    let corners: [UnitVector]
    /// For each side the vector that points to its left, normal to its plane, of length one.
    let normals: [Vector]
    /// Whether the inside is the common left of all sides.
    let isConvex: Bool
    /// Two directions that are known to be inside or outside, to count sides from.
    private let anchors: [Anchor]
    /// A cone around all of it.
    public let boundingCone: Cone

    /// Radians by which a direction may miss a side through rounding and still lie on it.
    static let rounding = 5e-16

    /// A direction whose place is known, and on which hand of each side it lies.
    private struct Anchor: Equatable {
        let direction: UnitVector
        let isInside: Bool
        let isLeft: [Bool]
    }

    /// Makes a polygon; an error where its outline is none.
    ///
    /// The last vertex may repeat the first. Complexity: O(n²), as each side is compared with each.
    public init(vertices given: [SkyPosition]) throws(SkyError) {
        var vertices = given
        if vertices.count > 3, vertices.first == vertices.last { vertices.removeLast() }
        guard vertices.count >= 3 else { throw .tooFewVertices(vertices.count) }
        let directions = vertices.map(UnitVector.init)
        try Self.check(directions)

        var left = Self.signedArea(directions)
        var corners = directions
        if left > 2 * .pi {
            corners.reverse()
            // What is left of the reversed outline; computed anew, as 4π − left would have lost its digits.
            left = Self.signedArea(corners)
        }
        guard left > 0 else { throw .noArea }
        self.vertices = vertices
        self.corners = corners
        area = left * squareDegreesPerSteradian
        let normals = Self.normals(corners)
        self.normals = normals
        isConvex = Self.isConvex(corners, normals)
        let middle = corners.reduce(Vector.zero) { $0 + $1.vector }.direction ?? corners[0]
        let radius = corners.map { middle.radians(to: $0) }.max() ?? .pi
        // A side bulges out of a cone that holds its ends once the cone is wider than a hemisphere.
        let isWide = radius >= .pi / 2 || middle.radians(to: corners[0]) == 0
        boundingCone = Cone(
            centre: middle.position, axis: middle,
            goodRadius: isWide ? 180 : min(180, radius * degreesPerRadian + 1e-12))
        anchors = Self.anchors(corners, normals, middle: middle)
    }

    /// Whether a direction lies inside or on the outline.
    ///
    /// Of a concave polygon the sides are counted that the way from a known place to the direction crosses.
    public func contains(_ direction: UnitVector) -> Bool {
        if isConvex {
            for normal in normals where normal.dot(direction) < -Self.rounding { return false }
            return true
        }
        guard boundingCone.contains(direction) else { return false }
        // The way to the opposite of the anchor has no direction: then the other anchor is taken.
        let anchor = abs(anchors[0].direction.dot(direction)) < 0.999 ? anchors[0] : anchors[1]
        return anchor.isInside
            != Self.crossingIsOdd(from: anchor.direction, anchor.isLeft, to: direction, corners, normals)
            || isOnOutline(direction)
    }

    private func isOnOutline(_ direction: UnitVector) -> Bool {
        for index in corners.indices where abs(normals[index].dot(direction)) < 2 * Self.rounding {
            let other = corners[index + 1 == corners.count ? 0 : index + 1]
            if Self.chordSquared(direction, corners[index], other, normals[index]) < 1e-30 { return true }
        }
        return false
    }

    /// Square of the chord from a direction to the nearest place of the outline.
    func outlineChordSquared(_ direction: UnitVector) -> Double {
        var nearest = 4.0
        for index in corners.indices {
            let other = corners[index + 1 == corners.count ? 0 : index + 1]
            nearest = min(nearest, Self.chordSquared(direction, corners[index], other, normals[index]))
        }
        return nearest
    }

    /// Square of the chord from a direction to the nearest place of a side.
    static func chordSquared(
        _ direction: UnitVector, _ start: UnitVector, _ end: UnitVector, _ normal: Vector
    ) -> Double {
        // Between the planes that stand on the side at its ends, the nearest place is the foot on the great circle.
        if normal.cross(start).dot(direction) > 0, normal.cross(end).dot(direction) < 0 {
            let height = normal.dot(direction)
            // 4 sin²(h / 2) = 2 (1 − cos h), with cos h = √(1 − height²).
            let cosine = max(0, 1 - height * height).squareRoot()
            return 2 * height * height / (1 + cosine)
        }
        return min(direction.chordSquared(start), direction.chordSquared(end))
    }

    /// The middle of the inside: the direction of the integral of all directions in it.
    ///
    /// By Stokes that is half the sum of each side's length times its unit normal. Small polygons, where that sum loses
    /// its digits, are cut into plane triangles.
    public var centroid: SkyPosition {
        var sum = Vector.zero
        if boundingCone.radius < 0.05 {
            let middle = boundingCone.axis
            for (index, start) in corners.enumerated() {
                let end = corners[index + 1 == corners.count ? 0 : index + 1]
                let area = Self.triangleArea(middle, start, end)
                // The middle's own share is added at the end, so that what is summed is small.
                sum =
                    sum + Vector(
                        x: start.x - middle.x + (end.x - middle.x), y: start.y - middle.y + (end.y - middle.y),
                        z: start.z - middle.z + (end.z - middle.z)) * (area / 3)
            }
            sum = middle.vector * (area / squareDegreesPerSteradian) + sum
        } else {
            for (index, start) in corners.enumerated() {
                let end = corners[index + 1 == corners.count ? 0 : index + 1]
                sum = sum + normals[index] * (start.radians(to: end) / 2)
            }
        }
        return (sum.direction ?? boundingCone.axis).position
    }

    private static func anchors(_ corners: [UnitVector], _ normals: [Vector], middle: UnitVector) -> [Anchor] {
        // Where a side's middle is reached from the side's left, the way ends inside.
        let target = (corners[0].vector + corners[1].vector).direction ?? corners[0]
        // Some 100° from the middle, where neither the polygon nor its opposite is likely to be.
        let across = middle.vector.cross(
            abs(middle.z) < 0.6 ? UnitVector(x: 0, y: 0, z: 1) : UnitVector(x: 1, y: 0, z: 0))
        guard let one = across.direction, let other = middle.vector.cross(one).direction else { return [] }
        return [(0.83, -0.56), (-0.61, -0.79)].compactMap { mix in
            let place = one.vector * mix.0 + other.vector * mix.1 + middle.vector * -0.17
            guard let direction = place.direction else { return nil }
            let isLeft = normals.map { $0.dot(direction) >= 0 }
            let isOdd = crossingIsOdd(from: direction, isLeft, to: target, corners, normals, ignoring: 0)
            return Anchor(direction: direction, isInside: isOdd != isLeft[0], isLeft: isLeft)
        }
    }

    /// Whether the shorter way between two directions crosses the outline an odd number of times.
    ///
    /// Two arcs cross where the ends of each lie on different hands of the other, and not on the far side of the sphere:
    /// all four hands are then the same (the rule is S2's).
    private static func crossingIsOdd(
        from start: UnitVector, _ isLeft: [Bool], to end: UnitVector, _ corners: [UnitVector], _ normals: [Vector],
        ignoring ignored: Int = -1
    ) -> Bool {
        let way = end.cross(start)
        var isOdd = false
        let last = corners.count - 1
        var wasLeft = way.dot(corners[last]) >= 0
        var previous = last
        for index in corners.indices {
            let isOnLeft = way.dot(corners[index]) >= 0
            // The side from the corner before to this one.
            if isOnLeft != wasLeft, previous != ignored {
                let endIsLeft = normals[previous].dot(end) >= 0
                if endIsLeft != isLeft[previous], isLeft[previous] == wasLeft { isOdd.toggle() }
            }
            wasLeft = isOnLeft
            previous = index
        }
        return isOdd
    }
}
