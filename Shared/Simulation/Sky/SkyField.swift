import Sky

/// Where the demonstration sky is.
struct SkyField {
    /// Where four tiles nearly meet.
    let corner: SkyPosition
    let tiles: [SkyTile]

    /// The band of tiles south of the meeting point.
    ///
    /// Neighbouring bands have different numbers of tiles, so their
    /// borders meet nearest to right ascension 0.
    private static let band = 71

    init(tiles count: Int, size: SimulatedSky.Size) {
        let first = CatalogueTile(.init(band: Self.band, index: 0))
        // The band's edge is on the sky, as the centre is.
        let corner =
            SkyPosition(
                rightAscension: first.centre.rightAscension + first.uniqueWidth / 2,
                declination: first.centre.declination + CatalogueTile.uniqueHeight / 2) ?? first.centre
        self.corner = corner
        let plane = TangentPlane(at: corner)
        let columns = size == .full ? Int(Double(count).squareRoot().rounded(.up)) : 2
        let offset = Double(size.side - SimulatedSky.overlap) / 2 * SkyTile.pixelDegrees
        tiles = (0..<count).map { number in
            let (column, row) = (number % columns, number / columns)
            let tile = CatalogueTile(.init(band: Self.band + row, index: column))
            let centre =
                size == .full
                ? tile.centre
                : plane.position(column == 0 ? -offset : offset, row == 0 ? -offset : offset)
            return SkyTile(tile, centre: centre, side: size.side)
        }
    }

    /// The tiles of the survey that have objects in the pictures, from south to north.
    var places: [CatalogueTile.Place] {
        var places: Set<CatalogueTile.Place> = []
        for tile in tiles {
            let last = Double(tile.side - 1)
            // Corners, middles of sides and centre: no tile is so small that it fits between them.
            for x in [0, last / 2, last] {
                for y in [0, last / 2, last] { places.insert(.init(holding: tile.position(x: x, y: y))) }
            }
        }
        return places.sorted()
    }
}
