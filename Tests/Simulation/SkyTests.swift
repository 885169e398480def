import Foundation
import Sky
import Tables
import TestSupport
import Testing

@testable import Simulation

@Suite("Simulated sky")
struct SkyTests {
    private static let sky = SimulatedSky(seed: 4, objects: 2_000_000, size: .pixels(1200))
    private var sky: SimulatedSky { Self.sky }

    /// A picture's pixels.
    private struct Image {
        let side: Int
        let pixels: [Float]

        init(_ picture: SkyPicture) {
            side = picture.tile.side
            pixels = picture.science(rows: 0..<picture.tile.side)
        }

        /// Light within a radius and its middle.
        func aperture(_ x: Double, _ y: Double, radius: Double) -> (flux: Double, x: Double, y: Double, area: Int) {
            var (flux, sumX, sumY, area) = (0.0, 0.0, 0.0, 0)
            for row in Int(y - radius)...Int(y + radius + 1) {
                for column in Int(x - radius)...Int(x + radius + 1) {
                    let (dx, dy) = (Double(column) - x, Double(row) - y)
                    guard dx * dx + dy * dy <= radius * radius else { continue }
                    let value = Double(pixels[row * side + column])
                    flux += value
                    sumX += value * dx
                    sumY += value * dy
                    area += 1
                }
            }
            return (flux, x + sumX / flux, y + sumY / flux, area)
        }
    }

    /// Those objects of a picture beside which there is hardly any other light.
    private func lonely(
        in tile: SkyTile, _ band: CatalogueBand, within distance: Double, where isWanted: (SkyObject) -> Bool
    ) -> [(object: SkyObject, x: Double, y: Double, flux: Double)] {
        let placed = sky.objects.compactMap { object in
            tile.pixel(object.position).map {
                (object: object, x: $0.x, y: $0.y, flux: SkyCondition.flux(object.magnitudes[band.rawValue]))
            }
        }
        let inner = distance + 1..<Double(tile.side) - distance - 2
        return placed.filter { one in
            guard one.object.kind == nil, isWanted(one.object), inner.contains(one.x), inner.contains(one.y) else {
                return false
            }
            // Even far from a bright one there is its halo.
            let others = placed.reduce(-one.flux) { sum, other in
                let apart = hypot(other.x - one.x, other.y - one.y)
                return sum + other.flux * (apart < distance ? 1 : (apart < 150 ? 0.0005 : 0))
            }
            return others < 0.02 * one.flux
        }
    }

    @Test("the same seed gives the same pixels in strips of any height, another seed others")
    func deterministic() {
        let tile = sky.tiles[1]
        let picture = sky.picture(tile, .r)
        let all = picture.science(rows: 0..<700)
        let masks = picture.mask(rows: 0..<700)
        let weights = picture.weight(rows: 0..<700)
        let again = SimulatedSky(seed: 4, objects: 2_000_000, tiles: 2, size: .pixels(1200)).picture(tile, .r)
        for rows in [0..<1, 0..<250, 249..<251, 333..<700] {
            let part = rows.lowerBound * 1200..<rows.upperBound * 1200
            #expect(again.science(rows: rows) == Array(all[part]))
            #expect(again.mask(rows: rows) == Array(masks[part]))
            #expect(again.weight(rows: rows) == Array(weights[part]))
        }
        let other = SimulatedSky(seed: 5, objects: 2_000_000, tiles: 2, size: .pixels(1200))
        #expect(other.picture(other.tiles[1], .r).science(rows: 0..<250) != Array(all[..<(250 * 1200)]))
    }

    @Test("an object is the same in pictures of every size")
    func nested() throws {
        let small = SimulatedSky(seed: 4, objects: 2_000_000, size: .pixels(600))
        func keys(_ sky: SimulatedSky) throws -> [Int64: Double] {
            let names = SimulatedCatalogue.mainColumns.map(\.name)
            let magnitude = try #require(names.firstIndex(of: "mag_auto_i"))
            var keys: [Int64: Double] = [:]
            for batch in sky.table.batches {
                guard case .int64(let ids) = batch.columns[0].storage,
                    case .float32(let values) = batch.columns[magnitude].storage
                else { continue }
                for (id, value) in zip(ids, values) { keys[id] = Double(value) }
            }
            return keys
        }
        let (few, many) = (try keys(small), try keys(sky))
        #expect(few.count > 300 && many.count > 3 * few.count)
        #expect(few.allSatisfy { many[$0] == $1 })
        #expect(many.count == sky.table.rowCount)
    }

    @Test("the catalogue's objects are in the field, with their ids and values")
    func catalogue() throws {
        let catalogue = SimulatedCatalogue(seed: 4, objects: 2_000_000)
        var expected: [Int64: ColumnBatch] = [:]
        for tile in sky.tiles {
            let index = try #require(catalogue.tiles.firstIndex { $0.name == tile.name })
            let rows = catalogue.rows(ofTile: index)
            var batch = CatalogueBatch(capacity: rows.count)
            batch.append(rows, of: index, catalogue, CatalogueMeter())
            let columns = batch.columns
            for row in 0..<rows.count {
                let one = columns.rows(row..<row + 1)
                guard case .float64(let ra) = one.columns[4].storage, case .float64(let dec) = one.columns[5].storage,
                    case .int64(let id) = one.columns[0].storage
                else { continue }
                let position = try #require(SkyPosition(rightAscension: ra[0], declination: dec[0]))
                if sky.tiles.contains(where: { $0.holds(position) }) { expected[id[0]] = one }
            }
        }
        #expect(expected.count >= 5)
        var source = sky.table.source
        var names: Set<String> = []
        while let batch = try source.next(maximumRows: 1) {
            guard case .int64(let id) = batch.columns[0].storage, case .text(let name) = batch.columns[1].storage else {
                continue
            }
            names.insert(name[0])
            guard let same = expected.removeValue(forKey: id[0]) else { continue }
            #expect(zip(batch.columns, same.columns).allSatisfy { "\($0.storage)" == "\($1.storage)" })
        }
        #expect(expected.isEmpty)
        #expect(names == Set(sky.tiles.map(\.name)))
    }

    @Test("light in apertures and its middle are what the catalogue says", arguments: CatalogueBand.allCases)
    func photometry(band: CatalogueBand) {
        let tile = sky.tiles[0]
        let picture = sky.picture(tile, band)
        let image = Image(picture)
        let brightest = 15.9
        let faintest = [20.5, 20.5, 20, 19.5, 18.5][band.rawValue]
        let measured = lonely(in: tile, band, within: 30) {
            $0.radius < 3 && (brightest..<faintest).contains($0.magnitudes[band.rawValue])
        }
        #expect(measured.count >= 5)
        for (object, x, y, flux) in measured {
            let radius = 20.0
            let seen = image.aperture(x, y, radius: radius)
            // The halo's part beyond the aperture, and the profile's of a galaxy.
            let expected = object.radius > 0.15 ? flux : flux * 0.995
            let noise = (Double(seen.area) * pow(picture.condition.noise, 2) + flux / SkyCondition.gain).squareRoot()
            #expect(
                abs(seen.flux - expected) < 4.5 * noise + flux
                    * (object.isConcentrated && object.radius > 0.15 ? 0.1 : 0.035),
                "\(object.magnitudes[band.rawValue]) \(object.radius): \(seen.flux / expected)")
            let near = image.aperture(x, y, radius: 7)
            let error = picture.condition.noise * 7 * 7 / flux * 4 + 0.1
            #expect(hypot(near.x - x, near.y - y) < error, "\(near.x - x), \(near.y - y)")
        }
    }

    @Test("an object in two pictures has the same light, in other noise")
    func overlap() {
        let (west, east) = (sky.tiles[0], sky.tiles[1])
        let (one, other) = (Image(sky.picture(east, .i)), Image(sky.picture(west, .i)))
        let noise = SkyCondition(.i).noise
        var shared = 0
        for object in sky.objects where object.magnitudes[2] < 22 && object.magnitudes[2] > 16 && object.kind == nil {
            guard let a = east.pixel(object.position), let b = west.pixel(object.position) else { continue }
            let inside = 12.0..<1187.0
            guard inside.contains(a.x), inside.contains(a.y), inside.contains(b.x), inside.contains(b.y) else {
                continue
            }
            let first = one.aperture(a.x, a.y, radius: 10)
            let second = other.aperture(b.x, b.y, radius: 10)
            let error = (Double(2 * first.area)).squareRoot() * noise
            #expect(abs(first.flux - second.flux) < 6 * error + 0.01 * abs(first.flux))
            #expect(first.flux != second.flux)
            shared += 1
        }
        #expect(shared >= 5)
    }

    @Test("the sky is zero, its noise what the weight says, and less is known where detectors have gaps")
    func noise() {
        for band in CatalogueBand.allCases {
            let picture = sky.picture(sky.tiles[3], band)
            let rows = 0..<1200
            let pixels = picture.science(rows: rows)
            let weights = picture.weight(rows: rows)
            #expect(Set(weights).count >= 3)
            let scaled = zip(pixels, weights).filter { $1 > 0 }.map { $0 * $1.squareRoot() }.sorted()
            let middle = scaled[scaled.count / 2]
            // The half below the middle is hardly touched by objects.
            let sigma = middle - scaled[Int(Double(scaled.count) * 0.1587)]
            #expect(abs(middle) < 0.15 && abs(sigma - 1) < 0.12, "\(band): \(middle), \(sigma)")
        }
    }

    @Test("saturated pixels are masked and have no weight, and no pixel is over the saturation")
    func masks() {
        let condition = SkyCondition(.i)
        var saturated = 0
        for tile in sky.tiles {
            let picture = sky.picture(tile, .i)
            let rows = 0..<1200
            let (pixels, mask, weights) = (
                picture.science(rows: rows), picture.mask(rows: rows), picture.weight(rows: rows)
            )
            for index in pixels.indices {
                let bits = SkyMask(rawValue: mask[index])
                #expect(pixels[index] < Float(condition.saturation) * 1.01)
                let isUseless = !bits.isDisjoint(with: [.saturated, .trail])
                if Double(pixels[index]) > condition.saturation * 1.001 || weights[index] == 0 { #expect(isUseless) }
                if isUseless { #expect(weights[index] == 0) }
                saturated += isUseless ? 1 : 0
                let (x, y) = (index % 1200, index / 1200)
                #expect(bits.contains(.edge) == (min(x, y) < 8 || max(x, y) >= 1192))
            }
            #expect(mask.contains { $0 & SkyMask.badPixel.rawValue != 0 })
        }
        #expect(saturated > 50)
    }

    @Test("full pictures are the survey's tiles, smaller ones a part of each")
    func geometry() throws {
        let full = SkyField(tiles: 9, size: .full)
        #expect(Set(full.tiles.map(\.name)).count == 9)
        let area = CatalogueTile.footprint().map { CatalogueTile($0) }
        for tile in full.tiles {
            let survey = try #require(area.first { $0.name == tile.name })
            #expect(survey.centre == tile.centre && tile.side == 10_000)
            #expect(tile.fileName(.y) == "\(tile.name)_r\(survey.request)p01_Y.fits.fz")
        }
        for tile in sky.tiles {
            let survey = try #require(full.tiles.first { $0.name == tile.name })
            #expect(survey.holds(tile.centre))
            let back = try #require(tile.pixel(tile.position(x: 3, y: 1100)))
            #expect(abs(back.x - 3) < 1e-6 && abs(back.y - 1100) < 1e-6)
        }
        // Neighbours share 60″.
        let edge = try #require(sky.tiles[0].pixel(sky.tiles[1].position(x: 1199, y: 600)))
        #expect(abs(edge.x - 225) < 3 && abs(edge.y - 600) < 3)
        #expect(SkyField(tiles: 1, size: .small).tiles.count == 1)
    }

    @Test("letters name bands")
    func bands() {
        #expect(CatalogueBand.list("grizY") == CatalogueBand.allCases)
        #expect(CatalogueBand.list("iy") == [.i, .y])
        for letters in ["", "u", "gg", "g,r", "yY"] { #expect(CatalogueBand.list(letters) == nil) }
    }
}
