/// What a subscription's verdicts make of a forest: scores of its own, while the forest stays as it is.
///
/// ```swift
/// let model = try FeedbackModel(forest: forest, labels: [LabelledRow(values: row, verdict: .no)])
/// let judged = try model.judgedScore(other)       // lower than the forest's the more `other` is like `row`
/// ```
public struct FeedbackModel: Sendable {
    /// The forest whose scores are judged.
    public let forest: Forest
    /// The settings it was fitted with.
    public let settings: FeedbackSettings
    /// Verdicts that count: all but those on rows of which too little is known (`Forest.isScoreable(_:)`).
    public let labelsUsed: Int
    /// What each leaf of the forest adds to the sum of path lengths; empty where no verdict counts.
    let changes: [Float]

    /// Fits the weights of leaves to verdicts; blocks the caller.
    ///
    /// - Throws: `ForestError.rowLength` naming the first row that has another number of features than the forest.
    public init(forest: Forest, labels: [LabelledRow], settings: FeedbackSettings = .usual) throws(ForestError) {
        self.forest = forest
        self.settings = settings
        let fit = try FeedbackFit(forest: forest, labels: labels, settings: settings)
        labelsUsed = fit.leaves.count
        changes = fit.changes()
    }

    /// The judged score of a row and how often an ordinary row scores as high in the forest.
    ///
    /// - Throws: `ForestError.rowLength` when the row has another number of features than the forest.
    public func judgedScore(_ values: [Float]) throws(ForestError) -> (score: Double, tailProbability: Double) {
        judgedScore(of: try forest.leaves(of: values))
    }

    /// The judged score of a row whose leaves in the forest are known.
    public func judgedScore(of leaves: RowLeaves) -> (score: Double, tailProbability: Double) {
        var sum = forest.pathSum(of: leaves)
        if !changes.isEmpty {
            var change = 0.0
            for place in leaves.places { change += Double(changes[place]) }
            sum = max(0, sum + change)
        }
        let score = forest.score(ofPathSum: sum, trees: forest.store.count)
        return (score, forest.tailProbability(ofScore: score))
    }
}
