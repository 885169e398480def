import Foundation

/// Paints the three stamps of an alert: 63 × 63 pixels of sky, noise and sources.
struct StampPainter {
    static let side = 63

    private let content: PacketContent
    private var random: SimulationRandom

    init(_ content: PacketContent) {
        self.content = content
        random = SimulationRandom(seed: content.seed, stream: 1 << 41)
    }

    /// Science, template and difference as FITS files.
    mutating func paint() -> [[UInt8]] {
        let seen = content.seen
        let fwhm = Float(seen.fwhm)
        let pixel = 1.012
        let angle = random.uniform(0, 2 * .pi)
        let distance = seen.referenceDistance / pixel
        let reference = Spot(
            x: 31 + Float(distance * cos(angle)), y: 31 + Float(distance * sin(angle)),
            peak: Self.peak(magnitude: seen.referenceMagnitude, fwhm: fwhm), fwhm: fwhm)
        var field: [Spot] = [reference]
        for _ in 0..<3 {
            field.append(
                Spot(
                    x: Float(random.uniform(0, 63)), y: Float(random.uniform(0, 63)),
                    peak: Self.peak(magnitude: random.uniform(18, 21.5), fwhm: fwhm), fwhm: fwhm))
        }
        let change = Spot(
            x: 31, y: 31,
            peak: Self.peak(magnitude: seen.magnitude, fwhm: fwhm) * (seen.isPositive ? 1 : -1), fwhm: fwhm)
        let noise = Self.peak(magnitude: seen.limit, fwhm: fwhm) / 5
        return [
            FITSStamp.file(image(level: 210, noise: noise, spots: field + [change])),
            FITSStamp.file(image(level: 95, noise: noise * 0.35, spots: field)),
            FITSStamp.file(image(level: 0, noise: noise * 1.1, spots: [change])),
        ]
    }

    /// A point source: its centre and width in pixels, its peak in DN.
    private struct Spot {
        let x: Float
        let y: Float
        let peak: Float
        let fwhm: Float
    }

    /// Peak of a Gaussian of a magnitude, DN, for a zero point of 26.1 mag.
    private static func peak(magnitude: Double, fwhm: Float) -> Float {
        let flux = pow(10, 0.4 * (26.1 - magnitude))
        return Float(flux) / (1.133 * fwhm * fwhm)
    }

    private mutating func image(level: Float, noise: Float, spots: [Spot]) -> [Float] {
        let side = Self.side
        var pixels = [Float](repeating: 0, count: side * side)
        for index in pixels.indices { pixels[index] = level + noise * random.pixelNoise() }
        for spot in spots {
            // A Gaussian is the product of its two profiles.
            let columns = Self.profile(center: spot.x, fwhm: spot.fwhm)
            let rows = Self.profile(center: spot.y, fwhm: spot.fwhm)
            for y in 0..<side where rows[y] > 0 {
                let row = spot.peak * rows[y]
                for x in 0..<side { pixels[y * side + x] += row * columns[x] }
            }
        }
        return pixels
    }

    private static func profile(center: Float, fwhm: Float) -> [Float] {
        (0..<side).map { place in
            let distance = (Float(place) - center) / fwhm
            return distance.magnitude < 4 ? exp(-2.7726 * distance * distance) : 0
        }
    }
}
