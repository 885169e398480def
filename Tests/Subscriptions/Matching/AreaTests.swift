import Foundation
import Messages
import Sky
import TestSupport
import Testing

@testable import Subscriptions

@Suite("Areas of subscriptions")
struct AreaTests {
    private func place(_ rightAscension: Double, _ declination: Double) -> MatchPlace {
        MatchPlace(UnitVector(rightAscension: rightAscension, declination: declination))
    }

    private func message(_ area: SkyArea) -> String {
        do throws(AreaError) {
            _ = try area.normalised()
            return ""
        } catch { return "\(error)" }
    }

    @Test("a place is inside at least one that is not outside, and outside all that are")
    func set() throws {
        let set = try AreaSet([
            SkyArea(shape: "cone", degrees: [10, 0, 5]), SkyArea(shape: "box", degrees: [30, 0, 10, 4]),
            SkyArea(shape: "cone", degrees: [10, 0, 1], isOutside: true),
            SkyArea(shape: "polygon", degrees: [30, 0, 31, 0, 31, 1, 30, 1], isOutside: true),
        ])
        #expect(set.contains(place(13, 0)) && set.contains(place(33, 1.5)))
        #expect(!set.contains(place(10.5, 0)) && !set.contains(place(30.5, 0.5)) && !set.contains(place(20, 0)))
        let holes = try AreaSet([SkyArea(shape: "cone", degrees: [0, 90, 1], isOutside: true)])
        #expect(holes.contains(place(0, 0)) && !holes.contains(place(123, 89.5)))
        #expect(try AreaSet([]).contains(place(1, 2)))
    }

    @Test("latitude bands are those of astropy's frames", arguments: testSeeds(2))
    func bands(seed: UInt64) throws {
        var rules = RandomRules(seed: seed)
        for (shape, frame) in [("galactic-latitude", CelestialFrame.galactic), ("ecliptic-latitude", .ecliptic)] {
            let area = try CompiledArea(SkyArea(shape: shape, degrees: [-10, 25]))
            for _ in 0..<500 {
                let direction = UnitVector(rules.position())
                let latitude = frame.coordinates(of: direction).latitude
                if abs(latitude + 10) < 1e-9 || abs(latitude - 25) < 1e-9 { continue }
                #expect(area.contains(MatchPlace(direction)) == (latitude > -10 && latitude < 25))
            }
            let cap = try CompiledArea(SkyArea(shape: shape, degrees: [60, 90]))
            #expect(cap.contains(MatchPlace(frame.pole)))
        }
    }

    @Test("what areas reach holds every place in them", arguments: testSeeds(10))
    func reach(seed: UInt64) throws {
        var rules = RandomRules(seed: seed)
        for _ in 0..<40 {
            let set = try AreaSet([try rules.area(), try rules.area()])
            let (order, ranges): (Int, [Range<Int32>])
            switch AreaReach(set) {
            case .narrow(let pixels): (order, ranges) = (AreaReach.narrowOrder, pixels)
            case .wide(let pixels): (order, ranges) = (AreaReach.wideOrder, pixels)
            case .everywhere: continue
            }
            for _ in 0..<200 {
                let place = MatchPlace(UnitVector(rules.position()))
                let pixel = Int32(place.pixel >> Int64(2 * (29 - order)))
                if set.contains(place) { #expect(ranges.contains { $0.contains(pixel) }) }
            }
        }
    }

    @Test("MOCs as text, JSON and FITS and sky maps are kept as coverages")
    func normalised() throws {
        let text = try SkyArea(shape: "moc", moc: "3/1-3 4/16", label: "mine").normalised()
        #expect(text.moc.isEmpty && text.label == "mine")
        #expect(try MultiOrderCoverage(packed: text.coverage).text == "3/1-3 4/16")
        #expect(try SkyArea(shape: "moc", moc: " {\"3\":[1,2,3],\"4\":[16]}", label: "mine").normalised() == text)
        #expect(try text.normalised() == text)
        let cone = SkyArea(shape: "cone", degrees: [1, 2, 3])
        #expect(try cone.normalised() == cone)
        let folders = ["../shared", "../../shared"].map { "\(Python.packageRoot)/\($0)/data/regions" }
        guard let folder = folders.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
            print("skipped: no real regions at \(folders[0])")
            return
        }
        func bytes(_ name: String) throws -> [UInt8] {
            [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
        }
        let moc = try SkyArea(shape: "moc", fits: try bytes("polygon_moc.fits")).normalised()
        #expect(moc.fits.isEmpty && moc.coverage.count < 5000)
        let map = try SkyArea(
            shape: "skymap", fits: try bytes("bayestar.multiorder.fits"), credibleLevel: 0.9, label: "bayestar.fits"
        ).normalised()
        print("a real sky map's 90 % area, packed: \(map.coverage.count) bytes")
        #expect(map.fits.isEmpty && map.coverage.count < 100_000)
        #expect(try CompiledArea(map).name == "bayestar.fits (90 %)")
        let large = message(SkyArea(shape: "moc", fits: try bytes("P-GALEXGR6-AIS-FUV.fits"), label: "GALEX"))
        print(large)
    }

    @Test("a MOC of more than 300 kB is refused with the order at which it would fit")
    func large() throws {
        let shift = Int64(2 * (29 - 12))
        let ranges = (Int64(0)..<200_000).map { $0 * 3 << shift..<($0 * 3 + 1) << shift }
        let coverage = try #require(MultiOrderCoverage(ranges, order: 12))
        let area = SkyArea(shape: "moc", moc: coverage.text)
        #expect(
            message(area)
                == "the area moc: it has 200000 ranges of order 12, 400 kB, and at most 300 kB are kept: bring it to order 11, where it has 0 kB"
        )
    }

    @Test("areas that are none say which shape, what it has and what was expected")
    func errors() throws {
        let cases: [(SkyArea, String)] = [
            (
                SkyArea(shape: "circle"),
                "the area circle: \"circle\" is no shape, expected cone, box, polygon, galactic-latitude, ecliptic-latitude, moc or skymap"
            ),
            (
                SkyArea(shape: "cone", degrees: [1, 2, 181], label: "all"),
                "the area cone \"all\": a circle's radius is from 0 to 180 degrees, not 181.0"
            ),
            (
                SkyArea(shape: "cone", degrees: [1, .nan, 1]),
                "the area cone: (1.0, nan) is not on the sky: expected a finite right ascension and a declination from -90 to 90, in degrees"
            ),
            (
                SkyArea(shape: "box", degrees: [1, 2, 3]),
                "the area box: it has 3 numbers, expected 4 numbers: the centre's ra and dec, width and height"
            ),
            (
                SkyArea(shape: "polygon", degrees: [0, 0, 10, 10, 10, 0, 0, 10]),
                "the area polygon: the polygon's sides 1 and 3 cross or touch"
            ),
            (
                SkyArea(shape: "galactic-latitude", degrees: [10, -10]),
                "the area galactic-latitude: it goes from 10.0° to -10.0°, expected -90 ≤ from < to ≤ 90"
            ),
            (SkyArea(shape: "moc"), "the area moc: it has no MOC, expected one as text or as a FITS file"),
            (
                SkyArea(shape: "moc", moc: "3/x"),
                "the area moc: not a multi-order coverage: \"3/x\" is no pixel and no range of pixels"
            ),
            (SkyArea(shape: "moc", moc: "3/"), "the area moc: it covers nothing"),
            (
                SkyArea(shape: "skymap", fits: [1]),
                "the area skymap: a credible level is above 0 and below 1, for example 0.9, not 0.0"
            ),
            (
                SkyArea(shape: "skymap", fits: [1, 2], credibleLevel: 0.9),
                "the area skymap: not a HEALPix sky map: it is no FITS file"
            ),
            (
                SkyArea(shape: "moc", coverage: [1, 0, 9]),
                "the area moc: not a multi-order coverage: its binary form has 3 bytes, which is too short for 9 ranges"
            ),
        ]
        for (area, expected) in cases { #expect(message(area) == expected) }
    }
}
