import Glibc

/// How a pixel lies to a region, as far as its centre and its radius tell.
enum PixelPlace {
    case outside
    /// All of it is in the region.
    case inside
    /// Some of it may be.
    case onEdge
}

/// What can tell how pixels lie to a region.
protocol PixelClassifier {
    /// How a pixel lies of which the centre and the order are given.
    func classify(_ centre: SpherePlace, order: Int) -> PixelPlace
}

/// Walks from wide pixels down to narrow ones and gathers those that a region may touch.
struct Descent<Classifier: PixelClassifier> {
    let classifier: Classifier
    /// Where it begins: an order at which a pixel and its neighbours hold the region, or 0.
    let firstOrder: Int
    /// Where it ends: pixels of this order that may be touched are taken whole.
    let lastOrder: Int

    /// The pixels as ranges of order-29 numbers, sorted and merged.
    ///
    /// - Parameter middle: the middle of a cone around the region; the walk starts at the pixels around it.
    func ranges(around middle: UnitVector) -> [Range<Int64>] {
        var ranges: [Range<Int64>] = []
        ranges.reserveCapacity(24)
        let order = firstOrder
        if order == 0 {
            for face in 0..<12 { visit(FaceCell(face: face, column: 0, row: 0), order: 0, into: &ranges) }
            return ranges
        }
        let tessellation = Healpix(goodOrder: order)
        let cell = tessellation.cell(middle)
        // At most nine, in the order of their numbers, so that ranges come out sorted.
        withUnsafeTemporaryAllocation(of: Int64.self, capacity: 9) { starts in
            var count = 0
            for row in -1...1 {
                for column in -1...1 {
                    guard let other = tessellation.neighbour(cell, column: column, row: row) else { continue }
                    let number = other.nested(order: order)
                    var place = count
                    while place > 0, starts[place - 1] > number {
                        starts[place] = starts[place - 1]
                        place -= 1
                    }
                    starts[place] = number
                    count += 1
                }
            }
            var previous: Int64 = -1
            for index in 0..<count where starts[index] != previous {
                previous = starts[index]
                visit(FaceCell(nested: previous, order: order), order: order, into: &ranges)
            }
        }
        return ranges
    }

    @inline(__always)
    private func visit(_ cell: FaceCell, order: Int, into ranges: inout [Range<Int64>]) {
        switch classifier.classify(Healpix.centre(cell, order: order), order: order) {
        case .outside: return
        case .onEdge where order < lastOrder: descend(cell, order: order, into: &ranges)
        case .inside, .onEdge:
            let shift = Int64(2 * (Healpix.finestOrder - order))
            let first = cell.nested(order: order)
            let start = first << shift
            let end = (first + 1) << shift
            if let last = ranges.last, last.upperBound == start {
                ranges[ranges.count - 1] = last.lowerBound..<end
            } else {
                ranges.append(start..<end)
            }
        }
    }

    private func descend(_ cell: FaceCell, order: Int, into ranges: inout [Range<Int64>]) {
        for child in 0..<4 {
            visit(
                FaceCell(face: cell.face, column: cell.column << 1 | child & 1, row: cell.row << 1 | child >> 1),
                order: order + 1, into: &ranges)
        }
    }
}

/// How far pixels reach.
enum PixelRadius {
    /// The largest angle between a pixel's centre and a corner, radians, for each order.
    ///
    /// It is that of the pixel at sine of declination 2/3 that has a corner in the ring above (healpix_cxx,
    /// `max_pixrad`), and a little more for rounding.
    static let largest: [Double] = (0...Healpix.finestOrder).map { order in
        let side = Double(1 << order)
        let turn = Double.pi / (4 * side)
        let cosine = (5.0 / 9).squareRoot()
        let one = UnitVector(x: cosine * cos(turn), y: cosine * sin(turn), z: 2.0 / 3)
        let height = (1 - 1 / side) * (1 - 1 / side) / 3
        let other = UnitVector(x: (height * (2 - height)).squareRoot(), y: 0, z: 1 - height)
        return one.radians(to: other) * (1 + 1e-7) + 2e-15
    }

    /// The finest order at which a pixel and its neighbours hold every cone of this radius around a place in the
    /// pixel, at most `limit`; 0 where there is none.
    ///
    /// The narrowest pixel is 0.688 / side wide from edge to edge (found by computation over all orders).
    static func orderOfNeighbourhood(_ cone: Cone, limit: Int = Healpix.finestOrder) -> Int {
        let radius = cone.radius * radiansPerDegree
        guard radius > 0 else { return limit }
        let sides = 0.68 / radius
        return sides < 1 ? 0 : min(limit, Int(sides.exponent))
    }
}

/// How pixels lie to a cone.
struct ConeClassifier: PixelClassifier {
    private let z: Double
    private let cosine: Double
    private let eighths: Double
    private let radius: Double
    /// The reach of the pixels around a small cone in pixel sides, 0 where the table is asked.
    private let localReach: Double

    /// - Parameter firstOrder: where the walk begins.
    init(_ cone: Cone, firstOrder: Int) {
        z = cone.axis.z
        cosine = (cone.axis.x * cone.axis.x + cone.axis.y * cone.axis.y).squareRoot()
        eighths = cone.centre.rightAscension / 45
        // What `Cone.contains` grants at the edge.
        radius = cone.radius * radiansPerDegree + 1e-15
        localReach = firstOrder < 6 ? 0 : Self.localReach(z: abs(z), cosine: cosine, firstOrder: firstOrder)
    }

    /// The largest angle from centre to corner in sides (1 / 2^order) of the pixels that a walk meets.
    ///
    /// Between sines of declination of −2/3 and 2/3 pixels are diamonds, from the middle π/4 · cos δ sides wide and
    /// 2/3 / cos δ high; elsewhere they may be as long as the longest, which has 1.06897 at the finest order.
    private static func localReach(z: Double, cosine: Double, firstOrder: Int) -> Double {
        // All corners of the first pixels lie that near: at most 0.5 + 1 + 1 diagonals away.
        let around = 4 * Double(sign: .plus, exponent: -firstOrder, significand: 1)
        guard z + around < 2.0 / 3 else { return 1.0690 }
        let narrow = (1 - (z + around) * (z + around)).squareRoot()
        return max(.pi / 4 * min(1, cosine + around), 2.0 / 3 / narrow) * (1 + 1e-7)
    }

    @inline(__always)
    func classify(_ centre: SpherePlace, order: Int) -> PixelPlace {
        let reach =
            localReach > 0
            ? localReach * Double(sign: .plus, exponent: -order, significand: 1) : PixelRadius.largest[order]
        let dz = centre.z - z
        let dc = centre.cosine - cosine
        let across = 2 * centre.cosine * cosine
        let chordSquared = dz * dz + dc * dc + across * Self.versine((centre.eighths - eighths) * (.pi / 4))
        let far = radius + reach
        // A chord is shorter than its arc, so both comparisons are on the safe side; 10⁻⁸ is for the versine.
        if far < 0.25 {
            if chordSquared > far * far { return .outside }
            let near = (radius - reach) * (1 - 0.25 * 0.25 / 24 - 1e-8)
            return near > 0 && chordSquared < near * near ? .inside : .onEdge
        }
        if far < .pi {
            let chord = 2 * sin(far / 2) + 1e-8
            if chordSquared > chord * chord { return .outside }
        }
        let near = min(.pi, radius) - reach
        guard near > 0 else { return .onEdge }
        let chord = 2 * sin(near / 2) - 1e-8
        return chordSquared < chord * chord ? .inside : .onEdge
    }

    /// 1 − cos, without a call where the angle is small.
    @inline(__always)
    private static func versine(_ angle: Double) -> Double {
        let square = angle * angle
        guard square < 0.25 else { return 1 - cos(angle) }
        return square / 2 * (1 - square / 12 * (1 - square / 30 * (1 - square / 56)))
    }
}

/// How pixels lie to a polygon.
struct PolygonClassifier: PixelClassifier {
    let polygon: SkyPolygon

    func classify(_ centre: SpherePlace, order: Int) -> PixelPlace {
        let direction = centre.direction
        let reach = PixelRadius.largest[order]
        let chord = reach < .pi ? 2 * sin(reach / 2) : 2
        if polygon.outlineChordSquared(direction) <= chord * chord { return .onEdge }
        return polygon.contains(direction) ? .inside : .outside
    }
}
