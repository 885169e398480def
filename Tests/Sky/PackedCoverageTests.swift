import Foundation
import TestSupport
import Testing

@testable import Sky

@Suite("Packed and gzipped coverages")
struct PackedCoverageTests {
    @Test("the packed form is short and comes back", arguments: testSeeds(10))
    func roundTrip(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let whole = MultiOrderCoverage().complement
        for coverage in [MultiOrderCoverage(), whole] {
            #expect(try MultiOrderCoverage(packed: coverage.packed) == coverage)
        }
        #expect(MultiOrderCoverage().packed == [1, 0, 0])
        #expect(whole.packed == [1, 0, 1, 0, 12])
        for _ in 0..<20 {
            let cone = try Cone(centre: random.position(), radius: .random(in: 0.001...90, using: &random))
            let order = min(29, PixelRadius.orderOfNeighbourhood(cone) + 4)
            let coverage = MultiOrderCoverage(covering: .cone(cone), order: order)
            let packed = coverage.packed
            #expect(try MultiOrderCoverage(packed: packed) == coverage)
            #expect(packed.count <= 20 + 4 * coverage.ranges.count)
            // One form for each coverage: changed bytes are refused or are another coverage.
            for _ in 0..<50 {
                var bytes = packed
                bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= 1 << UInt8.random(in: 0...7, using: &random)
                if let other = try? MultiOrderCoverage(packed: bytes) {
                    #expect(other != coverage && other.packed == bytes)
                }
            }
            for length in 0..<min(packed.count, 40) {
                #expect(throws: SkyError.self) { try MultiOrderCoverage(packed: Array(packed.prefix(length))) }
            }
            #expect(throws: SkyError.self) { try MultiOrderCoverage(packed: packed + [0]) }
        }
    }

    @Test(
        "bytes that are no coverage are refused, and take no room",
        arguments: [
            ([], "has 0 bytes, expected at least 3"), ([2, 0, 0], "of version 2, expected 1"),
            ([1, 30, 0], "of order 30, expected 0 to 29"),
            ([1, 29, 255, 255, 255, 255, 255, 255, 255, 255, 127], "too short for"),
            ([1, 0, 1, 0, 13], "damaged range before byte 5"), ([1, 0, 1, 0, 0], "damaged range before byte 5"),
            ([1, 0, 2, 0, 1, 0, 1], "damaged range before byte 7"), ([1, 0, 1, 0, 128, 0], "damaged number"),
            ([1, 0, 1, 0, 128], "damaged number"), ([1, 0, 0, 7], "has 1 bytes behind its last range"),
        ] as [([UInt8], String)])
    func bad(bytes: [UInt8], problem: String) throws {
        do throws(SkyError) {
            _ = try MultiOrderCoverage(packed: bytes)
            Issue.record("it was read")
        } catch { #expect("\(error)".contains(problem), "\(error)") }
    }

    @Test("gzipped MOC files hold the places that mocpy puts in them")
    func membership() async throws {
        let names = ["CDS-I-125A-catalog_MOC.fits", "polygon_moc.fits"]
        let files = names.compactMap { Reference.regionFile($0) }
        try await withTemporaryFolder { folder in
            guard let lines = try Reference.lines(["membership", folder] + files, importing: "mocpy") else { return }
            var coverage = MultiOrderCoverage()
            var (count, inside) = (0, 0)
            for line in lines {
                if line.hasPrefix("file ") {
                    let url = URL(fileURLWithPath: String(line.dropFirst(5)))
                    coverage = try MultiOrderCoverage(fits: [UInt8](try Data(contentsOf: url)))
                    #expect(try MultiOrderCoverage(packed: coverage.packed) == coverage)
                    continue
                }
                let numbers = Reference.numbers(line)
                #expect(coverage.contains(at(numbers[0], numbers[1])) == (numbers[2] == 1), "\(line)")
                count += 1
                inside += Int(numbers[2])
            }
            #expect(count >= 20_000 && inside > 300)
        }
    }

    @Test("gzip data that is damaged, cut short or too large is refused, and several members are one file")
    func gzip() throws {
        // Of Python's gzip.compress.
        let text = Array("peryton peryton peryton\n".utf8)
        let packed: [UInt8] = [
            31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 43, 72, 45, 170, 44, 201, 207, 83, 40, 64, 165, 185, 0, 194, 150, 193, 252,
            24, 0, 0, 0,
        ]
        #expect(try Gunzip.uncompressed(packed, limit: 24) == text)
        #expect(try Gunzip.uncompressed(packed + packed + [0, 0], limit: 48) == text + text)
        #expect(throws: Gunzip.Failure.tooLarge) { try Gunzip.uncompressed(packed, limit: 23) }
        for length in 3..<packed.count {
            #expect(throws: Gunzip.Failure.cutShort) {
                try Gunzip.uncompressed(Array(packed.prefix(length)), limit: 100)
            }
        }
        var damaged = packed
        damaged[20] ^= 1
        #expect(throws: Gunzip.Failure.damaged) { try Gunzip.uncompressed(damaged, limit: 100) }
        #expect(throws: SkyError.badCoverage("it ends in the middle of its gzip data")) {
            try MultiOrderCoverage(fits: Array(packed.prefix(15)))
        }
    }
}
