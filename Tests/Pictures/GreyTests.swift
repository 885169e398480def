import CPictureKernels
import TestSupport
import Testing

@testable import Pictures

@Suite("Grey pictures", .serialized)
struct GreyTests {
    @Test("limits are astropy's")
    func limits() async throws {
        guard let python = Python.executable(importing: "astropy.visualization") else {
            return print("skipped: no Python with astropy; `make test` brings one")
        }
        try await withTemporaryFolder { folder in
            let astropy = Astropy(python: python, folder: folder)
            var images: [Intensities] = []
            for (seed, size) in [(1, 1), (3, 1), (2, 3), (13, 7), (64, 64), (228, 228), (301, 97)].enumerated() {
                images.append(try starField(width: size.0, height: size.1, seed: UInt64(seed)))
            }
            images.append(try Intensities(width: 20, height: 20, values: Array(repeating: 7, count: 400)))
            var holes = images[4].values
            for place in stride(from: 0, to: holes.count, by: 7) { holes[place] = .nan }
            holes[10] = .infinity
            holes[11] = -.infinity
            images.append(try Intensities(width: 64, height: 64, values: holes))
            let kinds: [(String, Limits)] = [
                ("zscale", .zscale()), ("minmax", .minmax), ("percentile 99.5", .percentile()),
                ("percentiles 1 98", .percentiles(lower: 1, upper: 98)),
            ]
            var questions: [String] = []
            for (number, image) in images.enumerated() {
                try astropy.store(image, as: "\(number)")
                questions += kinds.map { "limits \(number) \(image.width) \(image.height) \($0.0)" }
            }
            let answers = try astropy.answers(questions)
            try #require(answers.count == questions.count)
            for (place, answer) in answers.enumerated() {
                let expected = answer.split(separator: " ").compactMap { Double($0) }
                let image = images[place / kinds.count]
                let found = try #require(kinds[place % kinds.count].1.values(for: image))
                let close = 1e-6 * max(1, expected[0].magnitude, expected[1].magnitude)
                #expect(abs(found.lowerBound - expected[0]) < close, "\(questions[place]): \(found), \(answer)")
                #expect(abs(found.upperBound - expected[1]) < close, "\(questions[place]): \(found), \(answer)")
            }
        }
    }

    @Test("every stretch is astropy's, on every processor", arguments: [PK_PLAIN, PK_AVX2])
    func stretches(unit: pk_unit) async throws {
        guard let python = Python.executable(importing: "astropy.visualization") else {
            return print("skipped: no Python with astropy; `make test` brings one")
        }
        pk_use_at_most(unit)
        defer { pk_use_at_most(PK_AVX2) }
        try await withTemporaryFolder { folder in
            let astropy = Astropy(python: python, folder: folder)
            let image = try starField(width: 101, height: 67, seed: 4)
            try astropy.store(image, as: "image")
            _ = try astropy.answers(
                GreyStretch.allCases.map { "grey image 101 67 \($0.rawValue) 95 300 \($0.rawValue).out" })
            for stretch in GreyStretch.allCases {
                let picture = Picture(image, stretch: stretch, limits: .explicit(low: 95, high: 300))
                let expected = try astropy.bytes("\(stretch.rawValue).out")
                let found = bottomUp(picture)
                let worst = expected.indices.map { abs(Int(found[3 * $0]) - Int(expected[$0])) }.max()
                #expect(worst == 0 || worst == 1, "\(stretch): \(worst ?? -1)")
                #expect(expected.indices.allSatisfy { found[3 * $0] == found[3 * $0 + 2] })
            }
        }
    }

    @Test("a bright pixel at FITS (1, 1) is at the bottom left")
    func orientation() throws {
        var values = [Float](repeating: 0, count: 5 * 3)
        values[0] = 1
        values[5 * 2 + 4] = 0.5
        let image = try Intensities(width: 5, height: 3, values: values)
        let picture = Picture(image, stretch: .linear, limits: .minmax)
        #expect(picture[0, 2] == .white)
        #expect(picture[4, 0] == Colour(0x808080))
        #expect(picture[0, 0] == .black)
        #expect(picture[4, 2] == .black)
        let black = try Intensities(width: 5, height: 3, values: Array(repeating: 0, count: 15))
        let red = try Picture(red: image, green: black, blue: black, LuptonColours(minimum: 0, stretch: 0.01))
        #expect(red[0, 2].red > 200 && red[0, 2].green == 0 && red[0, 2].blue == 0)
        let stiff = try Picture(red: image, green: black, blue: black, StiffColours(limits: .explicit(low: 0, high: 1)))
        #expect(stiff[0, 2].red == 255 && stiff[0, 2].green == 0)
    }

    @Test("no data has a colour of its own, infinite values are as bright or dark as can be")
    func strangeValues() throws {
        let values: [Float] = [.nan, .infinity, -.infinity, 0, 1, 2, 3, 4, .nan, 3]
        let image = try Intensities(width: 10, height: 1, values: values)
        for stretch in GreyStretch.allCases {
            for limits in [Limits.zscale(), .minmax, .percentile(), .explicit(low: 1, high: 3)] {
                let picture = Picture(image, stretch: stretch, limits: limits)
                #expect(picture[0, 0] == .noData)
                #expect(picture[8, 0] == .noData)
                #expect(picture[1, 0] == .white)
                #expect(picture[2, 0] == .black)
                #expect(picture[7, 0] == .white)
                #expect(picture[3, 0] == .black)
            }
        }
        let inverse = Picture(image, stretch: .linear, limits: .minmax, map: .inverseGrey)
        #expect(inverse[3, 0] == .white)
        #expect(inverse[0, 0] == .noData)
    }

    @Test("images of one value, of no data, of one pixel, of none, and of the greatest numbers become pictures")
    func strangeImages() throws {
        for limits in [Limits.zscale(), .minmax, .percentile(), .percentiles(lower: .nan, upper: 400)] {
            let flat = Picture(
                try Intensities(width: 4, height: 4, values: Array(repeating: -3, count: 16)), limits: limits)
            #expect(flat == Picture(width: 4, height: 4, colour: .black))
            let empty = Picture(
                try Intensities(width: 3, height: 2, values: Array(repeating: .nan, count: 6)), limits: limits)
            #expect(empty == Picture(width: 3, height: 2, colour: .noData))
            #expect(Picture(try Intensities(width: 1, height: 1, values: [5]), limits: limits)[0, 0] == .black)
            #expect(Picture(try Intensities(width: 0, height: 0, values: []), limits: limits)[0, 0] == .noData)
            #expect(Picture(try Intensities(width: 0, height: 9, values: []), limits: limits)[0, 8] == .noData)
        }
        let most = Float.greatestFiniteMagnitude
        let wide = try Intensities(width: 3, height: 1, values: [-most, 0, most])
        let picture = Picture(wide, stretch: .linear, limits: .minmax)
        #expect(picture[0, 0] == .black)
        #expect(picture[2, 0] == .white)
        #expect(throws: PictureError.self) { try Intensities(width: 2, height: 2, values: [1]) }
        #expect(throws: PictureError.self) { try Intensities(width: -1, height: -1, values: [1]) }
        #expect(throws: PictureError.self) { try Intensities(width: .max, height: 2, values: [1]) }
    }

    @Test("selection finds what sorting finds", arguments: testSeeds(10))
    func selection(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for count in [1, 2, 3, 10, 1_000] {
            var values = (0..<count).map { _ in Float(Int.random(in: 0..<max(2, count / 2), using: &random)) }
            let sorted = values.sorted()
            for rank in [0, count / 3, count / 2, count - 1] {
                #expect(pk_select(&values, Int64(count), Int64(rank)) == sorted[rank])
                #expect(values[..<rank].allSatisfy { $0 <= sorted[rank] })
                #expect(values[rank...].allSatisfy { $0 >= sorted[rank] })
            }
        }
    }
}
