/// How the scaled features go together in the training rows, as far as a straight line can tell.
///
/// C holds the mean products of the scaled features about their medians, its diagonal raised by `ridge` so that features
/// which nearly repeat each other do not swamp all else. From it come the normals of decorrelated trees, the value that
/// stands for a missing one, and a row's deviation from what its other features foretell.
struct Decorrelation: Sendable, Equatable {
    let features: Int
    /// C, row after row.
    let products: [Float]
    /// Lower triangular L with L·Lᵀ = C.
    private let factor: [Double]
    /// P = C⁻¹.
    private let precision: [Double]

    static let ridge = 0.03
    /// Rows that C is estimated from at most.
    static let rowsUsed = 10_000
    /// More features than this are taken to be unrelated, as C and its inverse would grow too large.
    static let featuresAllowed = 256

    /// The products of scaled rows, each `features` long; a missing value counts as the median.
    init(features: Int, rows: [[Float]]) {
        var products = [Double](repeating: 0, count: features * features)
        for row in rows {
            for i in 0..<features where row[i] != 0 {
                for j in 0...i { products[i * features + j] += Double(row[i]) * Double(row[j]) }
            }
        }
        for i in 0..<features {
            for j in 0...i {
                let mean = products[i * features + j] / Double(rows.count)
                products[i * features + j] = mean
                products[j * features + i] = mean
            }
            let diagonal = products[i * features + i]
            // A feature that does not vary stands alone.
            products[i * features + i] = diagonal > 0 ? diagonal * (1 + Self.ridge) : 1
        }
        self.init(features: features, products: products.map { Float($0) })
    }

    /// The decorrelation that belongs to stored products.
    init(features: Int, products: [Float]) {
        self.features = features
        self.products = products
        factor = Self.cholesky(products.map { Double($0) }, size: features)
        precision = Self.inverse(factor: factor, size: features)
    }

    /// A row in coordinates that are unrelated and of unit spread: L⁻¹x.
    func decorrelated(_ row: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>) {
        var y = [Double](repeating: 0, count: features)
        for i in 0..<features {
            var sum = Double(row[i])
            for k in 0..<i { sum -= factor[i * features + k] * y[k] }
            y[i] = sum / factor[i * features + i]
            target[i] = Float(y[i])
        }
    }

    /// The normal in scaled features that is `normal` in decorrelated coordinates: L⁻ᵀg, as g·L⁻¹x = (L⁻ᵀg)·x.
    func normal(fromDecorrelated normal: [Double]) -> [Double] {
        var result = normal
        for i in stride(from: features - 1, through: 0, by: -1) {
            var sum = normal[i]
            for k in (i + 1)..<max(features, i + 1) { sum -= factor[k * features + i] * result[k] }
            result[i] = sum / factor[i * features + i]
        }
        return result
    }

    /// Fills in the missing features of a scaled row by their expectation given the others: x_m = −P_mm⁻¹ P_mo x_o.
    func fill(_ missing: [Int], of row: UnsafeMutablePointer<Float>) {
        let count = missing.count
        var known = [Double](repeating: 0, count: count)
        var block = [Double](repeating: 0, count: count * count)
        for feature in missing { row[feature] = 0 }
        for (a, feature) in missing.enumerated() {
            var sum = 0.0
            for other in 0..<features { sum -= precision[feature * features + other] * Double(row[other]) }
            known[a] = sum
            for (b, other) in missing.enumerated() {
                block[a * count + b] = precision[feature * features + other]
            }
        }
        let factor = Self.cholesky(block, size: count)
        for a in 0..<count {
            for k in 0..<a { known[a] -= factor[a * count + k] * known[k] }
            known[a] /= factor[a * count + a]
        }
        for a in stride(from: count - 1, through: 0, by: -1) {
            for k in (a + 1)..<max(count, a + 1) { known[a] -= factor[k * count + a] * known[k] }
            known[a] /= factor[a * count + a]
            row[missing[a]] = Float(known[a])
        }
    }

    /// How far each feature of a scaled row is from its expectation given all others: (Px)_i / P_ii.
    func deviations(of row: UnsafePointer<Float>) -> [Double] {
        (0..<features).map { i in
            var sum = 0.0
            for j in 0..<features { sum += precision[i * features + j] * Double(row[j]) }
            return sum / precision[i * features + i]
        }
    }

    /// The Cholesky factor of a symmetric matrix; pivots are kept positive against rounding.
    private static func cholesky(_ matrix: [Double], size: Int) -> [Double] {
        var factor = [Double](repeating: 0, count: size * size)
        for i in 0..<size {
            for j in 0...i {
                var sum = matrix[i * size + j]
                for k in 0..<j { sum -= factor[i * size + k] * factor[j * size + k] }
                factor[i * size + j] = i == j ? max(sum, 1e-12).squareRoot() : sum / factor[j * size + j]
            }
        }
        return factor
    }

    /// (L·Lᵀ)⁻¹ from L.
    private static func inverse(factor: [Double], size: Int) -> [Double] {
        var inverseFactor = [Double](repeating: 0, count: size * size)
        for column in 0..<size {
            for i in column..<size {
                var sum = i == column ? 1.0 : 0.0
                for k in column..<max(i, column) { sum -= factor[i * size + k] * inverseFactor[k * size + column] }
                inverseFactor[i * size + column] = sum / factor[i * size + i]
            }
        }
        var inverse = [Double](repeating: 0, count: size * size)
        for i in 0..<size {
            for j in 0...i {
                var sum = 0.0
                for k in i..<size { sum += inverseFactor[k * size + i] * inverseFactor[k * size + j] }
                inverse[i * size + j] = sum
                inverse[j * size + i] = sum
            }
        }
        return inverse
    }
}
