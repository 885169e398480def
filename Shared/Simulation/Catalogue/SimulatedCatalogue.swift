import Foundation
import Sky
import Tables

/// A survey's catalogue in the shape of DES's first data release, of objects that never were.
///
/// ```swift
/// let catalogue = SimulatedCatalogue(seed: 1, objects: 1_000_000)
/// var source = catalogue.mainSource()
/// while let batch = try source.next(maximumRows: 10_000) { … }
/// ```
/// Each row is made of the seed and its own number alone: rows are streamed, so that a hundred million need no memory,
/// and the same seed and number of objects give the same rows. They come tile by tile, from south to north.
///
/// The catalogue of a seed holds what stands at the places of the alerts of the same seed's full night
/// (`SimulatedSurvey`): a star or galaxy within 2″, of the magnitudes that the packets tell as their neighbour's. As
/// that night covers more of the sky than DES did, there are tiles with nothing but such objects outside of the
/// survey's area. They are at most a twentieth of the catalogue.
public struct SimulatedCatalogue: Sendable {
    /// Seed of all that is random.
    public let seed: UInt64
    /// Number of objects.
    public let objects: Int
    /// The tiles, in the order of the rows.
    public let tiles: [CatalogueTile]
    /// Where each tile's rows begin, and behind the last tile's the number of all.
    let firstRows: [Int]
    /// What stands at the places of the night's alerts, in the order of tiles, and where each tile's begin.
    let counterparts: [CatalogueCounterpart]
    let firstCounterparts: [Int]
    /// The clusters of galaxies and stars, by tile.
    let clusters: [Int: CatalogueCluster]

    /// Version of the simulation: catalogues of different versions differ though their seeds do not.
    public static let version = 1

    /// Share of objects that are odd, by default.
    public static let oddShare = 0.001

    /// Share of objects that are odd.
    let oddShare: Double

    /// Makes a catalogue; takes about a second, for the night.
    ///
    /// - Parameter objects: at least 1.
    public init(seed: UInt64, objects: Int) {
        let objects = max(1, objects)
        self.seed = seed
        self.objects = objects
        oddShare = Self.oddShare
        let matched = CatalogueCounterpart.ofNight(seed: seed, atMost: objects / 20)
        let area = CatalogueTile.footprint()
        let inArea = Set(area)
        let places = inArea.union(matched.map(\.place)).sorted()
        tiles = places.map { CatalogueTile($0) }

        let byPlace = Dictionary(grouping: matched, by: \.place)
        var counterparts: [CatalogueCounterpart] = []
        var firstCounterparts = [0]
        for place in places {
            counterparts += byPlace[place] ?? []
            firstCounterparts.append(counterparts.count)
        }
        self.counterparts = counterparts
        self.firstCounterparts = firstCounterparts

        // Others are dealt to the tiles of the area by how much of it is theirs alone, how many stars are there and
        // some chance, so that they are exactly as many as asked for.
        var random = SimulationRandom(seed: seed, stream: Stream.tiles)
        let weights = zip(places, tiles).map { place, tile -> Double in
            let chance = 1 + 0.08 * random.normal()
            guard inArea.contains(place) else { return 0 }
            return cos(tile.centre.declination * .pi / 180) * tile.uniqueWidth / (1 - tile.starShare) * chance
        }
        let sum = weights.reduce(0, +)
        let others = Double(objects - counterparts.count)
        var firstRows = [0]
        var passed = 0.0
        for (index, weight) in weights.enumerated() {
            passed += weight
            firstRows.append(firstCounterparts[index + 1] + Int((others * (passed / sum)).rounded()))
        }
        firstRows[firstRows.count - 1] = objects
        self.firstRows = firstRows
        clusters = CatalogueCluster.draw(tiles: places.indices.filter { weights[$0] > 0 }, random: &random)
    }

    /// The streams of random numbers beside those of the objects, which have their row's number.
    enum Stream {
        static let tiles = UInt64.max
        static let counterparts = UInt64.max - 1
    }

    /// Rows of a tile.
    public func rows(ofTile tile: Int) -> Range<Int> { firstRows[tile]..<firstRows[tile + 1] }

    /// The odd objects, in the order of rows.
    ///
    /// They are about a thousandth of all. Complexity: O(objects), some nanoseconds for each.
    public func truth() -> [CatalogueTruth] {
        var truth: [CatalogueTruth] = []
        for tile in tiles.indices {
            let rows = rows(ofTile: tile)
            let matched = firstCounterparts[tile + 1] - firstCounterparts[tile]
            for row in rows.dropFirst(matched) {
                var random = SimulationRandom(seed: seed, stream: UInt64(row))
                if let kind = oddity(&random) {
                    truth.append(CatalogueTruth(identifier: identifier(row: row, tile: tile), kind: kind))
                }
            }
        }
        return truth
    }

    /// The first thing that is drawn of an object.
    @inline(__always)
    func oddity(_ random: inout SimulationRandom) -> CatalogueOddity? {
        let chance = random.uniform()
        guard chance < oddShare else { return nil }
        let kinds = CatalogueOddity.allCases
        return kinds[min(kinds.count - 1, Int(chance / oddShare * Double(kinds.count)))]
    }

    /// A row's `coadd_object_id`: of so many digits that a floating-point number does not keep them.
    @inline(__always)
    func identifier(row: Int, tile: Int) -> Int64 {
        4_000_000_000_000_000_000 + Int64(tile) * 1_000_000_000_000 + Int64(row - firstRows[tile]) * 7 + 3
    }
}
