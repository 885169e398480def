import Foundation
import TestSupport

/// Kinds of objects that a person tells apart at a glance.
enum SyntheticKind: String, CaseIterable, Sendable {
    case elliptical, edgeOnDisk, spiral, ring, mergerPair, star, streak, cosmicRay
}

/// An object to be drawn at any angle, size and brightness.
struct SyntheticObject: Sendable {
    let kind: SyntheticKind
    var scale: Float = 6
    var angle: Float = 0.4
    var axisRatio: Float = 0.75
    /// A number of the kind's own between 0 and 1: winding, separation, length.
    var trait: Float = 0.5
    var mirrored = false
    var offsetX: Float = 0
    var offsetY: Float = 0

    /// Surface brightness at a place from the object's centre, blurred enough to be sampled at pixels.
    private func brightness(_ dx: Float, _ dy: Float) -> Float {
        let x = dx * cos(angle) + dy * sin(angle)
        let y = (dy * cos(angle) - dx * sin(angle)) * (mirrored ? -1 : 1)
        let seeing: Float = 1.3
        switch kind {
        case .star:
            return exp(-(x * x + y * y) / (2 * seeing * seeing))
        case .elliptical:
            let radius = (x * x * axisRatio + y * y / axisRatio + 1.5).squareRoot()
            return exp(-7.67 * (pow(radius / scale, 0.25) - 1)) / 100
        case .edgeOnDisk:
            let thickness = 1.2 + 0.1 * scale
            return exp(-(x * x + 1).squareRoot() / (0.8 * scale)) * exp(-y * y / (2 * thickness * thickness))
        case .spiral:
            let radius = (x * x + y * y / (axisRatio * axisRatio) + 0.5).squareRoot()
            let phase = 2 * atan2(y / axisRatio, x) - (3 + 2 * trait) * log(radius / scale * 3)
            let arms = pow(0.5 + 0.5 * cos(phase), 2)
            let inner = 1 - exp(-radius * radius / 12)
            return exp(-radius / (0.8 * scale)) * (0.25 + 1.5 * arms * inner) + 1.2 * exp(-radius * radius / 8)
        case .ring:
            let radius = (x * x + y * y / (axisRatio * axisRatio)).squareRoot()
            let fromRing = (radius - 1.3 * scale) / (0.22 * scale + 0.8)
            return exp(-fromRing * fromRing / 2) + 0.5 * exp(-radius * radius / 6)
        case .mergerPair:
            let half = (0.75 + 0.35 * trait) * scale
            let first = ((x - half) * (x - half) + y * y * 1.3 + 1).squareRoot()
            let second = ((x + half) * (x + half) * 1.2 + y * y + 1).squareRoot()
            let bend = y - 0.08 * (x * x / scale)
            return exp(-first / (0.3 * scale)) + (0.6 + 0.4 * trait) * exp(-second / (0.3 * scale))
                + 0.1 * exp(-bend * bend / 8) * exp(-x * x / (4 * scale * scale))
        case .streak:
            return exp(-y * y / (2 * seeing * seeing))
        case .cosmicRay:
            return 0
        }
    }

    /// The object upon a sky of 100 with a noise of 1 and a peak `peak` above it, beside it neighbours where wanted.
    func image(
        side: Int = 64, peak: Float = 60, noise: Float = 1, sky: Float = 100, neighbour: Bool = false,
        random: inout SeededGenerator
    ) -> [Float] {
        let middle = Float(side - 1) / 2
        var pixels = [Float](repeating: 0, count: side * side)
        for y in 0..<side {
            for x in 0..<side {
                pixels[y * side + x] = brightness(Float(x) - middle - offsetX, Float(y) - middle - offsetY)
            }
        }
        if kind == .cosmicRay { strike(&pixels, side: side) }
        let brightest = max(pixels.max() ?? 1, 1e-9)
        for index in pixels.indices { pixels[index] *= peak / brightest }
        if neighbour {
            for y in 0..<side {
                for x in 0..<side {
                    let dx = Float(x) - middle - 0.8 * middle
                    let dy = Float(y) - middle + 0.3 * middle
                    pixels[y * side + x] += 0.7 * peak * exp(-(dx * dx + dy * dy) / 3.4)
                }
            }
        }
        for index in pixels.indices { pixels[index] += sky + noise * random.normal() }
        return pixels
    }

    /// A track of a few sharp pixels.
    private func strike(_ pixels: inout [Float], side: Int) {
        for step in 0..<2 + Int(3 * trait) {
            let along = Float(step) - 1
            let x = Int((Float(side) / 2 + offsetX + along * cos(angle)).rounded())
            let y = Int((Float(side) / 2 + offsetY + along * sin(angle)).rounded())
            pixels[y * side + x] = 1 - 0.1 * Float(step)
        }
    }

    /// An object of this kind with everything else left to chance.
    static func random(_ kind: SyntheticKind, _ random: inout SeededGenerator) -> SyntheticObject {
        SyntheticObject(
            kind: kind, scale: .random(in: 5...8, using: &random), angle: .random(in: 0...(2 * .pi), using: &random),
            axisRatio: .random(in: 0.65...0.95, using: &random), trait: .random(in: 0...1, using: &random),
            mirrored: .random(using: &random), offsetX: .random(in: -1...1, using: &random),
            offsetY: .random(in: -1...1, using: &random))
    }
}

extension SeededGenerator {
    /// A number of the standard normal distribution (Box & Muller 1958).
    mutating func normal() -> Float {
        let radius = (-2 * log(Float.random(in: 1e-7...1, using: &self))).squareRoot()
        return radius * cos(2 * .pi * Float.random(in: 0...1, using: &self))
    }
}
