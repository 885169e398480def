import CPictureKernels
import Foundation
import TestSupport
import Testing

@testable import Pictures

@Suite("Colour pictures", .serialized)
struct ColourTests {
    /// Minimum, stretch and Q.
    private static let settings: [(Double, Double, Double)] = [
        (1, 50, 10), (0, 5, 8), (90, 20, 0), (100, 0.5, 3), (-20, 1000, 200), (99, 1e-3, 1e12),
    ]

    @Test("Lupton's colours are astropy's to one step, on every processor", arguments: [PK_PLAIN, PK_AVX2])
    func lupton(unit: pk_unit) async throws {
        guard let python = Python.executable(importing: "astropy.visualization") else {
            return print("skipped: no Python with astropy; `make test` brings one")
        }
        pk_use_at_most(unit)
        defer { pk_use_at_most(PK_AVX2) }
        try await withTemporaryFolder { folder in
            let astropy = Astropy(python: python, folder: folder)
            let bands = try (1...3).map {
                try starField(width: 93, height: 71, seed: UInt64($0), background: Double(98 + $0), noise: 6)
            }
            for (number, band) in bands.enumerated() { try astropy.store(band, as: "\(number)") }
            _ = try astropy.answers(
                Self.settings.enumerated().map { number, set in
                    "lupton 0 1 2 93 71 \(set.0) \(set.1) \(set.2) out\(number)"
                })
            for (number, set) in Self.settings.enumerated() {
                let picture = try Picture(
                    red: bands[0], green: bands[1], blue: bands[2],
                    LuptonColours(minimum: set.0, stretch: set.1, softening: set.2))
                let expected = try astropy.bytes("out\(number)")
                let worst = zip(bottomUp(picture), expected).map { abs(Int($0) - Int($1)) }.max()
                #expect(worst == 0 || worst == 1, "\(set): \(worst ?? -1)")
            }
        }
    }

    @Test("Lupton's colours and zscale of real images are astropy's")
    func realImages() async throws {
        let folder = "\(Python.packageRoot)/../shared/data/images"
        let names = [
            "c4d_150412_073257_ooi_z_ls9.N11", "c4d_150329_083320_ooi_r_ls9.N11", "c4d_150329_083505_ooi_g_ls9.N11",
        ]
        let files = names.map { "\(folder)/decam/\($0).fits" } + ["\(folder)/horsehead.fits"]
        guard files.allSatisfy({ FileManager.default.isReadableFile(atPath: $0) }) else {
            return print("skipped: no images in \(folder)")
        }
        guard let python = Python.executable(importing: "astropy.visualization") else {
            return print("skipped: no Python with astropy; `make test` brings one")
        }
        try await withTemporaryFolder { scratch in
            let astropy = Astropy(python: python, folder: scratch)
            let sizes = try astropy.answers(files.enumerated().map { "dump \($1) \($0)" })
            let images = try sizes.enumerated().map { number, size in
                let sides = size.split(separator: " ").compactMap { Int($0) }
                return try Intensities(width: sides[0], height: sides[1], values: astropy.floats("\(number)"))
            }
            let limits = try astropy.answers(sizes.enumerated().map { "limits \($0) \($1) zscale" })
            for (image, expected) in zip(images, limits) {
                let range = try #require(Limits.zscale().values(for: image))
                let pair = expected.split(separator: " ").compactMap { Double($0) }
                #expect(abs(range.lowerBound - pair[0]) <= 1e-5 * pair[0].magnitude)
                #expect(abs(range.upperBound - pair[1]) <= 1e-5 * pair[1].magnitude)
            }
            // The three of DECam in colour where they overlap, and the Horsehead with itself.
            let sets: [(bands: [Intensities], settings: (Double, Double, Double))] = [
                (try Self.cut(Array(images[..<3])), (0, 0.05, 10)),
                ([images[3], images[3], images[3]], (5000, 3000, 8)),
            ]
            for (bands, settings) in sets {
                for (number, band) in bands.enumerated() { try astropy.store(band, as: "band\(number)") }
                _ = try astropy.answers([
                    "lupton band0 band1 band2 \(bands[0].width) \(bands[0].height) "
                        + "\(settings.0) \(settings.1) \(settings.2) out"
                ])
                let picture = try Picture(
                    red: bands[0], green: bands[1], blue: bands[2],
                    LuptonColours(minimum: settings.0, stretch: settings.1, softening: settings.2))
                let worst = zip(bottomUp(picture), try astropy.bytes("out")).map { abs(Int($0) - Int($1)) }.max()
                #expect(worst == 0 || worst == 1, "\(settings): \(worst ?? -1)")
                #expect(Set(picture.pixels).count > 50)
            }
        }
    }

    /// The lower left of images, as large as all have.
    private static func cut(_ images: [Intensities]) throws -> [Intensities] {
        let width = images.map(\.width).min() ?? 0
        let height = images.map(\.height).min() ?? 0
        return try images.map { image in
            try Intensities(
                width: width, height: height,
                values: (0..<height).flatMap { image.values[$0 * image.width..<$0 * image.width + width] })
        }
    }

    @Test("the quick asinh is good to 1e-6 of the result, on every processor", arguments: [PK_PLAIN, PK_AVX2])
    func quickAsinh(unit: pk_unit) {
        pk_use_at_most(unit)
        defer { pk_use_at_most(PK_AVX2) }
        let numbers = stride(from: -36.0, through: 37.9, by: 0.001).map { Float(Foundation.pow(10, $0)) } + [0]
        var results = [Float](repeating: 0, count: numbers.count)
        pk_asinh(numbers, Int64(numbers.count), &results)
        var worst = 0.0
        for (number, result) in zip(numbers, results) where number > 0 {
            worst = max(worst, abs(Double(result) / Foundation.asinh(Double(number)) - 1))
        }
        #expect(worst < 1e-6, "\(worst)")
        #expect(results.last == 0)
    }

    @Test("STIFF's colours follow its formula, whatever the limits")
    func stiff() throws {
        let bands = try (1...3).map { try starField(width: 40, height: 30, seed: UInt64($0)) }
        for (saturation, gamma) in [(1.0, 2.2), (0, 2.2), (2, 1), (1.5, 3)] {
            let colours = StiffColours(saturation: saturation, gamma: gamma)
            let picture = try Picture(red: bands[0], green: bands[1], blue: bands[2], colours)
            let ranges = try bands.map { try #require(colours.limits.values(for: $0)) }
            for (x, y) in [(0, 0), (7, 3), (39, 29), (20, 11)] {
                let levels = zip(bands, ranges).map { band, range in
                    (Double(band.values[(29 - y) * 40 + x]) - range.lowerBound) / (range.upperBound - range.lowerBound)
                }
                let mean = levels.reduce(0) { $0 + min(1, $1) } / 3
                let found = [picture[x, y].red, picture[x, y].green, picture[x, y].blue]
                for (level, byte) in zip(levels, found) {
                    let bright = levels.reduce(0) { $0 + max(0, $1) } / 3
                    let held = bright == 0 ? 0 : min(1, max(0, bright + saturation * (min(1, level) - mean)))
                    #expect(abs(255 * Foundation.pow(held, 1 / gamma) - Double(byte)) <= 1.2)
                }
            }
        }
    }

    @Test("STIFF's colours are those of STIFF, to one step")
    func stiffItself() async throws {
        guard (try? Python.run("stiff", ["-v"])) != nil,
            let python = Python.executable(importing: "astropy.io.fits, PIL")
        else { return print("skipped: no stiff, or no Python with astropy and Pillow") }
        try await withTemporaryFolder { folder in
            let astropy = Astropy(python: python, folder: folder)
            var random = SeededGenerator(seed: 5)
            let bands = try (0..<3).map { _ in
                try Intensities(
                    width: 31, height: 23, values: (0..<31 * 23).map { _ in .random(in: -0.3...1.7, using: &random) })
            }
            for (number, band) in bands.enumerated() { try astropy.store(band, as: "\(number)") }
            for (saturation, gamma) in [(1.0, 2.2), (0.5, 1.0), (2, 2.2)] {
                _ = try astropy.answers(["stiff 0 1 2 31 23 \(saturation) \(gamma) out"])
                let picture = try Picture(
                    red: bands[0], green: bands[1], blue: bands[2],
                    StiffColours(limits: .explicit(low: 0, high: 1), saturation: saturation, gamma: gamma))
                let worst = zip(picture.pixels, try astropy.bytes("out")).map { abs(Int($0) - Int($1)) }.max()
                #expect(worst == 0 || worst == 1, "\(saturation), \(gamma): \(worst ?? -1)")
            }
        }
    }

    @Test("a pixel that any band lacks is without data, infinite ones are bright or dark")
    func strangeValues() throws {
        func image(_ values: [Float]) throws -> Intensities {
            try Intensities(width: values.count, height: 1, values: values)
        }
        let red = try image([.nan, 5, .infinity, -.infinity, .greatestFiniteMagnitude, 1])
        let green = try image([5, 5, 5, 5, .greatestFiniteMagnitude, 1])
        let blue = try image([5, .nan, 5, 5, .greatestFiniteMagnitude, 1])
        let lupton = try Picture(red: red, green: green, blue: blue, LuptonColours(minimum: 0, stretch: 1))
        #expect(lupton[0, 0] == .noData)
        #expect(lupton[1, 0] == .noData)
        #expect(lupton[2, 0] == Colour(0xFF0000))
        #expect(lupton[3, 0] == .black)
        #expect(lupton[4, 0] == .white)
        let stiff = try Picture(
            red: red, green: green, blue: blue, StiffColours(limits: .explicit(low: 0, high: 10), saturation: 1))
        #expect(stiff[0, 0] == .noData)
        #expect(stiff[2, 0].red == 255)
        #expect(stiff[3, 0].red == 0)
        #expect(stiff[4, 0] == .white)
        let nothing = try Intensities(width: 0, height: 0, values: [])
        #expect(try Picture(red: nothing, green: nothing, blue: nothing, LuptonColours())[0, 0] == .noData)
    }

    @Test("bands of different sizes and settings out of range are refused with a reason")
    func refusals() throws {
        let small = try Intensities(width: 1, height: 1, values: [1])
        let large = try Intensities(width: 2, height: 1, values: [1, 2])
        #expect(
            throws: PictureError.sizesDiffer(band: "blue", width: 2, height: 1, expectedWidth: 1, expectedHeight: 1)
        ) {
            try Picture(red: small, green: small, blue: large, LuptonColours())
        }
        for colours in [
            LuptonColours(stretch: 0), LuptonColours(stretch: .nan), LuptonColours(minimum: .infinity),
            LuptonColours(softening: -1),
        ] {
            #expect(throws: PictureError.self) { try Picture(red: small, green: small, blue: small, colours) }
        }
        for colours in [StiffColours(saturation: -1), StiffColours(gamma: 0), StiffColours(gamma: .nan)] {
            #expect(throws: PictureError.self) { try Picture(red: small, green: small, blue: small, colours) }
        }
    }
}
