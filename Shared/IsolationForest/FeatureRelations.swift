/// How the scaled features go together in the training rows, as far as a straight line can tell.
///
/// C holds the mean products of the scaled features about their medians, its diagonal raised by `ridge` so that features
/// which nearly repeat each other do not swamp all else. What is kept is P = C⁻¹: from it come the value that stands for a
/// missing one, and how far each feature of a row is from what the others foretell.
struct FeatureRelations: Sendable, Equatable {
    let features: Int
    /// P, row after row; symmetric.
    let precision: [Float]

    static let ridge = 0.03
    /// Rows that C is estimated from at most.
    static let rowsUsed = 10_000
    /// More features than this are taken to be unrelated, as C and its inverse would grow too large.
    static let featuresAllowed = 256

    /// From `count` scaled rows, one behind another; a missing value counts as the median.
    init(features: Int, rows: UnsafePointer<Float>, count: Int) {
        var products = [Double](repeating: 0, count: features * features)
        products.withUnsafeMutableBufferPointer { products in
            guard let products = products.baseAddress else { return }
            for index in 0..<count {
                let row = rows + index * features
                for i in 0..<features where row[i] != 0 {
                    let (value, sums) = (Double(row[i]), products + i * features)
                    for j in 0...i { sums[j] += value * Double(row[j]) }
                }
            }
        }
        for i in 0..<features {
            for j in 0...i {
                let mean = products[i * features + j] / Double(count)
                products[i * features + j] = mean
                products[j * features + i] = mean
            }
            let diagonal = products[i * features + i]
            // A feature that does not vary stands alone.
            products[i * features + i] = diagonal > 0 ? diagonal * (1 + Self.ridge) : 1
        }
        let inverse = Self.inverse(factor: Self.cholesky(products, size: features), size: features)
        self.init(features: features, precision: inverse.map { Float($0) })
    }

    init(features: Int, precision: [Float]) {
        self.features = features
        self.precision = precision
    }

    /// Fills in the missing features of a scaled row by their expectation given the others: x_m = −P_mm⁻¹ P_mo x_o.
    func fill(_ missing: UnsafeBufferPointer<Int>, of row: UnsafeMutablePointer<Float>) {
        let count = missing.count
        for feature in missing { row[feature] = 0 }
        withUnsafeTemporaryAllocation(of: Double.self, capacity: count * (count + 1)) { memory in
            guard let known = memory.baseAddress else { return }
            let factor = known + count
            for a in 0..<count {
                let precision = precision[(missing[a] * features)...]
                var sum = 0.0
                for other in 0..<features {
                    sum -= Double(precision[precision.startIndex + other]) * Double(row[other])
                }
                known[a] = sum
                for b in 0...a { factor[a * count + b] = Double(precision[precision.startIndex + missing[b]]) }
            }
            Self.factorize(factor, size: count)
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
    }

    /// Adds so much of a feature's deviation to n·x, which is the sum over all features: the deviation is how far the
    /// feature is from what the others foretell, in units of its spread about that, (Px)_i / √P_ii.
    func add(_ amount: Double, ofDeviation feature: Int, to normal: UnsafeMutablePointer<Double>) {
        precision.withUnsafeBufferPointer { precision in
            let first = feature * features
            let factor = amount / Double(precision[first + feature]).squareRoot()
            for other in 0..<features { normal[other] += factor * Double(precision[first + other]) }
        }
    }

    /// How far each feature of a scaled row is from its expectation given all others: (Px)_i / P_ii.
    func deviations(of row: UnsafePointer<Float>) -> [Double] {
        (0..<features).map { i in
            var sum = 0.0
            for j in 0..<features { sum += Double(precision[i * features + j]) * Double(row[j]) }
            return sum / Double(precision[i * features + i])
        }
    }

    /// The Cholesky factor of a symmetric matrix; pivots are kept positive against rounding.
    private static func cholesky(_ matrix: [Double], size: Int) -> [Double] {
        var factor = matrix
        factor.withUnsafeMutableBufferPointer { factor in
            guard let base = factor.baseAddress else { return }
            factorize(base, size: size)
            for i in 0..<size { for j in (i + 1)..<max(size, i + 1) { base[i * size + j] = 0 } }
        }
        return factor
    }

    /// Puts the Cholesky factor in the place of the lower triangle.
    private static func factorize(_ matrix: UnsafeMutablePointer<Double>, size: Int) {
        for i in 0..<size {
            for j in 0...i {
                var sum = matrix[i * size + j]
                for k in 0..<j { sum -= matrix[i * size + k] * matrix[j * size + k] }
                matrix[i * size + j] = i == j ? max(sum, 1e-12).squareRoot() : sum / matrix[j * size + j]
            }
        }
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
