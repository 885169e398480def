import Foundation
import Sky

/// The objects of the demonstration sky: the catalogue's, and further ones up to a survey's number of them.
struct SkyPopulation {
    private(set) var objects: [SkyObject] = []
    private(set) var table = SkyTable()

    /// How far outside of a picture objects are still drawn, pixels: the halo of a bright star.
    private static let margin = 300.0

    init(_ catalogue: SimulatedCatalogue, field: SkyField) {
        let indices = Dictionary(catalogue.tiles.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { $1 })
        let cluster = Self.cluster(of: field)
        for place in field.places {
            let tile = CatalogueTile(place)
            var known = 0
            let index = indices[tile.name]
            if let index {
                let rows = catalogue.rows(ofTile: index)
                let matched = catalogue.firstCounterparts[index + 1] - catalogue.firstCounterparts[index]
                known = rows.count
                add(catalogue, rows, tile: index, field: field) { row in
                    row - rows.lowerBound < matched ? nil : catalogue.kind(row: row)
                }
            }
            let area =
                tile.uniqueWidth * CatalogueTile.uniqueHeight * cos(tile.centre.declination * .pi / 180)
            let missing = Int(SimulatedSky.density * area) - known
            guard missing > 0 else { continue }
            let further = SimulatedCatalogue(
                further: missing, in: tile, cluster: place == cluster.place ? cluster.members : nil,
                seed: catalogue.seed, number: UInt64(place.band * 1024 + place.index))
            // The catalogue's ids of a tile never come to the half of what a tile has room for.
            let first = 500_000_000_000 + Int64(index ?? 999_999) * 1_000_000_000_000
            add(further, 0..<missing, tile: 0, identifierOffset: first, field: field) { further.kind(row: $0) }
        }
    }

    /// A cluster of red galaxies, whatever size pictures have in the middle of a small one.
    private static func cluster(of field: SkyField) -> (place: CatalogueTile.Place, members: CatalogueCluster) {
        let offset = Double(SimulatedSky.Size.small.side - SimulatedSky.overlap) / 2 * SkyTile.pixelDegrees
        let centre = TangentPlane(at: field.corner).position(-offset, -offset)
        let place = CatalogueTile.Place(holding: centre)
        let tile = CatalogueTile(place)
        let (x, y) = TangentPlane(at: tile.centre).place(centre) ?? (0, 0)
        let members = CatalogueCluster(
            isOfStars: false, share: 0.006, x: x, y: y, radius: 0.02, redshift: 0.32)
        return (place, members)
    }

    private mutating func add(
        _ catalogue: SimulatedCatalogue, _ rows: Range<Int>, tile: Int, identifierOffset: Int64 = 0, field: SkyField,
        kind: (Int) -> CatalogueOddity?
    ) {
        let meter = CatalogueMeter()
        for start in stride(from: rows.lowerBound, to: rows.upperBound, by: 4096) {
            let part = start..<min(start + 4096, rows.upperBound)
            var made = CatalogueBatch(capacity: part.count)
            made.append(part, of: tile, catalogue, meter)
            let batch = SkyRows(made.columns, identifierOffset: identifierOffset)
            var kept: [Int] = []
            for row in 0..<part.count {
                guard let position = batch.position(row),
                    field.tiles.contains(where: { $0.holds(position, margin: Self.margin) })
                else { continue }
                let kind = kind(part.lowerBound + row)
                objects.append(batch.object(row, at: position, kind: kind))
                guard field.tiles.contains(where: { $0.holds(position) }) else { continue }
                kept.append(row)
                if let kind { table.odd.append(.init(identifier: batch.identifier(row), kind: kind)) }
            }
            table.append(batch, kept)
        }
    }
}

extension SimulatedCatalogue {
    /// What a row that stands at no alert's place is, if it is odd.
    func kind(row: Int) -> CatalogueOddity? {
        var random = SimulationRandom(seed: seed, stream: UInt64(row))
        return oddity(&random)
    }

    /// A catalogue of one tile, of objects beside those of another catalogue.
    ///
    /// - Parameter number: of the tile, so that each has objects of its own.
    init(further objects: Int, in tile: CatalogueTile, cluster: CatalogueCluster?, seed: UInt64, number: UInt64) {
        var random = SimulationRandom(seed: seed, stream: Stream.further - number)
        self.seed = random.next()
        self.objects = objects
        // So many that a small field has some of each kind.
        oddShare = 3 * Self.oddShare
        tiles = [tile]
        firstRows = [0, objects]
        counterparts = []
        firstCounterparts = [0, 0]
        clusters = cluster.map { [0: $0] } ?? [:]
    }
}

extension SimulatedCatalogue.Stream {
    /// Streams of the tiles of the demonstration sky, downwards from here.
    static let further = UInt64.max - 1000
    /// Streams of the demonstration sky's noise and exposures, downwards from here.
    static let sky = UInt64.max - (1 << 32)
}
