extension ONNXGraph {
    /// The score 2^(−E[h] / c(ψ)) that belongs to sums of path lengths, double [rows].
    mutating func score(ofPathSums sums: ONNXValue, trees: Int, sampleSize: Int) -> ONNXValue {
        let whole = Double(trees) * Mathematics.averagePathLength(sampleSize)
        return node("Pow", [constant(2.0), node("Neg", [node("Div", [sums, constant(whole)])])])
    }

    /// The tail probability of scores, double [rows].
    mutating func tailProbability(ofScores scores: ONNXValue, _ calibration: Calibration) -> ONNXValue {
        let tail = tail(scores, calibration)
        guard let first = calibration.scores.first, let start = calibration.scores.last else { return tail }
        let withinTable = node("Less", [scores, constant(start)])
        let below = node("LessOrEqual", [scores, constant(first)])
        let common =
            calibration.scores.count < 2
            ? tail : node("Where", [withinTable, interpolated(scores, calibration), tail])
        return node("Where", [below, constant(1.0), common])
    }

    /// Linear between the scores of the table.
    private mutating func interpolated(_ scores: ONNXValue, _ calibration: Calibration) -> ONNXValue {
        let size = calibration.scores.count
        let table = constant(ONNXTensor(calibration.scores, shape: [size]))
        let probabilities = constant(ONNXTensor(calibration.probabilities, shape: [size]))
        // The entries of the table that a score reaches; the last of them is where it stands.
        let one = constant([1])
        let reached = node("LessOrEqual", [table, node("Unsqueeze", [scores, one])])
        let count = node("ReduceSum", [node("Cast", [reached], [.to(.int64)]), one], [.number("keepdims", 0)])
        let low = node("Min", [node("Max", [node("Sub", [count, one]), constant(0)]), constant(size - 2)])
        let high = node("Add", [low, one])
        let lowScore = node("Gather", [table, low])
        let lowProbability = node("Gather", [probabilities, low])
        let weight = node(
            "Div", [node("Sub", [scores, lowScore]), node("Sub", [node("Gather", [table, high]), lowScore])])
        let step = node("Sub", [node("Gather", [probabilities, high]), lowProbability])
        return node("Add", [lowProbability, node("Mul", [weight, step])])
    }

    /// The generalised Pareto distribution beyond the table.
    private mutating func tail(_ scores: ONNXValue, _ calibration: Calibration) -> ONNXValue {
        let start = constant(calibration.scores.last ?? 0)
        let excess = node("Div", [node("Sub", [scores, start]), constant(calibration.tailScale)])
        let survival: ONNXValue
        if calibration.tailShape.magnitude < 1e-6 {
            survival = node("Exp", [node("Neg", [excess])])
        } else {
            let shape = constant(calibration.tailShape)
            let base = node("Add", [constant(1.0), node("Mul", [shape, excess])])
            let logarithm = node("Log", [node("Max", [base, constant(Double.leastNormalMagnitude)])])
            let power = node("Exp", [node("Neg", [node("Div", [logarithm, shape])])])
            survival = node("Where", [node("Greater", [base, constant(0.0)]), power, constant(0.0)])
        }
        let probability = node("Mul", [constant(calibration.probabilities.last ?? 1), survival])
        return node("Max", [probability, constant(Double.leastNormalMagnitude)])
    }
}
