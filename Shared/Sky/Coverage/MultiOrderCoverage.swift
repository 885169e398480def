/// A piece of the sky as HEALPix pixels of several orders: a MOC (IVOA MOC 2.0, its space dimension, ICRS).
///
/// It is kept as sorted, disjoint ranges of order-29 NESTED pixel numbers that do not touch, so that operations are
/// merges of two lists: O(n + m).
public struct MultiOrderCoverage: Sendable, Equatable {
    /// The ranges.
    public let ranges: [Range<Int64>]
    /// The finest order that it is made of, 0…29.
    public let order: Int

    /// The whole sky's numbers.
    static let sky: Range<Int64> = 0..<Healpix.finest.pixelCount

    /// Makes a coverage of ranges in any order, which may overlap.
    ///
    /// nil where one leaves the sky or the order does not exist. Ranges that do not end on pixels of the order are widened to them.
    public init?(_ ranges: [Range<Int64>], order: Int) {
        guard (0...Healpix.finestOrder).contains(order) else { return nil }
        guard ranges.allSatisfy({ $0.isEmpty || ($0.lowerBound >= 0 && $0.upperBound <= Self.sky.upperBound) }) else {
            return nil
        }
        self.init(good: Self.widened(ranges, to: order), order: order)
    }

    /// Nothing.
    public init() { self.init(sorted: [], order: 0) }

    /// The pixels that a region may touch.
    public init(covering region: SkyRegion, order: Int) {
        let order = min(Healpix.finestOrder, max(0, order))
        self.init(sorted: region.covering(order: order), order: order)
    }

    private init(good ranges: [Range<Int64>], order: Int) {
        var merged: [Range<Int64>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) where !range.isEmpty {
            if let last = merged.last, last.upperBound >= range.lowerBound {
                merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        self.init(sorted: merged, order: order)
    }

    init(sorted ranges: [Range<Int64>], order: Int) {
        self.ranges = ranges
        self.order = order
    }

    private static func widened(_ ranges: [Range<Int64>], to order: Int) -> [Range<Int64>] {
        let mask = (Int64(1) << Int64(2 * (Healpix.finestOrder - order))) - 1
        return ranges.map { ($0.lowerBound & ~mask)..<(($0.upperBound + mask) & ~mask) }
    }

    /// The same with no pixels narrower than an order's: what is touched is taken whole.
    public func coarsened(to order: Int) -> MultiOrderCoverage {
        guard order < self.order, order >= 0 else { return self }
        return MultiOrderCoverage(good: Self.widened(ranges, to: order), order: order)
    }

    /// Whether nothing is covered.
    public var isEmpty: Bool { ranges.isEmpty }

    /// Square degrees covered.
    public var area: Double {
        Double(ranges.reduce(Int64(0)) { $0 + Int64($1.count) }) * Healpix.finest.pixelArea
    }

    /// The share of the sky that is covered, 0…1.
    public var skyFraction: Double {
        Double(ranges.reduce(Int64(0)) { $0 + Int64($1.count) }) / Double(Self.sky.count)
    }

    /// Whether an order-29 pixel is covered.
    ///
    /// Complexity: O(log n).
    public func contains(pixel: Int64) -> Bool {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound <= pixel { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].lowerBound <= pixel
    }

    /// Whether the pixel of a direction is covered.
    public func contains(_ direction: UnitVector) -> Bool { contains(pixel: Healpix.finest.pixel(direction)) }

    /// Whether the pixel of a position is covered.
    public func contains(_ position: SkyPosition) -> Bool { contains(pixel: Healpix.finest.pixel(position)) }

    /// Whether a region may touch the coverage.
    ///
    /// The region is taken as pixels of the coverage's order or of some 1/16 of its width, whichever are narrower: near
    /// an edge the answer may be yes where they only come close, never no where they touch.
    public func intersects(_ region: SkyRegion) -> Bool {
        let start = PixelRadius.orderOfNeighbourhood(region.boundingCone)
        let fine = min(Healpix.finestOrder, max(start + 4, min(order, start + 7)))
        return intersects(MultiOrderCoverage(covering: region, order: fine))
    }
}

extension MultiOrderCoverage {
    /// What either covers.
    public func union(_ other: MultiOrderCoverage) -> MultiOrderCoverage {
        MultiOrderCoverage(good: ranges + other.ranges, order: max(order, other.order))
    }

    /// What both cover.
    public func intersection(_ other: MultiOrderCoverage) -> MultiOrderCoverage {
        var common: [Range<Int64>] = []
        eachOverlap(other) { range in
            common.append(range)
            return true
        }
        return MultiOrderCoverage(sorted: common, order: max(order, other.order))
    }

    /// What this one covers and the other does not.
    public func subtracting(_ other: MultiOrderCoverage) -> MultiOrderCoverage {
        MultiOrderCoverage(sorted: intersection(other.complement).ranges, order: max(order, other.order))
    }

    /// The rest of the sky.
    public var complement: MultiOrderCoverage {
        var rest: [Range<Int64>] = []
        var start = Self.sky.lowerBound
        for range in ranges {
            if range.lowerBound > start { rest.append(start..<range.lowerBound) }
            start = range.upperBound
        }
        if start < Self.sky.upperBound { rest.append(start..<Self.sky.upperBound) }
        return MultiOrderCoverage(sorted: rest, order: order)
    }

    /// Whether two coverages have a pixel in common.
    public func intersects(_ other: MultiOrderCoverage) -> Bool {
        var found = false
        eachOverlap(other) { _ in
            found = true
            return false
        }
        return found
    }

    /// Whether another coverage lies in this one.
    public func contains(_ other: MultiOrderCoverage) -> Bool { !complement.intersects(other) }

    /// Calls for each common range until the call says false.
    private func eachOverlap(_ other: MultiOrderCoverage, _ call: (Range<Int64>) -> Bool) {
        var one = 0
        var two = 0
        while one < ranges.count, two < other.ranges.count {
            let start = max(ranges[one].lowerBound, other.ranges[two].lowerBound)
            let end = min(ranges[one].upperBound, other.ranges[two].upperBound)
            if start < end, !call(start..<end) { return }
            if ranges[one].upperBound < other.ranges[two].upperBound { one += 1 } else { two += 1 }
        }
    }

    /// The widest pixels that make up the coverage: for each order up to `order` their ranges, sorted.
    public var pixelRanges: [(order: Int, pixels: [Range<Int64>])] {
        var byOrder: [[Range<Int64>]] = Array(repeating: [], count: Healpix.finestOrder + 1)
        for range in ranges {
            var start = range.lowerBound
            while start < range.upperBound {
                // As wide as the start's trailing zeros and the end allow.
                let aligned = start == 0 ? 58 : start.trailingZeroBitCount
                var shift = min(58, aligned & ~1)
                while start + (Int64(1) << Int64(shift)) > range.upperBound { shift -= 2 }
                let order = Healpix.finestOrder - shift / 2
                let pixel = start >> Int64(shift)
                if let last = byOrder[order].last, last.upperBound == pixel {
                    byOrder[order][byOrder[order].count - 1] = last.lowerBound..<pixel + 1
                } else {
                    byOrder[order].append(pixel..<pixel + 1)
                }
                start += Int64(1) << Int64(shift)
            }
        }
        return byOrder.enumerated().compactMap { $1.isEmpty ? nil : (order: $0, pixels: $1) }
    }
}
