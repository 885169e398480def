import Foundation

/// A picture of the demonstration sky in one band, made in strips of rows.
///
/// Any rows can be asked for in any order: they come out the same.
public struct SkyPicture: Sendable {
    /// Which part of the sky it is.
    public let tile: SkyTile
    /// Its band.
    public let band: CatalogueBand
    let condition: SkyCondition
    private let exposures: SkyExposures
    private let seed: UInt64
    private let placed: [SkyPainter.Placed]
    /// Indices of what may have light in each strip of `stripHeight` rows.
    private let inStrip: [[Int]]

    /// Rows that are best asked for at a time.
    public static let stripHeight = 250
    /// Width of the picture's edge.
    private static let edge = 8

    init(_ sky: SimulatedSky, _ tile: SkyTile, _ band: CatalogueBand) {
        self.tile = tile
        self.band = band
        condition = SkyCondition(band)
        seed = sky.seed
        exposures = SkyExposures(tile, band, plane: sky.exposures, seed: sky.seed)
        let painter = SkyPainter(condition)
        placed = sky.objects.compactMap { painter.place($0, in: tile) }
        var inStrip = [[Int]](repeating: [], count: (tile.side + Self.stripHeight - 1) / Self.stripHeight)
        for (index, object) in placed.enumerated() {
            let first = max(0, Int(object.y - object.reach) / Self.stripHeight)
            let last = min(inStrip.count - 1, Int(object.y + object.reach + 1) / Self.stripHeight)
            if first <= last { for strip in first...last { inStrip[strip].append(index) } }
        }
        self.inStrip = inStrip
    }

    /// What may have light in some rows, in the objects' order.
    private func objects(in rows: Range<Int>) -> [SkyPainter.Placed] {
        guard !rows.isEmpty else { return [] }
        let first = rows.lowerBound / Self.stripHeight
        let last = (rows.upperBound - 1) / Self.stripHeight
        if first == last { return inStrip[first].map { placed[$0] } }
        return Set(inStrip[first...last].joined()).sorted().map { placed[$0] }
    }

    /// The science plane: light over the sky, of which none is left, at a zero point of 30 mag.
    ///
    /// - Parameter rows: zero-based, from the south; row after row in what is returned.
    public func science(rows: Range<Int>) -> [Float] {
        var strip = SkyStrip(width: tile.side, rows: rows)
        let painter = SkyPainter(condition)
        for object in objects(in: rows) { painter.draw(object, into: &strip) }
        let ceiling = Float(condition.saturation)
        let electrons = Float(1 / SkyCondition.gain)
        let variances = (0...SkyCondition.exposures).map { Float(pow(condition.noise(exposures: $0), 2)) }
        for row in rows {
            let counts = exposures.count(row: row)
            var random = SimulationRandom(seed: seed, stream: tile.stream(band, .noise, row: row))
            strip.change(row: row) { pixels in
                for bad in exposures.badColumns where bad.rows.contains(row) {
                    pixels[bad.x] += 1.5 * Float(condition.noise)
                }
                for column in pixels.indices {
                    let light = min(ceiling, pixels[column])
                    let count = Int(counts[column])
                    let noise = random.pixelNoise()
                    // Of what no exposure saw nothing is known.
                    pixels[column] =
                        count == 0 ? 0 : light + noise * (variances[count] + light * electrons).squareRoot()
                }
            }
        }
        return strip.pixels
    }

    /// The mask plane: bits of `SkyMask`, 0 where all is well.
    public func mask(rows: Range<Int>) -> [Int16] {
        let width = tile.side
        var mask = [Int16](repeating: 0, count: width * rows.count)
        for object in objects(in: rows) {
            guard let star = object.star, star.saturatedRadius > 0 else { continue }
            let radius = max(0.7, star.saturatedRadius)
            disc(&mask, rows, object, radius: 3 * radius + 8, .star)
            disc(&mask, rows, object, radius: radius, .saturated)
            guard let bleed = object.bleed else { continue }
            let first = max(rows.lowerBound, Int((object.y - bleed.half).rounded(.up)))
            let end = min(rows.upperBound, Int((object.y + bleed.half).rounded(.down)) + 1)
            guard first < end else { continue }
            for row in first..<end {
                for column in bleed.columns(row: row, x: object.x, y: object.y) where (0..<width).contains(column) {
                    mask[(row - rows.lowerBound) * width + column] |= SkyMask.trail.rawValue
                }
            }
        }
        for bad in exposures.badColumns {
            for row in rows.clamped(to: bad.rows) {
                mask[(row - rows.lowerBound) * width + bad.x] |= SkyMask.badPixel.rawValue
            }
        }
        for row in rows {
            let isEdge = row < Self.edge || row >= tile.side - Self.edge
            let start = (row - rows.lowerBound) * width
            for column in 0..<width where isEdge || column < Self.edge || column >= width - Self.edge {
                mask[start + column] |= SkyMask.edge.rawValue
            }
            for (column, count) in exposures.count(row: row).enumerated() where count == 0 {
                mask[start + column] |= SkyMask.badPixel.rawValue
            }
        }
        return mask
    }

    /// The weight plane: the inverse of the sky's variance, 0 where pixels are saturated or nothing was seen.
    public func weight(rows: Range<Int>) -> [Float] {
        let weights = (0...SkyCondition.exposures).map { count -> Float in
            count == 0 ? 0 : Float(1 / pow(condition.noise(exposures: count), 2))
        }
        var values: [Float] = []
        values.reserveCapacity(tile.side * rows.count)
        for row in rows { values += exposures.count(row: row).map { weights[Int($0)] } }
        let useless = SkyMask.saturated.rawValue | SkyMask.trail.rawValue
        for (index, bits) in mask(rows: rows).enumerated() where bits & useless != 0 { values[index] = 0 }
        return values
    }

    private func disc(
        _ mask: inout [Int16], _ rows: Range<Int>, _ object: SkyPainter.Placed, radius: Double, _ bit: SkyMask
    ) {
        let width = tile.side
        let first = max(rows.lowerBound, Int((object.y - radius).rounded(.up)))
        let end = min(rows.upperBound, Int((object.y + radius).rounded(.down)) + 1)
        guard first < end else { return }
        for row in first..<end {
            let dy = Double(row) - object.y
            let half = max(0, radius * radius - dy * dy).squareRoot()
            let left = max(0, Int((object.x - half).rounded(.up)))
            let right = min(width - 1, Int((object.x + half).rounded(.down)))
            guard left <= right else { continue }
            for column in left...right { mask[(row - rows.lowerBound) * width + column] |= bit.rawValue }
        }
    }
}

extension SimulatedSky {
    /// A picture, ready to be drawn.
    public func picture(_ tile: SkyTile, _ band: CatalogueBand) -> SkyPicture { SkyPicture(self, tile, band) }
}
