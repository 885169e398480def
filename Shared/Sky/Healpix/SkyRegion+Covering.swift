extension SkyRegion {
    /// Ranges of order-29 NESTED pixels that surely hold every direction that the region contains.
    ///
    /// They are sorted, disjoint and do not touch: what an index over `Healpix.finest.pixel(…)` is asked for. They hold
    /// more than the region: of a small circle with 16 ranges about twice its area.
    ///
    /// - Parameter maximumRanges: at least 1; more ranges fit the region closer.
    public func covering(maximumRanges: Int = 16) -> [Range<Int64>] {
        switch self {
        case .point(let position):
            let place = UnitVector(position)
            return Cone(centre: position, axis: place, goodRadius: 0).covering(maximumRanges: maximumRanges)
        case .cone(let cone): return cone.covering(maximumRanges: maximumRanges)
        case .polygon(let polygon): return polygon.covering(maximumRanges: maximumRanges)
        }
    }

    /// All pixels of an order (and wider ones inside) that the region may touch, as ranges of order-29 numbers.
    public func covering(order: Int) -> [Range<Int64>] {
        let order = min(Healpix.finestOrder, max(0, order))
        switch self {
        case .point, .cone: return boundingCone.covering(order: order)
        case .polygon(let polygon): return polygon.covering(order: order)
        }
    }
}

extension Cone {
    /// Ranges that hold the cone, as `SkyRegion.covering` has them.
    ///
    /// 1.4 µs for 16 ranges of a small cone, 0.7 µs for 8, 0.4 µs for 4, where a bare HEALPix pixel takes 0.03.
    public func covering(maximumRanges: Int = 16) -> [Range<Int64>] {
        // Halving pixels once doubles the ranges: of the orders below that of the neighbourhood, 0 gives some 3.
        let depth = maximumRanges < 8 ? 0 : (Double(maximumRanges) / 4).exponent
        let start = PixelRadius.orderOfNeighbourhood(self)
        return covering(order: min(Healpix.finestOrder, start + Int(depth))).reduced(to: maximumRanges)
    }

    func covering(order: Int) -> [Range<Int64>] {
        let start = PixelRadius.orderOfNeighbourhood(self, limit: order)
        return Descent(
            classifier: ConeClassifier(self, firstOrder: start), firstOrder: start, lastOrder: order
        ).ranges(around: axis)
    }
}

extension SkyPolygon {
    /// Ranges that hold the polygon, as `SkyRegion.covering` has them.
    ///
    /// Pixels are halved until there are too many ranges, as polygons may be thin.
    func covering(maximumRanges: Int) -> [Range<Int64>] {
        let start = PixelRadius.orderOfNeighbourhood(boundingCone)
        var best = covering(order: start)
        for order in start..<min(Healpix.finestOrder, start + 8) {
            if 2 * best.count > maximumRanges { break }
            best = covering(order: order + 1)
        }
        return best.reduced(to: maximumRanges)
    }

    func covering(order: Int) -> [Range<Int64>] {
        Descent(
            classifier: PolygonClassifier(polygon: self),
            firstOrder: PixelRadius.orderOfNeighbourhood(boundingCone, limit: order), lastOrder: order
        ).ranges(around: boundingCone.axis)
    }
}

extension [Range<Int64>] {
    /// At most so many ranges: those with the smallest gaps between them are joined.
    func reduced(to maximum: Int) -> [Range<Int64>] {
        guard count > Swift.max(1, maximum) else { return self }
        let gaps = indices.dropLast().map { self[$0 + 1].lowerBound - self[$0].upperBound }
        let kept = Swift.max(1, maximum) - 1
        let widest = Set(gaps.indices.sorted { gaps[$0] > gaps[$1] }.prefix(kept))
        var joined: [Range<Int64>] = []
        joined.reserveCapacity(kept + 1)
        var start = self[0].lowerBound
        for index in indices where index + 1 == count || widest.contains(index) {
            joined.append(start..<self[index].upperBound)
            if index + 1 < count { start = self[index + 1].lowerBound }
        }
        return joined
    }
}
