import Foundation
import TestSupport
import Testing

@testable import Pictures

@Suite("JPEG")
struct JPEGTests {
    @Test("another reader sees the size and nearly the colours, nearer with more quality")
    func roundTrip() async throws {
        guard let python = Python.executable(importing: "PIL") else {
            return print("skipped: no Python with Pillow; `make test` brings one")
        }
        try await withTemporaryFolder { folder in
            var picture = Picture(width: 131, height: 77, colour: Colour(0x204060))
            picture.fill(Area(left: 64, top: 0, right: 131, bottom: 77), Colour(0xE0A030))
            var sizes: [Int] = []
            for quality in [30, 90, 100] {
                let file = "\(folder)/p.jpeg"
                let bytes = try picture.jpeg(quality: quality)
                sizes.append(bytes.count)
                try Data(bytes).write(to: URL(fileURLWithPath: file))
                let facts = try Python.run(
                    python, ["\(Python.packageRoot)/Tests/Pictures/picture_facts.py", file, "20,20", "110,60"])
                let lines = facts.split(separator: "\n")
                #expect(lines.first == "131 77 RGB")
                for (line, colour) in zip(lines.dropFirst(), [0x204060, 0xE0A030]) {
                    let seen = try #require(Int(line, radix: 16))
                    let tolerance = quality >= 90 ? 3 : 12
                    for shift in [0, 8, 16] {
                        #expect(
                            abs((seen >> shift & 255) - (colour >> shift & 255)) <= tolerance, "\(quality): \(line)")
                    }
                }
            }
            #expect(sizes == sizes.sorted())
        }
    }

    @Test("a picture too large for JPEG is refused with libjpeg's words, and the next one is written")
    func tooLarge() throws {
        let error = #expect(throws: PictureError.self) { try Picture(width: 70_000, height: 1).jpeg() }
        #expect("\(try #require(error))".contains("65500"))
        #expect(try Picture(width: 1, height: 1).jpeg(quality: 5_000).starts(with: [0xFF, 0xD8]))
        #expect(try Picture(width: 1, height: 1).jpeg(quality: -3).suffix(2) == [0xFF, 0xD9])
    }
}
