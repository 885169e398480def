import Foundation
import TestSupport
import Testing

@testable import Sky

@Suite("Multi-order coverages")
struct CoverageTests {
    /// Random pixels of some orders.
    private func coverage(_ random: inout SeededGenerator) throws -> MultiOrderCoverage {
        var ranges: [Range<Int64>] = []
        for _ in 0..<Int.random(in: 0..<40, using: &random) {
            let order = Int.random(in: 0...3, using: &random)
            let pixel = Int64.random(in: 0..<(12 << Int64(2 * order)), using: &random)
            ranges.append(try MultiOrderCoverage.range(pixel, pixel, order: order))
        }
        return try #require(MultiOrderCoverage(ranges, order: 3))
    }

    /// Which pixels of order 3 are covered: the model.
    private func pixels(_ coverage: MultiOrderCoverage) -> Set<Int64> {
        Set((0..<Int64(768)).filter { coverage.contains(pixel: $0 << 52) })
    }

    @Test("set operations are those of sets of pixels", arguments: testSeeds(20))
    func operations(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let one = try coverage(&random)
        let other = try coverage(&random)
        let (a, b) = (pixels(one), pixels(other))
        #expect(pixels(one.union(other)) == a.union(b))
        #expect(pixels(one.intersection(other)) == a.intersection(b))
        #expect(pixels(one.subtracting(other)) == a.subtracting(b))
        #expect(pixels(one.complement) == Set(0..<768).subtracting(a))
        #expect(one.complement.complement == one)
        #expect(one.intersects(other) == !a.isDisjoint(with: b))
        #expect(one.contains(one.intersection(other)))
        #expect(one.contains(other) == a.isSuperset(of: b))
        #expect(abs(one.skyFraction - Double(a.count) / 768) < 1e-12)
        #expect(abs(one.area - Double(a.count) * Healpix(goodOrder: 3).pixelArea) < 1e-8)
        let wide = one.coarsened(to: 1)
        #expect(wide.contains(one))
        #expect(pixels(wide) == Set((0..<768).filter { pixel in a.contains { $0 >> 4 == pixel >> 4 } }))
        #expect(try MultiOrderCoverage(text: one.text) == one)
        #expect(try MultiOrderCoverage(json: one.json) == one)
    }

    @Test("mocpy reads the same from files and makes the same of them")
    func mocpy() throws {
        let names = ["CDS-I-125A-catalog_MOC.fits", "P-GALEXGR6-AIS-FUV.fits", "polygon_moc.fits"]
        let files = names.compactMap { Reference.regionFile($0) }
        guard files.count == names.count else { return }
        guard let lines = try Reference.lines(["mocs"] + files.prefix(2), importing: "mocpy") else { return }
        let coverages = try files.map {
            try MultiOrderCoverage(fits: [UInt8](Data(contentsOf: URL(fileURLWithPath: $0))))
        }
        let (one, two) = (coverages[0], coverages[1])
        #expect(coverages[2].order == 9 && coverages[2].ranges.count > 100)
        let ours = [one, two, one.union(two), one.intersection(two), one.subtracting(two), one.complement]
        for (coverage, line) in zip(ours, lines) {
            let parts = line.split(separator: "|")
            #expect(abs(coverage.skyFraction - (Double(parts[0]) ?? 0)) < 1e-12)
            #expect(try MultiOrderCoverage(text: String(parts[1])).ranges == coverage.ranges)
        }
        var ratios: [String: [Double]] = [:]
        for line in lines.dropFirst(6) {
            let parts = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
            let region =
                parts[0] == "cone"
                ? try SkyRegion(dali: parts[1...3].joined(separator: " "), .circle)
                : try SkyRegion(dali: parts[1], .polygon)
            let theirs = try MultiOrderCoverage(text: parts[parts.count - 1])
            let own = MultiOrderCoverage(covering: region, order: 7)
            #expect(own.intersects(theirs))
            // Ours judges pixels by the circle around them: it may hold some more at the edge, none less.
            #expect(own.contains(theirs), "\(region.stcsText)")
            ratios[parts[0], default: []].append(own.area / theirs.area)
        }
        for (kind, values) in ratios {
            print("area of a \(kind)'s coverage over mocpy's: \(values.sorted()[values.count / 2])")
        }
    }

    @Test("text is that of the standard's example, and is read with blanks, commas and an s")
    func text() throws {
        let coverage = try MultiOrderCoverage(text: "1/1,2,4 2/12-14,21,23,25 8/")
        #expect(coverage.text == "1/1-2 4 2/12-14 21 23 25 8/")
        #expect(coverage.json == "{\"1\":[1,2,4],\"2\":[12,13,14,21,23,25],\"8\":[]}")
        #expect(try MultiOrderCoverage(text: "s1/1 2 4\n 2/12-14 21 23 25 8/") == coverage)
        #expect(
            try MultiOrderCoverage(json: " { \"1\" : [1,2 , 4], \"2\":[12,13,14,21,23,25],\"8\":[] }\n") == coverage)
        #expect(try MultiOrderCoverage(text: "1/4-7").text == "0/1 1/")
        #expect(try MultiOrderCoverage(text: "").isEmpty)
        #expect(try MultiOrderCoverage(json: "{}").isEmpty)
        #expect(try MultiOrderCoverage(text: "0/0-11").complement.isEmpty)
        #expect(MultiOrderCoverage().complement.skyFraction == 1)
    }

    @Test(
        "texts that are no coverage are refused",
        arguments: ["1", "30/1", "0/12", "1/3-2", "1/x", "x/1", "1/1-2-3", "1/-1", "1/99999999999999999999"])
    func badText(text: String) {
        #expect(throws: SkyError.self) { try MultiOrderCoverage(text: text) }
    }

    @Test(
        "JSON that is no coverage is refused",
        arguments: [
            "", "[]", "{\"1\":[1}", "{\"30\":[1]}", "{\"0\":[12]}", "{\"1\":[1]} x", "{\"1\":[1.5]}", "{1:[1]}",
        ])
    func badJSON(text: String) {
        #expect(throws: SkyError.self) { try MultiOrderCoverage(json: text) }
    }

    @Test("files cut short or changed are refused or read, and never crash", arguments: testSeeds(2))
    func badFiles(seed: UInt64) throws {
        guard let file = Reference.regionFile("polygon_moc.fits") else { return }
        let good = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))
        var random = SeededGenerator(seed: seed)
        for length in [0, 10, 80, 2880, 3000, 5760, 6000] {
            #expect(throws: SkyError.self) { try MultiOrderCoverage(fits: Array(good.prefix(length))) }
        }
        for _ in 0..<1000 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                bytes[Int.random(in: 0..<5900, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            _ = try? MultiOrderCoverage(fits: bytes)
        }
    }

    @Test("a coverage tells whether it holds a place and touches a region", arguments: testSeeds(4))
    func regions(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<60 {
            let cone = try Cone(centre: random.position(), radius: .random(in: 0.1...30, using: &random))
            let coverage = MultiOrderCoverage(covering: .cone(cone), order: Int.random(in: 2...8, using: &random))
            let place = random.position(in: cone)
            #expect(coverage.contains(place))
            #expect(coverage.contains(UnitVector(place)))
            #expect(coverage.intersects(.point(place)))
            let small = try SkyRegion.circle(centre: place, radius: 0.01)
            #expect(coverage.intersects(small))
            let away = try SkyRegion.circle(centre: UnitVector(cone.centre).antipode.position, radius: 1)
            #expect(!coverage.intersects(away) || cone.radius > 20)
            #expect(coverage.area >= cone.area)
        }
    }
}
