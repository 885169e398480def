import Foundation
import Sky
import Tables
import TestSupport
import Testing

@testable import Simulation

@Suite("Simulated catalogue")
struct CatalogueTests {
    private static let catalogue = SimulatedCatalogue(seed: 3, objects: 60_000)
    private var catalogue: SimulatedCatalogue { Self.catalogue }

    /// All of a table by the names of its columns.
    private struct Table {
        var columns: [String: [Double]] = [:]
        var texts: [String: [String]] = [:]
        var identifiers: [Int64] = []
        var rowCount = 0

        init(_ source: any TableSource, batch: Int = 5000) throws {
            var source = source
            let names = source.columns.map(\.name)
            while let batch = try source.next(maximumRows: batch) {
                rowCount += batch.rowCount
                for (name, values) in zip(names, batch.columns) {
                    switch values.storage {
                    case .int64(let numbers):
                        if name == "coadd_object_id" { identifiers += numbers }
                        columns[name, default: []] += numbers.map(Double.init)
                    case .int32(let numbers): columns[name, default: []] += numbers.map(Double.init)
                    case .int16(let numbers): columns[name, default: []] += numbers.map(Double.init)
                    case .float32(let numbers): columns[name, default: []] += numbers.map(Double.init)
                    case .float64(let numbers): columns[name, default: []] += numbers
                    case .text(let values): texts[name, default: []] += (0..<values.count).map { values[$0] }
                    case .boolean, .uint8: Issue.record("\(name) has an unexpected type")
                    }
                }
            }
        }

        func column(_ name: String) throws -> [Double] { try #require(columns[name]) }
        func text(_ name: String) throws -> [String] { try #require(texts[name]) }
    }

    @Test("every batch has the columns' types, and as many rows as asked for come, whatever the batches")
    func shape() throws {
        for batch in [1, 777, 100_000] {
            let small = SimulatedCatalogue(seed: 3, objects: 2500)
            var source = small.mainSource()
            var rows = 0
            while let part = try source.next(maximumRows: batch) {
                #expect(part.rowCount <= batch && part.rowCount > 0)
                #expect(part.columns.map(\.type) == source.columns.map(\.type))
                #expect(part.columns.allSatisfy { $0.count == part.rowCount && $0.nulls.isEmpty })
                rows += part.rowCount
            }
            #expect(rows == 2500)
        }
        #expect(Set(SimulatedCatalogue.mainColumns.map(\.name)).count == SimulatedCatalogue.mainColumns.count)
        #expect(SimulatedCatalogue.mainColumns.allSatisfy { !$0.description.isEmpty && !$0.ucd.isEmpty })
        #expect(SimulatedCatalogue.tileColumns.allSatisfy { !$0.description.isEmpty && !$0.ucd.isEmpty })
    }

    @Test("the same seed gives the same rows in any batches, another seed others")
    func deterministic() throws {
        let one = try Table(SimulatedCatalogue(seed: 5, objects: 3000).mainSource(), batch: 100)
        let same = try Table(SimulatedCatalogue(seed: 5, objects: 3000).mainSource(), batch: 3000)
        let other = try Table(SimulatedCatalogue(seed: 6, objects: 3000).mainSource())
        #expect(one.columns == same.columns && one.texts == same.texts)
        #expect(one.columns["ra"] != other.columns["ra"])
    }

    @Test("each object lies in its tile's own area, and tiles tell how many they have")
    func tiles() throws {
        let main = try Table(catalogue.mainSource())
        let tiles = try Table(catalogue.tileSource())
        #expect(main.rowCount == 60_000)
        #expect(Set(main.identifiers).count == 60_000)
        #expect(main.identifiers.allSatisfy { $0 > 1 << 60 })
        let names = try tiles.text("tilename")
        #expect(Set(names).count == names.count)
        let place = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
        var counts = [Double](repeating: 0, count: names.count)
        let (west, east) = (try tiles.column("uramin"), try tiles.column("uramax"))
        let (south, north) = (try tiles.column("udecmin"), try tiles.column("udecmax"))
        let (ra, dec) = (try main.column("ra"), try main.column("dec"))
        var outside = 0
        for (row, name) in try main.text("tilename").enumerated() {
            let tile = try #require(place[name])
            counts[tile] += 1
            let isWithin =
                west[tile] < east[tile]
                ? ra[row] >= west[tile] - 1e-6 && ra[row] <= east[tile] + 1e-6
                : ra[row] >= west[tile] - 1e-6 || ra[row] <= east[tile] + 1e-6
            if !isWithin || dec[row] < south[tile] - 1e-6 || dec[row] > north[tile] + 1e-6 { outside += 1 }
        }
        #expect(outside == 0)
        #expect(counts == (try tiles.column("count")))
        // The survey's area is DES's in size and place.
        let area = CatalogueTile.footprint()
        #expect((9_800...10_800).contains(area.count))
        let square = area.map { CatalogueTile($0) }.reduce(0.0) {
            $0 + $1.uniqueWidth * CatalogueTile.uniqueHeight * cos($1.centre.declination * .pi / 180)
        }
        #expect((4_900...5_500).contains(square))
    }

    @Test("tiles across right ascension 0 say so, and their corners are 0.73° apart")
    func tileShape() throws {
        let tiles = try Table(catalogue.tileSource())
        let crosses = try tiles.text("crossra0")
        let (west, east) = (try tiles.column("racmin"), try tiles.column("racmax"))
        #expect(crosses.filter { $0 == "Y" }.count > 50)
        for index in crosses.indices { #expect((crosses[index] == "Y") == (west[index] > east[index])) }
        for tile in catalogue.tiles where abs(tile.centre.declination) < 70 {
            #expect(abs(tile.corners[0].separation(to: tile.corners[1]) - 0.7305) < 2e-3)
            #expect(abs(tile.corners[1].separation(to: tile.corners[2]) - 0.7305) < 2e-3)
            #expect(tile.name.count == 12)
        }
        let stripe = try #require(catalogue.tiles.first { $0.name.hasPrefix("DES0000-00") })
        #expect(stripe.crossesZero)
    }

    @Test("positions are rounded to a millionth of a degree, and HEALPix columns are their pixels")
    func positions() throws {
        let main = try Table(catalogue.mainSource())
        let (ra, dec) = (try main.column("ra"), try main.column("dec"))
        let (exact, exactDec) = (try main.column("alphawin_j2000"), try main.column("deltawin_j2000"))
        for (side, order, _) in SimulatedCatalogue.pixelOrders {
            let pixels = try main.column("hpix_\(side)")
            let tessellation = try #require(Healpix(order: order))
            for row in stride(from: 0, to: main.rowCount, by: 17) {
                let position = try #require(SkyPosition(rightAscension: ra[row], declination: dec[row]))
                #expect(pixels[row] == Double(tessellation.pixel(position)))
            }
        }
        for row in ra.indices {
            #expect(abs(ra[row] * 1e6 - (ra[row] * 1e6).rounded()) < 1e-5 && ra[row] >= 0 && ra[row] < 360)
            #expect(abs(dec[row] - exactDec[row]) < 6e-7)
            #expect(abs(remainder(ra[row] - exact[row], 360)) < 6e-7)
        }
    }

    @Test("magnitudes, errors, colours and sentinels are a survey's")
    func values() throws {
        let main = try Table(catalogue.mainSource())
        for band in "grizy" {
            let magnitudes = try main.column("mag_auto_\(band)")
            let errors = try main.column("magerr_auto_\(band)")
            let means = try main.column("wavg_mag_psf_\(band)")
            let spread = try main.column("wavg_spread_model_\(band)")
            let share = Double(means.filter { $0 == 99 }.count) / Double(means.count)
            #expect((0.015...0.035).contains(share))
            for row in magnitudes.indices {
                #expect((magnitudes[row] == 99) == (errors[row] == 99))
                #expect((means[row] == 99) == (spread[row] == -9999))
                if magnitudes[row] != 99 {
                    #expect((9...31).contains(magnitudes[row]) && errors[row] > 0, "\(magnitudes[row])")
                }
            }
            let flagged = try main.column("imaflags_iso_\(band)").filter { $0 != 0 }.count
            #expect((0.018...0.030).contains(Double(flagged) / Double(means.count)))
        }
        let i = try main.column("mag_auto_i")
        let numbers = (16...22).map { magnitude in i.filter { Int($0) == magnitude }.count }
        #expect(zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 })
        let type = try main.column("class_star_i")
        let stars = i.indices.filter { i[$0] < 20 && type[$0] > 0.8 }.count
        let bright = i.indices.filter { i[$0] < 20 }.count
        #expect((0.3...0.8).contains(Double(stars) / Double(bright)))
        #expect(try main.column("ebv_sfd98").allSatisfy { $0 > 0 && $0 < 0.4 })
    }

    @Test("odd objects are a thousandth, of every kind, and the truth tells their ids")
    func truth() throws {
        let truth = catalogue.truth()
        #expect((35...90).contains(truth.count))
        #expect(Set(truth.map(\.kind)) == Set(CatalogueOddity.allCases))
        let main = try Table(catalogue.mainSource())
        let row = Dictionary(uniqueKeysWithValues: zip(main.identifiers, main.identifiers.indices))
        let major = try main.column("a_image")
        let (g, i) = (try main.column("mag_auto_g"), try main.column("mag_auto_i"))
        for object in truth {
            let index = try #require(row[object.identifier])
            switch object.kind {
            case .saturatedBleed: #expect(major[index] >= 25)
            case .ghost: #expect(major[index] > 20)
            case .quasar where g[index] != 99 && i[index] != 99: #expect(g[index] - i[index] > 2)
            case .wrongMatch where g[index] != 99 && i[index] != 99: #expect(g[index] - i[index] < -1)
            default: break
            }
        }
    }

    @Test("at the places of a night's alerts of the same seed stand stars and galaxies")
    func counterparts() throws {
        let catalogue = SimulatedCatalogue(seed: 4, objects: 300_000)
        #expect(catalogue.counterparts.count > 7_000)
        let main = try Table(catalogue.mainSource())
        let (ra, dec) = (try main.column("ra"), try main.column("dec"))
        let tessellation = try #require(Healpix(order: 14))
        var byPixel: [Int64: [Int]] = [:]
        for row in ra.indices {
            let position = try #require(SkyPosition(rightAscension: ra[row], declination: dec[row]))
            byPixel[tessellation.pixel(position), default: []].append(row)
        }
        var matched = 0
        var seen = 0
        for alert in SimulatedSurvey(seed: 4, size: .full).night().alerts.prefix(2000) {
            guard alert.truth != .ordinary(.asteroid) else { continue }
            seen += 1
            let place = try #require(
                SkyPosition(rightAscension: alert.candidate.ra, declination: alert.candidate.dec))
            let pixel = tessellation.pixel(place)
            let rows = ([pixel] + tessellation.neighbours(pixel)).flatMap { byPixel[$0] ?? [] }
            let isNear = rows.contains { row in
                SkyPosition(rightAscension: ra[row], declination: dec[row])
                    .map { $0.separation(to: place) * 3600 < 2.5 } ?? false
            }
            matched += isNear ? 1 : 0
        }
        #expect(Double(matched) > 0.97 * Double(seen), "\(matched) of \(seen)")
    }

    @Test("a catalogue is written with its tiles and its truth, and read back")
    func write() async throws {
        try await withTemporaryFolder { folder in
            let small = SimulatedCatalogue(seed: 8, objects: 4000)
            let truth = try small.write(toFolder: "\(folder)/new/catalogue")
            let names = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/new/catalogue").sorted()
            #expect(names == ["main.fits", "tile_info.fits", "truth.json"])
            #expect(truth.odd.map(\.id) == small.truth().map { String($0.identifier) })
            let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/new/catalogue/truth.json"))
            #expect(try JSONDecoder().decode(SimulatedCatalogue.TruthFile.self, from: data) == truth)
            let source = try TableReader.open("\(folder)/new/catalogue/main.fits")
            #expect(source.columns.map(\.name) == SimulatedCatalogue.mainColumns.map(\.name))
            #expect(source.columns.map(\.type) == SimulatedCatalogue.mainColumns.map(\.type))
            let back = try Table(source)
            let main = try Table(small.mainSource())
            #expect(back.identifiers == main.identifiers)
            #expect(back.columns == main.columns && back.texts == main.texts)
        }
    }
}
