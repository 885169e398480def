import Foundation
import Sky
import TestSupport
import Testing

@testable import Catalog

/// A sky index finds what a look at every row finds.
@Suite("Sky index")
struct SkyIndexTests {
    private struct Indexed {
        var entries: [SkyIndexEntry]
        var index: SkyIndex
    }

    /// An index over random positions, in several runs.
    private func indexed(in folder: String, runs: Int = 3) throws -> Indexed {
        let table = PositionTable(rows: 3_000, seed: 5)
        let entries = zip(table.ids, zip(table.ra, table.dec)).compactMap { id, place in
            SkyPosition(rightAscension: place.0, declination: place.1).map { SkyIndexEntry($0, row: id) }
        }
        let parts = try (0..<runs).map { part in
            let path = "\(folder)/\(part).run"
            let own = entries.indices.filter { $0 % runs == part }.map { entries[$0] }.sorted { $0.key < $1.key }
            try SkyIndexWriter.write(own, to: path)
            return try SkyIndexRun(path: path)
        }
        return Indexed(entries: entries, index: SkyIndex(runs: parts))
    }

    private func found(_ region: SkyRegion, _ index: SkyIndex) -> [Int64] {
        var rows: [Int64] = []
        index.search(region) { rows.append($0) }
        return rows.sorted()
    }

    @Test("finds exactly the rows of cones of every size, at poles and at right ascension 0")
    func cones() async throws {
        try await withTemporaryFolder { folder in
            let indexed = try indexed(in: folder)
            var generator = SeededGenerator(seed: 8)
            let centres =
                [(0.0, 0.0), (359.9999, 0.3), (12.0, 90.0), (200.0, -90.0), (45.0, 89.95)]
                + (0..<20).map { _ in
                    (Double.random(in: 0..<360, using: &generator), Double.random(in: -90...90, using: &generator))
                }
            for (ra, dec) in centres {
                for radius in [1e-6, 0.01, 0.1, 1, 15, 89, 120, 180] {
                    let centre = try #require(SkyPosition(rightAscension: ra, declination: dec))
                    let region = try SkyRegion.circle(centre: centre, radius: radius)
                    let expected = indexed.entries.filter { region.contains($0.vector) }.map(\.row).sorted()
                    #expect(found(region, indexed.index) == expected, "cone of \(radius)° at \(ra) \(dec)")
                }
            }
        }
    }

    @Test("finds exactly the rows of polygons and boxes, across right ascension 0 and round a pole")
    func polygons() async throws {
        try await withTemporaryFolder { folder in
            let indexed = try indexed(in: folder)
            func position(_ ra: Double, _ dec: Double) throws -> SkyPosition {
                try #require(SkyPosition(rightAscension: ra, declination: dec))
            }
            let regions = [
                try SkyRegion.box(centre: position(0, 0), width: 0.1, height: 2),
                try SkyRegion.box(centre: position(10, 89.9), width: 3, height: 1),
                try SkyRegion.box(centre: position(180, -40), width: 60, height: 30),
                .polygon(
                    try SkyPolygon(vertices: [
                        position(0, 80), position(90, 80), position(180, 80), position(270, 80),
                    ])),
                .polygon(try SkyPolygon(vertices: [position(350, -10), position(20, -5), position(5, 30)])),
            ]
            for region in regions {
                let expected = indexed.entries.filter { region.contains($0.vector) }.map(\.row).sorted()
                #expect(!expected.isEmpty)
                #expect(found(region, indexed.index) == expected, "\(region.stcsText)")
            }
        }
    }

    @Test("merged runs hold the same rows in the order of the sky")
    func merging() async throws {
        try await withTemporaryFolder { folder in
            let indexed = try indexed(in: folder, runs: 5)
            try SkyIndexWriter.merge(indexed.index.runs, to: "\(folder)/merged.run")
            let merged = try SkyIndexRun(path: "\(folder)/merged.run")
            let keys = (0..<merged.count).map { merged.keys[$0] }
            #expect(keys == indexed.entries.map(\.key).sorted())
            let rows = (0..<merged.count).map { merged.rows[$0] }
            #expect(rows.sorted() == indexed.entries.map(\.row).sorted())
        }
    }

    @Test("a file cut short is refused with its name")
    func cutShort() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/short.run"
            let position = try #require(SkyPosition(rightAscension: 1, declination: 2))
            try SkyIndexWriter.write([SkyIndexEntry(position, row: 1)], to: path)
            let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
            try bytes.dropLast(1).write(to: URL(fileURLWithPath: path))
            let error = #expect(throws: CatalogError.self) { try SkyIndexRun(path: path) }
            #expect(error?.description.contains("short.run") == true)
        }
    }
}
