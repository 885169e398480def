/// A quadratic function within a box: ½ αᵀQα − bᵀα with 0 ≤ αᵢ ≤ uᵢ, Q positive semidefinite.
///
/// It is minimised by coordinate descent (Hsieh, Chang, Lin, Keerthi & Sundararajan 2008, doi:10.1145/1390156.1390208)
/// in the order of the coordinates, so that the same numbers give the same bits.
struct BoxedQuadratic {
    /// Rows of Q, one after another.
    let matrix: [Double]
    let linear: [Double]
    let limits: [Double]

    /// Sweeps after which what is not settled to `tolerance` is taken as it is.
    static let sweepLimit = 10_000

    /// The α of the minimum, to where no coordinate moves by more than `tolerance` in a sweep.
    func minimum(tolerance: Double) -> [Double] {
        let count = linear.count
        var solution = [Double](repeating: 0, count: count)
        var gradient = linear.map { -$0 }
        for _ in 0..<Self.sweepLimit {
            var largestStep = 0.0
            for row in 0..<count {
                let curvature = matrix[row * count + row]
                guard curvature > 0 else { continue }
                let wanted = min(max(solution[row] - gradient[row] / curvature, 0), limits[row])
                let step = wanted - solution[row]
                guard step != 0 else { continue }
                solution[row] = wanted
                largestStep = max(largestStep, step.magnitude)
                for other in 0..<count { gradient[other] += step * matrix[row * count + other] }
            }
            if largestStep <= tolerance { break }
        }
        return solution
    }
}
