/// Which exposures of a band see which pixels of a picture, and which columns of their detectors are bad.
///
/// The camera is a mosaic of detectors of 4096 × 2048 pixels with gaps between them, as DES's is. Each exposure points
/// a little elsewhere, so that gaps are seen by the others.
struct SkyExposures {
    /// For each column and each row, a bit for every exposure of which no gap is there.
    private let columns: [UInt8]
    private let rows: [UInt8]
    /// Pieces of columns in which one exposure is missing and the others are a little off.
    let badColumns: [BadColumn]

    struct BadColumn {
        let x: Int
        let rows: Range<Int>
    }

    private static let detector = (width: 4096, height: 2048)
    private static let gap = (width: 153, height: 201)

    /// - Parameter plane: in which the field's exposures lie.
    init(_ tile: SkyTile, _ band: CatalogueBand, plane: TangentPlane, seed: UInt64) {
        var random = SimulationRandom(seed: seed, stream: SimulatedCatalogue.Stream.sky - UInt64(band.rawValue))
        let centre = plane.place(tile.centre) ?? (0, 0)
        // The exposures are the same for all pictures: pixels are counted from the plane's origin.
        let originX = Int((-centre.x / SkyTile.pixelDegrees).rounded()) - tile.side / 2
        let originY = Int((centre.y / SkyTile.pixelDegrees).rounded()) - tile.side / 2
        var columns = [UInt8](repeating: 0, count: tile.side)
        var rows = columns
        for exposure in 0..<SkyCondition.exposures {
            let pitch = (x: Self.detector.width + Self.gap.width, y: Self.detector.height + Self.gap.height)
            let shift = (x: Int(random.uniform() * Double(pitch.x)), y: Int(random.uniform() * Double(pitch.y)))
            for index in 0..<tile.side {
                if Self.place(originX + index + shift.x, pitch.x) < Self.detector.width {
                    columns[index] |= 1 << exposure
                }
                if Self.place(originY + index + shift.y, pitch.y) < Self.detector.height {
                    rows[index] |= 1 << exposure
                }
            }
        }
        self.columns = columns
        self.rows = rows
        var own = SimulationRandom(seed: seed, stream: tile.stream(band, SkyStream.defects))
        let number = max(2, tile.side / 800)
        badColumns = (0..<number).map { _ in
            let x = Int(own.uniform() * Double(tile.side))
            let start = Int(own.uniform(-0.3, 0.9) * Double(tile.side))
            let length = Int(own.uniform(400, 2048))
            return BadColumn(x: x, rows: max(0, start)..<max(0, min(tile.side, start + length)))
        }
    }

    private static func place(_ index: Int, _ pitch: Int) -> Int {
        let rest = index % pitch
        return rest < 0 ? rest + pitch : rest
    }

    /// How many exposures see each pixel of a row.
    func count(row: Int) -> [UInt8] {
        let seen = rows[row]
        var counts = columns.map { UInt8(truncatingIfNeeded: ($0 & seen).nonzeroBitCount) }
        for bad in badColumns where bad.rows.contains(row) && counts[bad.x] > 0 { counts[bad.x] -= 1 }
        return counts
    }
}

/// Which of a picture's streams of random numbers.
enum SkyStream: UInt64 {
    case defects, noise, dates
}

extension SkyTile {
    /// A stream of random numbers of the picture's own, for a row where it has one for each.
    func stream(_ band: CatalogueBand, _ use: SkyStream, row: Int = 0) -> UInt64 {
        // Names, not places: a tile has the same noise whatever others are drawn.
        let name = name.utf8.reduce(UInt64(side)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return name &+ ((UInt64(row) << 8 | UInt64(band.rawValue) << 4 | use.rawValue) &* 0x9e37_79b9_7f4a_7c15)
    }
}
