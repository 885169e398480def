import Foundation
import TestSupport
import Testing

@testable import Sky

@Suite("HEALPix sky maps")
struct SkyMapTests {
    @Test("credible areas hold the places that healpy and ligo.skymap put in them")
    func credibleAreas() async throws {
        let real = Reference.regionFile("bayestar.multiorder.fits")
        try await withTemporaryFolder { folder in
            let arguments = ["maps", folder] + (real.map { [$0] } ?? [])
            guard let lines = try Reference.lines(arguments, importing: "healpy") else { return }
            var map: SkyMap?
            var areas: [(level: Double, area: MultiOrderCoverage)] = []
            var (files, places, inside) = (0, 0, 0)
            for line in lines {
                if line.hasPrefix("file ") {
                    let read = try SkyMap(fits: try bytes(String(line.dropFirst(5))))
                    #expect(abs(read.totalProbability - 1) < 1e-3)
                    map = read
                    areas = try [0.1, 0.5, 0.9, 0.99].map { ($0, try read.coverage(credibleLevel: $0)) }
                    files += 1
                    continue
                }
                let numbers = Reference.numbers(line)
                guard numbers.count == 4, let map else { continue }
                let (position, searched, own) = (at(numbers[0], numbers[1]), numbers[2], numbers[3])
                for (level, area) in areas {
                    // What is denser than the place holds less than the level.
                    let before = searched - own - level * map.totalProbability
                    if abs(before) < 1e-9 { continue }
                    #expect(area.contains(position) == (before < 0), "\(line) at \(level)")
                    places += 1
                    if before < 0 { inside += 1 }
                }
            }
            #expect(files >= 5 && places > 20_000 && inside > 1000, "\(files) \(places) \(inside)")
            for (name, problem) in [
                ("galactic", "its frame is G (galactic), expected C (ICRS)"),
                (
                    "other-column",
                    "its table has the columns TEMPERATURE, expected UNIQ and PROBDENSITY, or PROB or PROBABILITY"
                ),
            ] {
                let file = try bytes("\(folder)/\(name).fits")
                #expect(throws: SkyError.badMap(problem)) { try SkyMap(fits: file) }
            }
        }
    }

    private func bytes(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) }

    @Test("the area of a level is as small as it can be, and all that are as dense as its last pixel belong to it")
    func ties() throws {
        let shift = Int64(2 * Healpix.finestOrder)
        func map(_ probabilities: [Double]) throws -> SkyMap {
            try SkyMap(
                probabilities.enumerated().map { pixel, probability in
                    SkyMap.Cell(
                        start: Int64(pixel) << shift, density: probability / Double(Int64(1) << shift), order: 0)
                })
        }
        let four = try map([0.125, 0.25, 0.5, 0.125])
        #expect(try four.coverage(credibleLevel: 0.4).text == "0/2")
        #expect(try four.coverage(credibleLevel: 0.5).text == "0/2")
        #expect(try four.coverage(credibleLevel: 0.51).text == "0/1-2")
        #expect(try four.coverage(credibleLevel: 0.8).text == "0/0-3")
        #expect(try map([0, 0, 1]).coverage(credibleLevel: 0.1).text == "0/2")
        #expect(throws: SkyError.badCredibleLevel(1)) { try four.coverage(credibleLevel: 1) }
        #expect(throws: SkyError.badCredibleLevel(0)) { try four.coverage(credibleLevel: 0) }
        #expect(throws: SkyError.badMap("its probabilities add up to 0.5, expected 1 within 0.01")) {
            try map([0.25, 0.25])
        }
        #expect(throws: SkyError.self) {
            try SkyMap([
                SkyMap.Cell(start: 0, density: 0.5 / Double(Int64(1) << shift), order: 0),
                SkyMap.Cell(start: 4, density: 0.5, order: 29),
            ])
        }
    }

    @Test("rows that are no probabilities are named")
    func badValues() throws {
        func file(_ values: [Double], uniq: [Int64]) -> [UInt8] {
            FITSTable(columns: ["UNIQ": "K", "PROBDENSITY": "D"], order: ["UNIQ", "PROBDENSITY"]).bytes(
                rows: zip(uniq, values).map { [UInt64(bitPattern: $0), $1.bitPattern] })
        }
        let sky = 1 / (4 * Double.pi)
        let good = file(Array(repeating: sky, count: 12), uniq: Array(4..<16))
        #expect(abs(try SkyMap(fits: good).totalProbability - 1) < 1e-12)
        for (value, text) in [(-0.1, "-0.1"), (Double.nan, "nan"), (.infinity, "inf")] {
            var values = Array(repeating: sky, count: 12)
            values[2] = value
            #expect(throws: SkyError.badMap("the PROBDENSITY of its row 3 is \(text), expected 0 or more")) {
                try SkyMap(fits: file(values, uniq: Array(4..<16)))
            }
        }
        for number in [3, 0, -1, Int64.max] {
            #expect(throws: SkyError.badMap("its row 1 has the UNIQ number \(number), which is no pixel's")) {
                try SkyMap(fits: file([sky], uniq: [number]))
            }
        }
        #expect(throws: SkyError.badMap("its probabilities add up to 12.0, expected 1 within 0.01")) {
            try SkyMap(fits: file(Array(repeating: 12 * sky, count: 12), uniq: Array(4..<16)))
        }
    }

    @Test("files cut short or changed are refused or read, and never crash", arguments: testSeeds(2))
    func badFiles(seed: UInt64) throws {
        guard let path = Reference.regionFile("bayestar.multiorder.fits") else { return }
        let good = try bytes(path)
        var random = SeededGenerator(seed: seed)
        for length in [0, 10, 80, 2880, 3000, 5760, 8640, 20_000, 700_000] {
            #expect(throws: SkyError.self) { try SkyMap(fits: Array(good.prefix(length))) }
        }
        for _ in 0..<60 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                bytes[Int.random(in: 0..<9000, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            _ = try? SkyMap(fits: bytes)
        }
    }
}

/// A FITS file with one table of columns of 8 bytes.
struct FITSTable {
    let columns: [String: String]
    let order: [String]

    func bytes(rows: [[UInt64]]) -> [UInt8] {
        var cards = [
            "XTENSION= 'BINTABLE'", "BITPIX  = 8", "NAXIS   = 2", "NAXIS1  = \(8 * order.count)",
            "NAXIS2  = \(rows.count)", "PCOUNT  = 0", "GCOUNT  = 1", "TFIELDS = \(order.count)",
        ]
        for (index, name) in order.enumerated() {
            cards.append("TTYPE\(index + 1)  = '\(name)'")
            cards.append("TFORM\(index + 1)  = '\(columns[name] ?? "")'")
        }
        let primary = ["SIMPLE  =                    T", "BITPIX  = 8", "NAXIS   = 0"]
        var bytes = header(primary) + header(cards)
        for row in rows {
            for number in row { withUnsafeBytes(of: number.bigEndian) { bytes += $0 } }
        }
        return padded(bytes, 0)
    }

    private func header(_ cards: [String]) -> [UInt8] {
        padded(
            (cards + ["END"]).flatMap { Array($0.padding(toLength: 80, withPad: " ", startingAt: 0).utf8) }, 32)
    }

    private func padded(_ bytes: [UInt8], _ fill: UInt8) -> [UInt8] {
        bytes + Array(repeating: fill, count: (2880 - bytes.count % 2880) % 2880)
    }
}
