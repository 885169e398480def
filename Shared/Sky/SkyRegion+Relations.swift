import Glibc

extension SkyRegion {
    /// Whether two regions have a direction in common, edges included.
    public func intersects(_ other: SkyRegion) -> Bool {
        switch (self, other) {
        case (.point(let position), _): other.contains(UnitVector(position))
        case (_, .point(let position)): contains(UnitVector(position))
        case (.cone(let one), .cone(let two)): one.intersects(two)
        case (.cone(let cone), .polygon(let polygon)), (.polygon(let polygon), .cone(let cone)):
            polygon.intersects(cone)
        case (.polygon(let one), .polygon(let two)): one.intersects(two)
        }
    }

    /// Whether all of another region lies in this one, edges included.
    public func contains(_ other: SkyRegion) -> Bool {
        switch (self, other) {
        case (_, .point(let position)): contains(UnitVector(position))
        case (.point(let position), .cone(let cone)): cone.radius == 0 && cone.contains(UnitVector(position))
        case (.point, .polygon): false
        case (.cone(let one), .cone(let two)): one.contains(two)
        case (.cone(let cone), .polygon(let polygon)): cone.contains(polygon)
        case (.polygon(let polygon), .cone(let cone)): polygon.contains(cone)
        case (.polygon(let one), .polygon(let two)): one.contains(two)
        }
    }
}

/// Degrees by which edges may miss each other through rounding and still touch.
private let touching = 1e-13

extension Cone {
    /// Whether two cones touch or overlap.
    func intersects(_ other: Cone) -> Bool {
        axis.radians(to: other.axis) * degreesPerRadian <= radius + other.radius + touching
    }

    /// Whether another cone lies in this one.
    func contains(_ other: Cone) -> Bool {
        radius >= 180 || axis.radians(to: other.axis) * degreesPerRadian + other.radius <= radius + touching
    }

    /// Whether a polygon lies in this cone: whether it misses all that is outside.
    func contains(_ polygon: SkyPolygon) -> Bool {
        if radius >= 180 { return true }
        guard polygon.corners.allSatisfy({ contains($0) }) else { return false }
        // A cone up to a hemisphere is convex, and the polygon is the smaller side of its outline.
        if radius < 90 { return true }
        let outside = axis.antipode
        let limit = Cone.limit(180 - radius - touching)
        return !polygon.contains(outside) && polygon.outlineChordSquared(outside) >= limit
    }
}

extension SkyPolygon {
    /// Whether a cone touches or overlaps the polygon.
    func intersects(_ cone: Cone) -> Bool {
        guard boundingCone.intersects(cone) else { return false }
        return contains(cone.axis) || outlineChordSquared(cone.axis) <= cone.limit
    }

    /// Whether a cone lies in the polygon.
    func contains(_ cone: Cone) -> Bool {
        guard contains(cone.axis) else { return false }
        return outlineChordSquared(cone.axis) >= Cone.limit(max(0, cone.radius - touching))
    }

    /// Whether two polygons touch or overlap: a vertex of one lies in the other, or sides cross.
    func intersects(_ other: SkyPolygon) -> Bool {
        guard boundingCone.intersects(other.boundingCone) else { return false }
        return contains(other.corners[0]) || other.contains(corners[0]) || crosses(other)
            || other.corners.contains { contains($0) } || corners.contains { other.contains($0) }
    }

    /// Whether another polygon lies in this one.
    ///
    /// Its vertices must, none of its sides may cross ours, and none of our vertices may lie within it.
    func contains(_ other: SkyPolygon) -> Bool {
        guard area >= other.area * (1 - 1e-12), other.corners.allSatisfy({ contains($0) }), !crosses(other) else {
            return false
        }
        // The middle of a side between two of our vertices may still lie outside of a concave polygon.
        for (index, start) in other.corners.enumerated() {
            let end = other.corners[(index + 1) % other.corners.count]
            if let middle = (start.vector + end.vector).direction, !contains(middle) { return false }
        }
        return corners.allSatisfy { corner in
            !other.contains(corner) || other.outlineChordSquared(corner) < 1e-26
        }
    }

    /// Whether any two sides cross.
    private func crosses(_ other: SkyPolygon) -> Bool {
        for (index, start) in corners.enumerated() {
            let end = corners[(index + 1) % corners.count]
            for (otherIndex, otherStart) in other.corners.enumerated() {
                let otherEnd = other.corners[(otherIndex + 1) % other.corners.count]
                if Self.cross(
                    start, end, normals[index], otherStart, otherEnd, other.normals[otherIndex])
                {
                    return true
                }
            }
        }
        return false
    }
}
