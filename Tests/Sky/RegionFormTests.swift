import Foundation
import TestSupport
import Testing

@testable import Sky

@Suite("Forms of regions")
struct RegionFormTests {
    @Test("text and bytes of a region are read back to the last digit", arguments: testSeeds(3))
    func roundTrip(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let regions: [SkyRegion] = [
                .point(random.position()),
                try .circle(centre: random.position(), radius: .random(in: 0...180, using: &random)),
                .polygon(try random.polygon(around: random.position(), size: 5)),
            ]
            for region in regions {
                #expect(try SkyRegion(stcs: region.stcsText) == region)
                #expect(try SkyRegion(dali: region.daliText, region.shape) == region)
                #expect(try SkyRegion(bytes: region.bytes) == region)
            }
        }
    }

    @Test(
        "STC-S as catalogues write it",
        arguments: [
            ("CIRCLE ICRS 10 20 1", "10.0 20.0 1.0"), ("circle 10 20 1", "10.0 20.0 1.0"),
            ("Circle ICRS GEOCENTER 10. +20 1e0", "10.0 20.0 1.0"), ("POSITION ICRS 370 -20", "10.0 -20.0"),
            ("POINT 10,20", "10.0 20.0"), ("POLYGON ICRS 0 0 1 0 0 1", "0.0 0.0 1.0 0.0 0.0 1.0"),
            ("Polygon UNKNOWNREFPOS SPHERICAL2 0 0 1 0 0 1 0 0", "0.0 0.0 1.0 0.0 0.0 1.0"),
        ])
    func stcs(text: String, numbers: String) throws {
        #expect(try SkyRegion(stcs: text).daliText == numbers)
    }

    @Test("a box in STC-S is its polygon")
    func box() throws {
        let box = try SkyRegion(stcs: "BOX ICRS 10 20 2 1")
        #expect(box == (try SkyRegion.box(centre: at(10, 20), width: 2, height: 1)))
        #expect(box.shape == .polygon)
    }

    @Test(
        "what is no region is refused with what was expected",
        arguments: [
            ("", "expected CIRCLE"), ("SPHERE 1 2 3", "not SPHERE"), ("CIRCLE GALACTIC 1 2 3", "not GALACTIC"),
            ("CIRCLE ICRS 1 2", "3 numbers for a circle, not 2"), ("CIRCLE ICRS 1 2 x", "in place of \"x\""),
            ("CIRCLE ICRS 1 2 3x", "\"3x\""), ("CIRCLE ICRS 1 95 1", "(1.0, 95.0) is not on the sky"),
            ("CIRCLE ICRS 1 2 -3", "not -3.0"), ("POLYGON ICRS 1 2 3 4", "at least 3"), ("BOX ICRS 1 2 3", "4 numbers"),
            ("CIRCLE ICRS nan 2 3", "is no region"), ("POSITION ICRS 1 inf", "is no region"),
        ])
    func refused(text: String, words: String) {
        let error = #expect(throws: SkyError.self) { try SkyRegion(stcs: text) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    @Test("bytes that are no region are refused")
    func badBytes() throws {
        let good = try SkyRegion.circle(centre: at(1, 2), radius: 3).bytes
        #expect(good.count == 25 && good[0] == UInt8(ascii: "C"))
        var bad: [[UInt8]] = [
            [], [67], Array(good.dropLast()), good + [0], [80] + good.dropFirst(), [0] + good.dropFirst(),
        ]
        bad.append(Array(good.prefix(17)) + [UInt8](repeating: 0xff, count: 8))
        bad.append([71] + good.dropFirst())
        for bytes in bad { #expect(throws: SkyError.self) { try SkyRegion(bytes: bytes) } }
    }

    @Test("random bytes never crash", arguments: testSeeds(2))
    func fuzz(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<3000 {
            var bytes = (0..<Int.random(in: 0..<60, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            if !bytes.isEmpty { bytes[0] = [80, 67, 71, 0].randomElement(using: &random) ?? 0 }
            _ = try? SkyRegion(bytes: bytes)
        }
    }
}
