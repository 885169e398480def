/// The directions along which the scaled features vary independently of each other: the eigenvectors of C, each of
/// length 1.
///
/// They are those of P = C⁻¹ as well, from which they are computed, as that is what a scaling keeps.
struct PrincipalAxes: Sendable {
    let features: Int
    /// How many there are.
    let count: Int
    /// One axis a row, in no particular order.
    private let axes: [Double]
    /// The rows' spread along each axis.
    private let spreads: [Double]

    /// Sweeps over all pairs of features; a matrix of 256 needs about ten.
    private static let sweepsAllowed = 60

    /// The axes of the features that vary, two at least; nil where there are fewer.
    ///
    /// By Jacobi's rotations (Golub & Van Loan, Matrix Computations, § 8.5): additions, multiplications, divisions and
    /// square roots only, so that axes are the same bits everywhere.
    init?(of scaling: FeatureScaling) {
        // A feature that does not vary is related to none, and so it remains an axis by itself.
        let varying = scaling.spreads.indices.filter { scaling.spreads[$0] > 0 }
        guard let relations = scaling.relations, varying.count > 1 else { return nil }
        let size = relations.features
        var matrix = relations.precision.map { Double($0) }
        var axes = [Double](repeating: 0, count: size * size)
        for index in 0..<size { axes[index * size + index] = 1 }
        matrix.withUnsafeMutableBufferPointer { matrix in
            axes.withUnsafeMutableBufferPointer { axes in
                guard let matrix = matrix.baseAddress, let axes = axes.baseAddress else { return }
                for _ in 0..<Self.sweepsAllowed where !Self.sweep(matrix, axes, size) { break }
            }
        }
        features = size
        count = varying.count
        self.axes = varying.flatMap { axes[$0 * size..<($0 + 1) * size] }
        // The eigenvalues of P are the reciprocal variances; P is positive definite but for rounding.
        spreads = varying.map { 1 / max(matrix[$0 * size + $0], 1e-12).squareRoot() }
    }

    /// Turns each pair of coordinates so that they become unrelated; whether any had to be turned.
    private static func sweep(
        _ matrix: UnsafeMutablePointer<Double>, _ axes: UnsafeMutablePointer<Double>, _ size: Int
    ) -> Bool {
        var turned = false
        for p in 0..<size {
            for q in (p + 1)..<max(size, p + 1) {
                let related = matrix[p * size + q]
                let (a, b) = (matrix[p * size + p], matrix[q * size + q])
                if related.magnitude <= 1e-15 * (a * b).magnitude.squareRoot() { continue }
                turned = true
                let theta = (b - a) / (2 * related)
                let tangent = (theta < 0 ? -1 : 1) / (theta.magnitude + (theta * theta + 1).squareRoot())
                let cosine = 1 / (tangent * tangent + 1).squareRoot()
                let sine = tangent * cosine
                rotate(matrix + p, matrix + q, step: size, size, cosine, sine)
                rotate(matrix + p * size, matrix + q * size, step: 1, size, cosine, sine)
                rotate(axes + p * size, axes + q * size, step: 1, size, cosine, sine)
            }
        }
        return turned
    }

    @inline(__always)
    private static func rotate(
        _ first: UnsafeMutablePointer<Double>, _ second: UnsafeMutablePointer<Double>, step: Int, _ count: Int,
        _ cosine: Double, _ sine: Double
    ) {
        for index in 0..<count {
            let (x, y) = (first[index * step], second[index * step])
            first[index * step] = cosine * x - sine * y
            second[index * step] = sine * x + cosine * y
        }
    }

    /// Writes a · axis i + b · axis j, a normal among the scaled features; of standardized axes those that measure in
    /// units of the rows' spread along them.
    func combine(
        _ a: Double, _ i: Int, _ b: Double, _ j: Int, areStandardized: Bool, into normal: UnsafeMutablePointer<Float>
    ) {
        let a = areStandardized ? a / spreads[i] : a
        let b = areStandardized ? b / spreads[j] : b
        axes.withUnsafeBufferPointer { axes in
            for feature in 0..<features {
                normal[feature] = Float(a * axes[i * features + feature] + b * axes[j * features + feature])
            }
        }
    }
}
