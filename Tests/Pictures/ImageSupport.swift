import Foundation
import TestSupport

@testable import Pictures

/// An image like those of the sky: noise about a background, and stars.
func starField(width: Int, height: Int, seed: UInt64, background: Double = 100, noise: Double = 5) throws -> Intensities
{
    var random = SeededGenerator(seed: seed)
    var values = (0..<width * height).map { _ in
        // The sum of four uniform numbers is nearly normal, of variance 1/3.
        let sum = (0..<4).reduce(0.0) { sum, _ in sum + Double.random(in: -0.5...0.5, using: &random) }
        return Float(background + noise * sum * 3.0.squareRoot())
    }
    for _ in 0..<max(1, width * height / 400) {
        let (x, y) = (
            Double.random(in: 0..<Double(width), using: &random), Double.random(in: 0..<Double(height), using: &random)
        )
        let peak = 10 * noise / Double.random(in: 0.002...1, using: &random)
        for row in max(0, Int(y) - 6)..<min(height, Int(y) + 7) {
            for column in max(0, Int(x) - 6)..<min(width, Int(x) + 7) {
                let (dx, dy) = (Double(column) - x, Double(row) - y)
                values[row * width + column] += Float(peak * exp(-(dx * dx + dy * dy) / 4))
            }
        }
    }
    return try Intensities(width: width, height: height, values: values)
}

/// Asks astropy about images; an answer for each question that has one.
struct Astropy {
    let python: String
    let folder: String

    func store(_ image: Intensities, as name: String) throws {
        try image.values.withUnsafeBytes { try Data($0).write(to: URL(fileURLWithPath: "\(folder)/\(name)")) }
    }

    func answers(_ questions: [String]) throws -> [String] {
        let file = "\(folder)/questions"
        try Data((questions.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: file))
        let script = "\(Python.packageRoot)/Tests/Pictures/astropy_pictures.py"
        return try Python.run("sh", ["-c", "\"$0\" \"$1\" \"$2\" < \"$3\"", python, script, folder, file])
            .split(separator: "\n").map(String.init)
    }

    func floats(_ name: String) throws -> [Float] {
        try bytes(name).withUnsafeBytes { raw in
            stride(from: 0, to: raw.count, by: 4).map { raw.loadUnaligned(fromByteOffset: $0, as: Float.self) }
        }
    }

    func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
    }
}

/// The bytes of a picture, bottom row first, as astropy has them.
func bottomUp(_ picture: Picture) -> [UInt8] {
    let row = 3 * picture.width
    return (0..<picture.height).reversed().flatMap { picture.pixels[$0 * row..<($0 + 1) * row] }
}
