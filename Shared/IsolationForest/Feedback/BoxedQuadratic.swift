/// A convex quadratic function in a box: ½ αᵀQα − bᵀα where 0 ≤ αᵢ ≤ uᵢ.
struct BoxedQuadratic {
    /// Q, symmetric and positive semidefinite, row after row.
    var matrix: [Double]
    /// b.
    var linear: [Double]
    /// u, none below 0.
    var limits: [Double]

    /// Sweeps after which what has not settled is taken as it is.
    static let sweepLimit = 2_000

    /// The α of the least value, up to where no derivative that the box leaves free is larger than `tolerance`.
    ///
    /// Coordinate descent (Hsieh, Chang, Lin, Keerthi & Sundararajan 2008, doi:10.1145/1390156.1390208) in the order of
    /// the coordinates: the same numbers give the same bits.
    func minimum(tolerance: Double) -> [Double] {
        let count = linear.count
        var solution = [Double](repeating: 0, count: count)
        var gradient = linear.map { -$0 }
        matrix.withUnsafeBufferPointer { matrix in
            gradient.withUnsafeMutableBufferPointer { gradient in
                for _ in 0..<Self.sweepLimit {
                    if sweep(of: &solution, gradient: gradient, matrix: matrix) <= tolerance { break }
                }
            }
        }
        return solution
    }

    /// Moves each coordinate to its best place, given the others; the largest derivative that was free before.
    private func sweep(
        of solution: inout [Double], gradient: UnsafeMutableBufferPointer<Double>, matrix: UnsafeBufferPointer<Double>
    ) -> Double {
        let count = linear.count
        var worst = 0.0
        for row in 0..<count {
            let curvature = matrix[row * count + row]
            guard curvature > 0, limits[row] > 0 else { continue }
            worst = max(worst, violation(gradient[row], at: solution[row], limit: limits[row]))
            let wanted = min(max(solution[row] - gradient[row] / curvature, 0), limits[row])
            let step = wanted - solution[row]
            if step == 0 { continue }
            solution[row] = wanted
            for other in 0..<count { gradient[other] += step * matrix[row &* count &+ other] }
        }
        return worst
    }

    /// The size of a derivative that is not held by the box.
    func violation(_ derivative: Double, at value: Double, limit: Double) -> Double {
        if value <= 0 { return max(0, -derivative) }
        if value >= limit { return max(0, derivative) }
        return derivative.magnitude
    }
}
