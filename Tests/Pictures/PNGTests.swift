import Foundation
import Pictures
import TestSupport
import Testing

@Suite("PNG")
struct PNGTests {
    @Test("another reader sees the size and every colour", arguments: [(1, 1), (7, 5), (640, 480), (3, 1_000)])
    func roundTrip(width: Int, height: Int) async throws {
        guard let python = Python.executable(importing: "PIL") else {
            return print("skipped: no Python with Pillow; `make test` brings one")
        }
        try await withTemporaryFolder { folder in
            var random = SeededGenerator(seed: 6)
            var picture = Picture(width: width, height: height, colour: Colour(0x102030))
            for _ in 0..<width * height / 2 {
                picture[.random(in: 0..<width, using: &random), .random(in: 0..<height, using: &random)] = Colour(
                    .random(in: 0...0xFFFFFF, using: &random))
            }
            try compare(picture, mode: "RGB", python, folder, &random)
        }
    }

    @Test("another reader sees pictures of the sky, grey ones as grey")
    func skyPictures() async throws {
        guard let python = Python.executable(importing: "PIL") else {
            return print("skipped: no Python with Pillow; `make test` brings one")
        }
        try await withTemporaryFolder { folder in
            var random = SeededGenerator(seed: 7)
            let bands = try (1...3).map { try starField(width: 61, height: 43, seed: UInt64($0)) }
            try compare(Picture(bands[0]), mode: "L", python, folder, &random)
            try compare(Picture(bands[0], map: .viridis), mode: "RGB", python, folder, &random)
            let colour = try Picture(red: bands[0], green: bands[1], blue: bands[2], LuptonColours(minimum: 90))
            try compare(colour, mode: "RGB", python, folder, &random)
        }
    }

    private func compare(
        _ picture: Picture, mode: String, _ python: String, _ folder: String, _ random: inout SeededGenerator
    ) throws {
        let (width, height) = (picture.width, picture.height)
        let file = "\(folder)/p.png"
        try Data(picture.png()).write(to: URL(fileURLWithPath: file))
        let places = (0..<min(200, width * height)).map { _ in
            (x: Int.random(in: 0..<width, using: &random), y: Int.random(in: 0..<height, using: &random))
        }
        let facts = try Python.run(
            python,
            ["\(Python.packageRoot)/Tests/Pictures/picture_facts.py", file] + places.map { "\($0.x),\($0.y)" })
        let lines = facts.split(separator: "\n").map(String.init)
        #expect(lines.first == "\(width) \(height) \(mode)")
        #expect(lines.dropFirst().elementsEqual(places.map { hexadecimal(picture[$0.x, $0.y]) }))
    }

    private func hexadecimal(_ colour: Colour) -> String {
        String(format: "%02X%02X%02X", Int(colour.red), Int(colour.green), Int(colour.blue))
    }
}
