import Glibc

extension SkyPosition {
    /// The angle to another position, degrees; exact for the smallest angles and near 180° alike.
    public func separation(to other: SkyPosition) -> Double {
        UnitVector(self).radians(to: UnitVector(other)) * degreesPerRadian
    }

    /// The direction in which another position lies, degrees from north through east, 0 ≤ angle < 360.
    ///
    /// 0 where both positions are the same. At a pole north is the direction of the position's own meridian.
    public func positionAngle(to other: SkyPosition) -> Double {
        let turn = (other.rightAscension - rightAscension) * radiansPerDegree
        let here = declination * radiansPerDegree
        let there = other.declination * radiansPerDegree
        let east = cos(there) * sin(turn)
        // sin(there − here) and 1 − cos(turn) = 2 sin²(turn / 2) keep their digits for neighbours.
        let half = sin(turn / 2)
        let north = sin(there - here) + 2 * sin(here) * cos(there) * half * half
        let angle = atan2(east, north) * degreesPerRadian
        return angle < 0 ? (angle + 360 == 360 ? 0 : angle + 360) : angle
    }

    /// The position at a distance in a direction, along a great circle.
    ///
    /// - Parameters:
    ///   - distance: degrees.
    ///   - positionAngle: degrees from north through east.
    public func offset(by distance: Double, positionAngle: Double) -> SkyPosition {
        let centre = UnitVector(self)
        let (north, east) = tangents
        let length = distance * radiansPerDegree
        let bearing = positionAngle * radiansPerDegree
        let along = cos(length)
        let toNorth = sin(length) * cos(bearing)
        let toEast = sin(length) * sin(bearing)
        let moved =
            centre.vector * along + north.vector * toNorth + east.vector * toEast
        return UnitVector(x: moved.x, y: moved.y, z: moved.z).position
    }

    /// The position after a time of proper motion along a great circle; parallax and perspective are left out.
    ///
    /// - Parameters:
    ///   - properMotion: towards east (with cos δ in it) and north, milliarcseconds a year.
    ///   - years: Julian years, negative for the past.
    public func moved(by properMotion: (east: Double, north: Double), years: Double) -> SkyPosition {
        let degreesPerMilliarcsecond = 1 / 3_600_000.0
        let distance = hypot(properMotion.east, properMotion.north) * years * degreesPerMilliarcsecond
        return offset(
            by: distance, positionAngle: atan2(properMotion.east, properMotion.north) * degreesPerRadian)
    }

    /// Unit vectors towards north and east at this position.
    var tangents: (north: UnitVector, east: UnitVector) {
        let longitude = rightAscension * radiansPerDegree
        let latitude = declination * radiansPerDegree
        let north = UnitVector(
            x: -sin(latitude) * cos(longitude), y: -sin(latitude) * sin(longitude), z: cos(latitude))
        let east = UnitVector(x: -sin(longitude), y: cos(longitude), z: 0)
        return (north, east)
    }
}
