import Foundation

/// Some rows of a picture while light is added to them.
///
/// What an object adds to a pixel does not depend on which rows the strip has.
struct SkyStrip {
    /// Pixels of a row.
    let width: Int
    /// The picture's rows that the strip has.
    let rows: Range<Int>
    /// Row after row.
    private(set) var pixels: [Float]

    init(width: Int, rows: Range<Int>) {
        self.width = width
        self.rows = rows
        pixels = [Float](repeating: 0, count: width * rows.count)
    }

    /// Adds a two-dimensional Gaussian, as far as it is over a threshold.
    mutating func add(_ gaussian: SkyGaussian, at x: Double, _ y: Double, over threshold: Double) {
        let determinant = gaussian.xx * gaussian.yy - gaussian.xy * gaussian.xy
        let peak = gaussian.flux / (2 * .pi * determinant.squareRoot())
        guard peak > threshold else { return }
        let reach = min(36, 2 * log(peak / threshold))
        let (a, b, c) = (gaussian.yy / determinant, -gaussian.xy / determinant, gaussian.xx / determinant)
        let height = (reach * gaussian.yy).squareRoot()
        let step = exp(-a)
        for row in clipped(y, height) {
            let dy = Double(row) - y
            let middle = x - b / a * dy
            let least = (c - b * b / a) * dy * dy
            guard least < reach else { continue }
            let half = ((reach - least) / a).squareRoot()
            let (first, last) = columns(middle, half)
            guard first <= last else { continue }
            // exp(−a/2 d²) from pixel to pixel: each step's factor changes by the same factor.
            let d = Double(first) - middle
            var value = peak * exp(-0.5 * (least + a * d * d))
            var factor = exp(-a * (d + 0.5))
            let start = (row - rows.lowerBound) * width
            for column in first...last {
                pixels[start + column] += Float(value)
                value *= factor
                factor *= step
            }
        }
    }

    /// Adds a star, as far as it is over a threshold, and cut off at the saturation.
    mutating func add(_ star: SkyStar, at x: Double, _ y: Double) {
        let scale = Float(1 / (star.alpha * star.alpha))
        let haloScale = scale / Float(SkyCondition.haloScale * SkyCondition.haloScale)
        let (core, halo, ceiling) = (Float(star.core), Float(star.halo), Float(star.ceiling))
        for row in clipped(y, star.reach) {
            let dy = Double(row) - y
            let (first, last) = columns(x, max(0, star.reach * star.reach - dy * dy).squareRoot())
            guard first <= last else { continue }
            let start = (row - rows.lowerBound) * width
            let square = Float(dy * dy)
            let offset = Float(Double(first) - x)
            for column in first...last {
                let dx = offset + Float(column - first)
                let distance = square + dx * dx
                let near = 1 / (1 + distance * scale)
                let far = 1 / (1 + distance * haloScale)
                pixels[start + column] += min(ceiling, core * near * near * near + halo * far * far)
            }
        }
    }

    /// Adds the charge that ran out of a saturated star along its columns.
    mutating func add(_ bleed: SkyBleed, at x: Double, _ y: Double) {
        for row in clipped(y, bleed.half) {
            let start = (row - rows.lowerBound) * width
            for column in bleed.columns(row: row, x: x, y: y) where (0..<width).contains(column) {
                pixels[start + column] += Float(bleed.level)
            }
        }
    }

    /// Adds a reflection: a disc with a hole, its edges a little soft.
    mutating func add(_ ghost: SkyGhost, at x: Double, _ y: Double) {
        let edge = 2.0
        for row in clipped(y, ghost.outer + edge) {
            let dy = Double(row) - y
            let (first, last) = columns(x, ghost.outer + edge)
            guard first <= last else { continue }
            let start = (row - rows.lowerBound) * width
            for column in first...last {
                let dx = Double(column) - x
                let distance = (dx * dx + dy * dy).squareRoot()
                let inside = min(1, max(0, (ghost.outer - distance) / edge + 0.5))
                let hole = min(1, max(0, (distance - ghost.inner) / edge + 0.5))
                pixels[start + column] += Float(ghost.level * inside * hole)
            }
        }
    }

    /// Changes the pixels of one of the picture's rows.
    mutating func change(row: Int, _ body: (UnsafeMutableBufferPointer<Float>) -> Void) {
        let start = (row - rows.lowerBound) * width
        let width = width
        pixels.withUnsafeMutableBufferPointer { body(.init(rebasing: $0[start..<start + width])) }
    }

    private func clipped(_ y: Double, _ half: Double) -> Range<Int> {
        let first = max(rows.lowerBound, Int((y - half).rounded(.up)))
        let end = min(rows.upperBound, Int((y + half).rounded(.down)) + 1)
        return first..<max(first, end)
    }

    private func columns(_ x: Double, _ half: Double) -> (Int, Int) {
        (max(0, Int((x - half).rounded(.up))), min(width - 1, Int((x + half).rounded(.down))))
    }
}
