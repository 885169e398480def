/// What a subscription's verdicts make of a forest: scores of its own, while the forest stays as it is.
///
/// ```swift
/// let model = try FeedbackModel(forest: forest, labels: [LabelledRow(values: row, verdict: .no)])
/// let judged = try model.judgedScore(other)     // the lower the more leaves `other` has in common with `row`
/// ```
///
/// The method is Active Anomaly Discovery on a forest's leaves; see <doc:Feedback>. Without verdicts a judged score is
/// the forest's, to the bit; so is that of a row that has no leaf in common with a row of a verdict that moved anything.
///
/// A model belongs to the trees it was fitted on. When the forest is replaced, fit anew: the same verdicts, with the
/// feature values that were kept, on the new forest.
public struct FeedbackModel: Sendable {
    /// The forest whose scores are judged.
    public let forest: Forest
    /// Verdicts that count: all but those on rows of which too little is known (`Forest.isScoreable(_:)`).
    public let labelsUsed: Int
    /// What each leaf of the forest adds to the sum of a row's path lengths; empty where no verdict counts.
    let changes: [Float]

    /// Fits weights of leaves to verdicts; blocks the caller: 200 verdicts take some milliseconds, 1,000 take tens, or
    /// some hundred where like rows have unlike verdicts, and time grows with the square.
    ///
    /// Verdicts on one row add up, and a yes and a no on one row cancel: where only the latest is to count, give only that.
    ///
    /// - Parameters:
    ///   - forest: The forest, calibrated.
    ///   - labels: The verdicts; their order matters to less than a millionth of a score.
    ///   - settings: How verdicts change scores.
    /// - Throws: `ForestError.rowLength` naming the first row that has another number of features than the forest,
    ///   `ForestError.setting` for a setting outside its range or a forest that is not calibrated.
    public init(forest: Forest, labels: [LabelledRow], settings: FeedbackSettings = .usual) throws(ForestError) {
        let fit = try FeedbackFit(forest: forest, labels: labels, settings: settings)
        self.forest = forest
        labelsUsed = fit.verdicts.count
        changes = fit.changes()
    }

    /// The judged score of a row, in (0, 1], and how often an ordinary row scores as high in the forest itself.
    ///
    /// - Throws: `ForestError.rowLength` when the row has another number of features than the forest.
    public func judgedScore(_ values: [Float]) throws(ForestError) -> (score: Double, tailProbability: Double) {
        try judgedScore(of: forest.leaves(of: values))
    }

    /// The judged score of a row whose leaves in the model's forest are known, in (0, 1], and its tail probability.
    ///
    /// - Throws: `ForestError.setting` when the leaves are seen to be another forest's.
    public func judgedScore(
        of leaves: RowLeaves
    ) throws(ForestError) -> (score: Double, tailProbability: Double) {
        let (trees, places) = (forest.store.count, forest.store.lengths.count)
        guard leaves.places.count == trees, leaves.leavesOfForest == places else {
            throw .setting(
                name: "forest of a row's leaves",
                value: "one of \(leaves.places.count) trees and \(leaves.leavesOfForest) leaves",
                allowed: "the model's, of \(trees) trees and \(places) leaves")
        }
        let score = forest.score(ofPathSum: judgedPathSum(of: leaves), trees: trees)
        return (score, forest.tailProbability(ofScore: score))
    }

    /// The judged sum of path lengths; where it would fall below 1 a tree, which no path does, it nears 0 in the same order.
    private func judgedPathSum(of leaves: RowLeaves) -> Double {
        let (change, shortest) = (change(of: leaves), Double(leaves.places.count))
        let sum = leaves.pathSum + change
        return change < 0 && sum < shortest ? shortest * Mathematics.exp(sum / shortest - 1) : sum
    }

    /// What verdicts add to the sum of path lengths of a row.
    func change(of leaves: RowLeaves) -> Double {
        changes.isEmpty ? 0 : leaves.places.reduce(0) { $0 + Double(changes[$1]) }
    }
}
