import Glibc

/// The sphere cut into 12 · 4^order pixels of one area: HEALPix.
///
/// Górski et al. 2005, ApJ 622, 759, doi 10.1086/427976. Numbers of pixels are NESTED unless a name says RING. At order 29 a pixel is 0.4 milliarcseconds wide.
public struct Healpix: Sendable, Equatable {
    /// The finest order of which numbers fit 64 bits.
    public static let finestOrder = 29

    /// How often each base face's side is halved, 0…29.
    public let order: Int

    /// Makes a tessellation; nil for an order outside 0…29.
    public init?(order: Int) {
        guard (0...Self.finestOrder).contains(order) else { return nil }
        self.order = order
    }

    /// Makes a tessellation of the nearest order that exists, 0…29.
    public init(clampingOrder order: Int) { self.init(goodOrder: min(Self.finestOrder, max(0, order))) }

    /// The tessellation of a known good order.
    init(goodOrder order: Int) { self.order = order }

    /// The finest one.
    public static let finest = Healpix(goodOrder: finestOrder)

    /// Pixels along a base face's side, 2^order.
    public var side: Int { 1 << order }

    /// Pixels on the whole sphere.
    public var pixelCount: Int64 { 12 << Int64(2 * order) }

    /// Area of each pixel, square degrees.
    public var pixelArea: Double { 4 * .pi * squareDegreesPerSteradian / Double(pixelCount) }

    /// Resolution: the side of a square of a pixel's area, degrees.
    public var pixelSize: Double { pixelArea.squareRoot() }

    /// The pixel that a position lies in.
    public func pixel(_ position: SkyPosition) -> Int64 {
        let latitude = position.declination * radiansPerDegree
        return cell(
            z: sin(latitude), cosine: abs(position.declination) > 80 ? cos(latitude) : 0,
            quarters: position.rightAscension / 90
        ).nested(order: order)
    }

    /// The pixel that a direction lies in.
    public func pixel(_ direction: UnitVector) -> Int64 { cell(direction).nested(order: order) }

    /// The centre of a pixel.
    public func centre(_ pixel: Int64) -> UnitVector {
        let place = Self.centre(FaceCell(nested: pixel, order: order), order: order)
        return place.direction
    }

    /// The corners of a pixel: north, west, south, east.
    public func corners(_ pixel: Int64) -> [UnitVector] {
        let cell = FaceCell(nested: pixel, order: order)
        let step = 1 / Double(side)
        return [(1, 1), (0, 1), (0, 0), (1, 0)].map { column, row in
            SpherePlace(
                face: cell.face, column: Double(cell.column + column) * step, row: Double(cell.row + row) * step
            ).direction
        }
    }

    /// The centre of a cell.
    @inline(__always)
    static func centre(_ cell: FaceCell, order: Int) -> SpherePlace {
        let step = 1 / Double(1 << order)
        return SpherePlace(
            face: cell.face, column: (Double(cell.column) + 0.5) * step, row: (Double(cell.row) + 0.5) * step)
    }

    /// The cell that a direction lies in.
    @inline(__always)
    func cell(_ direction: UnitVector) -> FaceCell {
        let quarters = atan2(direction.y, direction.x) * (2 / Double.pi)
        let cosine =
            abs(direction.z) > 0.98
            ? (direction.x * direction.x + direction.y * direction.y).squareRoot() : 0
        return cell(z: direction.z, cosine: cosine, quarters: quarters < 0 ? quarters + 4 : quarters)
    }

    /// The cell of a place: sine of declination, its cosine (used near the poles only) and longitude in quarter turns,
    /// 0…4.
    @inline(__always)
    func cell(z: Double, cosine: Double, quarters: Double) -> FaceCell {
        let side = Double(1 << order)
        let mask = 1 << order - 1
        let height = abs(z)
        if height <= 2.0 / 3 {
            let turn = side * (0.5 + quarters)
            let rise = side * (z * 0.75)
            let rising = Int(turn - rise)
            let falling = Int(turn + rise)
            let one = rising >> order
            let other = falling >> order
            // Where longitude rounds to a whole turn, the fifth quarter is the first.
            let face = one == other ? (one & 3) | 4 : (one < other ? one & 3 : (other & 3) + 8)
            return FaceCell(face: face, column: falling & mask, row: mask - rising & mask)
        }
        let quarter = min(3, Int(quarters))
        let within = quarters - Double(quarter)
        // 3 (1 − |z|) loses its digits at the poles: there it is made of the cosine.
        let width =
            height < 0.99 ? side * (3 * (1 - height)).squareRoot() : side * cosine / ((1 + height) / 3).squareRoot()
        let east = min(mask, Int(within * width))
        let west = min(mask, Int((1 - within) * width))
        return z >= 0
            ? FaceCell(face: quarter, column: mask - west, row: mask - east)
            : FaceCell(face: quarter + 8, column: east, row: west)
    }
}

extension SpherePlace {
    /// As a vector.
    var direction: UnitVector {
        let longitude = eighths * (.pi / 4)
        return UnitVector(x: cosine * cos(longitude), y: cosine * sin(longitude), z: z)
    }
}
