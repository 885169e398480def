import Glibc

/// How values between pixels are made.
enum Resampling {
    /// The nearest pixel, unchanged: for masks and integers.
    case nearest
    /// Between the four around: for weights, which must not become negative.
    case bilinear
    /// Lanczos' kernel of three lobes: for brightness.
    case lanczos3

    /// How far the kernel reaches.
    var reach: Int {
        switch self {
        case .nearest: 0
        case .bilinear: 1
        case .lanczos3: 3
        }
    }

    /// The value at a place of a block, zero-based in the block.
    ///
    /// Pixels without value and those beyond the block's edge do not count, the others are weighed anew; where the
    /// nearest pixel has no value there is none.
    func value(_ block: PixelBlock, x: Double, y: Double) -> Double {
        let (column, row) = (Int(x.rounded()), Int(y.rounded()))
        guard column >= 0, row >= 0, column < block.width, row < block.height else { return .nan }
        let nearest = block[column, row]
        if reach == 0 || nearest.isNaN { return nearest }
        let columns = Int(x.rounded(.down)) - reach + 1...Int(x.rounded(.down)) + reach
        let rows = Int(y.rounded(.down)) - reach + 1...Int(y.rounded(.down)) + reach
        let across = columns.map { weight(x - Double($0)) }
        var (sum, weights) = (0.0, 0.0)
        for line in rows where line >= 0 && line < block.height {
            let along = weight(y - Double(line))
            if along == 0 { continue }
            for (index, place) in columns.enumerated() where place >= 0 && place < block.width {
                let value = block[place, line]
                guard !value.isNaN else { continue }
                sum += along * across[index] * value
                weights += along * across[index]
            }
        }
        return weights > 0.5 ? sum / weights : nearest
    }

    private func weight(_ distance: Double) -> Double {
        switch self {
        case .nearest: return abs(distance) <= 0.5 ? 1 : 0
        case .bilinear: return max(0, 1 - abs(distance))
        case .lanczos3:
            if abs(distance) < 1e-9 { return 1 }
            if abs(distance) >= 3 { return 0 }
            let angle = Double.pi * distance
            return 3 * sin(angle) * sin(angle / 3) / (angle * angle)
        }
    }
}
