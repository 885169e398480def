import Foundation
import Images
import Sky
import Tables
import TestSupport
import Testing

@testable import Simulation

@Suite("Files of the simulated sky")
struct SkyFileTests {
    /// What `sky_reference.py` prints.
    private struct Reference: Decodable {
        let names: [String]
        let SCI: Plane
        let MSK: Plane
        let WGT: Plane

        struct Plane: Decodable {
            let shape: [Int]
            let type: String
            let pixels: [[Double]]
            let row: [Double]
            let finite: Bool
            let zeros: Int
            /// What is not there is "None".
            let header: [String: String]
            let packing: [String]?
        }
    }

    @Test("astropy opens every plane of compressed and plain pictures, with the right coordinates and values")
    func astropy() async throws {
        guard let python = Python.executable(importing: "astropy") else {
            print("astropy is missing: pictures are not checked with it")
            return
        }
        try await withTemporaryFolder { folder in
            let sky = SimulatedSky(seed: 4, objects: 10_000, tiles: 2, size: .pixels(600))
            for isCompressed in [true, false] {
                let written = try sky.write(toFolder: folder, bands: [.g, .y], isCompressed: isCompressed)
                #expect(written.pictures.count == 4)
                for (index, name) in written.pictures.enumerated() {
                    let tile = sky.tiles[index / 2]
                    let picture = sky.picture(tile, index % 2 == 0 ? .g : .y)
                    let places = [(0.0, 0.0), (599, 0), (0, 599), (599, 599), (300.25, 17.5)]
                    let positions = places.map { tile.position(x: $0.0, y: $0.1) }
                    let output = try Python.run(
                        python,
                        [
                            "\(Python.packageRoot)/Tests/Simulation/sky_reference.py", "\(folder)/\(name)",
                            positions.map { "\($0.rightAscension),\($0.declination)" }.joined(separator: " "),
                        ])
                    let reference = try JSONDecoder().decode(Reference.self, from: Data(output.utf8))
                    #expect(reference.names == ["SCI", "MSK", "WGT"])
                    for plane in [reference.SCI, reference.MSK, reference.WGT] {
                        #expect(plane.shape == [600, 600] && plane.finite)
                        for (found, place) in zip(plane.pixels, places) {
                            #expect(abs(found[0] - place.0) < 1e-6 && abs(found[1] - place.1) < 1e-6)
                        }
                        #expect(plane.header["BAND"] == picture.band.name)
                        #expect(plane.header["TILENAME"] == tile.name)
                        #expect(plane.header["SEED"] == "4")
                    }
                    #expect(reference.SCI.header["MAGZERO"] == "30.0")
                    #expect(reference.SCI.type == "float32" && reference.MSK.type == "int16")
                    let science = picture.science(rows: 100..<101)
                    let tolerance = isCompressed ? picture.condition.noise / 16 : 0
                    for (found, value) in zip(reference.SCI.row, science) {
                        #expect(abs(found - Double(value)) <= tolerance)
                    }
                    for (found, value) in zip(reference.MSK.row, picture.mask(rows: 100..<101)) {
                        #expect(found == Double(value))
                    }
                    let useless = picture.weight(rows: 0..<600).filter { $0 == 0 }.count
                    #expect(reference.WGT.zeros == useless)
                    let weights = picture.weight(rows: 100..<101)
                    // Weights are quantised to a share of their row's own variation.
                    let quantum = isCompressed ? 5e-3 * Double(weights.max() ?? 0) : 0
                    for (found, value) in zip(reference.WGT.row, weights) {
                        #expect(abs(found - Double(value)) <= quantum)
                    }
                    if isCompressed {
                        let expected = ["RICE_1", "600", "1", "SUBTRACTIVE_DITHER_1"]
                        #expect(reference.SCI.packing == expected)
                        // CFITSIO's name of Rice beside the second dithering.
                        #expect(reference.WGT.packing == ["RICE_ONE", "600", "1", "SUBTRACTIVE_DITHER_2"])
                        #expect(reference.MSK.packing?.prefix(3) == expected.prefix(3))
                    }
                }
            }
        }
    }

    @Test("the folder gets the table of objects, which reads back, and the truth of the odd ones")
    func folder() async throws {
        try await withTemporaryFolder { folder in
            let sky = SimulatedSky(seed: 4, objects: 10_000, tiles: 4, size: .pixels(600))
            let written = try sky.write(toFolder: folder, bands: [.i])
            var source = try TableReader.open("\(folder)/objects.fits")
            #expect(source.columns.map(\.name) == SimulatedCatalogue.mainColumns.map(\.name))
            var ids: [Int64] = []
            while let batch = try source.next(maximumRows: 1000) {
                if case .int64(let values) = batch.columns[0].storage { ids += values }
            }
            #expect(ids.count == written.objects && Set(ids).count == ids.count)
            let truth = try JSONDecoder().decode(
                SimulatedCatalogue.TruthFile.self,
                from: Data(contentsOf: URL(fileURLWithPath: "\(folder)/truth.json")))
            #expect(truth.odd.count == written.odd && !truth.odd.isEmpty)
            #expect(truth.odd.allSatisfy { Int64($0.id).map(ids.contains) ?? false })
        }
    }

    @Test("our own reader finds the planes, their coordinates and, around an object of the table, its light")
    func images() async throws {
        try await withTemporaryFolder { folder in
            let sky = SimulatedSky(seed: 4, objects: 10_000, tiles: 1, size: .pixels(600))
            let written = try sky.write(toFolder: folder, bands: [.i])
            let file = try ImageFile.open("\(folder)/\(try #require(written.pictures.first))")
            #expect(file.extensions.map(\.plane) == [.science, .mask, .weight])
            let image = try file.image(named: "SCI")
            let coordinates = try WorldCoordinates(image.header)
            let tile = sky.tiles[0]
            let bright = sky.objects.filter { $0.kind == nil && (16..<19).contains($0.magnitudes[2]) }
            var seen = 0
            for object in bright {
                guard let place = coordinates.pixel(of: object.position), tile.holds(object.position, margin: -20),
                    let same = tile.pixel(object.position),
                    let box = PixelBox(around: place.x, place.y, width: 31, height: 31)
                else { continue }
                #expect(abs(place.x - same.x) < 1e-6 && abs(place.y - same.y) < 1e-6)
                let light = try file.read(image, box).floats().reduce(0) { $0 + Double($1) }
                let flux = SkyCondition.flux(object.magnitudes[2])
                // Neighbours add to it, wings are cut off.
                #expect((0.7...2).contains(light / flux), "\(object.magnitudes[2]): \(light / flux)")
                seen += 1
            }
            #expect(seen >= 3)
        }
    }
}
