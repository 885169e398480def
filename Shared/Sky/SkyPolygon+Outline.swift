import Glibc

extension SkyPolygon {
    /// Throws where an outline has sides without a way, or sides that meet where they should not.
    static func check(_ directions: [UnitVector]) throws(SkyError) {
        let count = directions.count
        for index in directions.indices {
            let next = directions[(index + 1) % count]
            if directions[index].chordSquared(next) < 1e-26 { throw .repeatedVertex((index + 1) % count + 1) }
            if directions[index].antipode.chordSquared(next) < 1e-20 { throw .antipodalSide(index + 1) }
        }
        let normals = normals(directions)
        for one in 0..<count {
            for other in one + 1..<count {
                let isNext = other == one + 1
                let isPrevious = one == 0 && other == count - 1
                let meet =
                    isNext || isPrevious
                    ? (isNext && fold(directions, normals, one)) || (isPrevious && fold(directions, normals, other))
                    : meet(directions, normals, one, other)
                if meet { throw count == 3 ? .noArea : .crossingSides(one + 1, other + 1) }
            }
        }
    }

    /// Whether two sides without a common vertex cross or touch.
    private static func meet(_ corners: [UnitVector], _ normals: [Vector], _ one: Int, _ other: Int) -> Bool {
        let (a, b) = (corners[one], corners[(one + 1) % corners.count])
        let (c, d) = (corners[other], corners[(other + 1) % corners.count])
        if cross(a, b, normals[one], c, d, normals[other]) { return true }
        // A vertex on a side.
        let touch = 1e-28
        return chordSquared(c, a, b, normals[one]) < touch || chordSquared(d, a, b, normals[one]) < touch
            || chordSquared(a, c, d, normals[other]) < touch || chordSquared(b, c, d, normals[other]) < touch
    }

    /// Whether the side after a side runs back over it.
    private static func fold(_ corners: [UnitVector], _ normals: [Vector], _ index: Int) -> Bool {
        let (a, b) = (corners[index], corners[(index + 1) % corners.count])
        let c = corners[(index + 2) % corners.count]
        let touch = 1e-28
        return chordSquared(c, a, b, normals[index]) < touch
            || chordSquared(a, b, c, normals[(index + 1) % corners.count]) < touch
    }

    /// Whether two sides cross each other; where an end lies on the other side they touch, and do not cross.
    static func cross(
        _ a: UnitVector, _ b: UnitVector, _ ab: Vector, _ c: UnitVector, _ d: UnitVector, _ cd: Vector
    ) -> Bool {
        let (cSide, dSide) = (ab.dot(c), ab.dot(d))
        guard min(cSide, dSide) < -rounding, max(cSide, dSide) > rounding else { return false }
        let (aSide, bSide) = (cd.dot(a), cd.dot(b))
        // The great circles cross at two opposite places; the signs tell whether both arcs hold the same one.
        return min(aSide, bSide) < -rounding && max(aSide, bSide) > rounding && (dSide > 0) == (aSide > 0)
    }

    static func normals(_ corners: [UnitVector]) -> [Vector] {
        corners.indices.map { corners[$0].cross(corners[($0 + 1) % corners.count]).direction?.vector ?? .zero }
    }

    /// Whether each vertex lies on the left of each side.
    static func isConvex(_ corners: [UnitVector], _ normals: [Vector]) -> Bool {
        normals.allSatisfy { normal in
            corners.allSatisfy { normal.dot($0) >= -2 * rounding }
        }
    }

    /// Area to the left of an outline in steradians, 0…4π: triangles from the middle, each with its sign.
    static func signedArea(_ corners: [UnitVector]) -> Double {
        let middle = corners.reduce(Vector.zero) { $0 + $1.vector }.direction ?? corners[0]
        var sum = 0.0
        for (index, start) in corners.enumerated() {
            sum += triangleArea(middle, start, corners[index + 1 == corners.count ? 0 : index + 1])
        }
        let turned = sum.truncatingRemainder(dividingBy: 4 * .pi)
        return turned < 0 ? turned + 4 * .pi : turned
    }

    /// Area of a triangle in steradians, positive where its corners run counter-clockwise seen from within the sphere's
    /// outside: tan(E / 2) = a · (b × c) / (1 + a · b + b · c + c · a) (Eriksson 1990).
    static func triangleArea(_ a: UnitVector, _ b: UnitVector, _ c: UnitVector) -> Double {
        let ab = Vector(x: b.x - a.x, y: b.y - a.y, z: b.z - a.z)
        let ac = UnitVector(x: c.x - a.x, y: c.y - a.y, z: c.z - a.z)
        return 2 * atan2(ab.cross(ac).dot(a), 1 + a.dot(b) + b.dot(c) + c.dot(a))
    }
}
