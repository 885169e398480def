/// What a score means: how often ordinary rows, none of which helped to grow the trees that scored it, score as high.
///
/// Up to the tail it is the empirical distribution of held-out scores, kept as a table and linear in between. Beyond the
/// tail's start u, their 99th percentile (or the 25th highest score where fewer than 2,500 rows were held out), it is a
/// generalised Pareto distribution, p(s) = p(u) · (1 + ξ (s − u) / σ)^(−1/ξ), fitted by probability-weighted moments
/// (Hosking & Wallis 1987). As a score can be anything below 1, a fit whose end point lies under 1 is not believed: ξ is
/// then the one whose end point is 1. So the far tail is never zero, and thins out no faster than the rows seen allow.
public struct Calibration: Sendable, Equatable {
    /// Held-out rows that it was made from; probabilities far below 1 / `rows` are extrapolated.
    public let rows: Int
    /// Scores of the table, ascending.
    let scores: [Double]
    /// How often a held-out row scored as high as each of them, descending from 1.
    let probabilities: [Double]
    /// ξ of the tail beyond the last score of the table.
    let tailShape: Double
    /// σ of the tail, in units of the score.
    let tailScale: Double

    static let tailShare = 0.01
    static let tailRows = 25
    static let tableSize = 512
    static let shapeLimit = 0.5

    init(rows: Int, scores: [Double], probabilities: [Double], tailShape: Double, tailScale: Double) {
        self.rows = rows
        self.scores = scores
        self.probabilities = probabilities
        self.tailShape = tailShape
        self.tailScale = tailScale
    }

    /// The distribution of held-out scores, of which there is at least one.
    init(heldOutScores: [Double]) {
        let sorted = heldOutScores.sorted()
        let count = sorted.count
        let inTail = min(
            max(1, count / 2), max(Int((Double(count) * Self.tailShare).rounded(.up)), Self.tailRows))

        // The table's ranks, counted from the top: dense near the tail, where probabilities are small.
        var scores: [Double] = []
        var probabilities: [Double] = []
        let ratio = Double(count) / Double(inTail)
        var previousRank = count + 1
        for step in 0...Self.tableSize {
            let share = Double(step) / Double(Self.tableSize)
            let rank = Int((Double(count) * Mathematics.exp(-share * Mathematics.log(ratio))).rounded())
            if rank >= previousRank || rank < inTail { continue }
            previousRank = rank
            // Among equal scores the first has the highest probability, which is the one to keep.
            if sorted[count - rank] == scores.last { continue }
            scores.append(sorted[count - rank])
            probabilities.append(Double(rank) / Double(count))
        }
        let start = scores[scores.count - 1]
        let tail = Self.fitTail(excesses: sorted.suffix(inTail).map { $0 - start }.filter { $0 > 0 }, room: 1 - start)
        self.init(
            rows: count, scores: scores, probabilities: probabilities, tailShape: tail.shape, tailScale: tail.scale)
    }

    /// ξ and σ of ascending excesses over the tail's start; `room` is how far the start is from the highest score.
    private static func fitTail(excesses: [Double], room: Double) -> (shape: Double, scale: Double) {
        // Without excesses nothing is known but that scores end at 1: a narrow exponential.
        guard !excesses.isEmpty else { return (0, room / 64) }
        var mean = 0.0
        var weighted = 0.0
        let count = Double(excesses.count)
        for (rank, excess) in excesses.enumerated() {
            mean += excess / count
            weighted += excess * (1 - (Double(rank) + 0.65) / count) / count
        }
        let shape = 2 - mean / (mean - 2 * weighted)
        // The largest ξ of use (a finite variance), and the smallest, whose end point u − σ/ξ is 1.
        if !(shape < shapeLimit) { return (shapeLimit, mean * (1 - shapeLimit)) }
        let lowest = -mean / (room - mean)
        if shape < lowest { return (lowest, -lowest * room) }
        return (shape, mean * (1 - shape))
    }

    /// How often an ordinary row scores as high as `score`: in (0, 1], never rising with the score.
    func tailProbability(ofScore score: Double) -> Double {
        guard let first = scores.first, let start = scores.last, let last = probabilities.last, score > first else {
            return 1
        }
        if score < start {
            var low = 0
            var high = scores.count - 1
            while high - low > 1 {
                let middle = (low + high) / 2
                if scores[middle] <= score { low = middle } else { high = middle }
            }
            let weight = (score - scores[low]) / (scores[high] - scores[low])
            return probabilities[low] + weight * (probabilities[high] - probabilities[low])
        }
        // A tail as narrow as none that was fitted must not lead to numbers that are not finite.
        let excess = min((score - start) / tailScale, .greatestFiniteMagnitude)
        let survival: Double
        if tailShape.magnitude < 1e-6 {
            survival = Mathematics.exp(-excess)
        } else {
            let base = 1 + tailShape * excess
            survival = base > 0 ? Mathematics.exp(-Mathematics.log(base) / tailShape) : 0
        }
        return max(last * survival, .leastNormalMagnitude)
    }
}
