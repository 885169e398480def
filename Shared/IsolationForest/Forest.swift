/// An Extended Isolation Forest (Hariri, Carrasco Kind & Brunner 2019, doi:10.1109/TKDE.2019.2947676).
///
/// Trees of random cuts isolate each row of a small sample; a row that stands alone is isolated by few cuts, so that its
/// mean path length is short and its score high.
///
/// ```swift
/// let forest = try Forest.train(
///     on: table, featureSet: "ztf.candidate", featureSetVersion: 1, features: descriptions)
/// let score = try forest.score(row)                        // in (0, 1), about 0.5 for an ordinary row
/// let rarity = forest.tailProbability(ofScore: score)      // how often an ordinary row scores as high
/// let shares = try forest.explain(row)                     // each feature's share, in sum 1
/// ```
///
/// A forest never changes after it is made and is safe to use from any number of threads.
public struct Forest: Sendable {
    /// The settings it was trained with.
    public let parameters: ForestParameters
    /// Identifier of the feature set that rows must have.
    public let featureSet: String
    /// Version of the feature set.
    public let featureSetVersion: UInt32
    /// Name and unit of each feature, in the order of a row.
    public let features: [FeatureDescription]
    /// Rows in the table that its trees drew their samples from; the largest table's where its parts come from several.
    public let trainedRows: Int
    /// Rows drawn for each tree (ψ).
    public let sampleSize: Int
    /// Depth at which a branch ends.
    public let heightLimit: Int
    /// The indices of the trees in it, within an endless sequence in which a tree's index selects its random numbers and
    /// the kind of its cuts.
    ///
    /// 0 ..< `parameters.trees` as trained; another range in a part of a forest, or where trees were replaced by newer
    /// ones (`dropping(oldest:)`).
    public let treeRange: Range<Int>
    /// What its scores mean; nil until `calibrated(on:knownTo:threads:isCancelled:)`.
    public let calibration: Calibration?

    /// The units in which its cuts are made.
    public let scaling: FeatureScaling

    let store: TreeStore

    /// The typical value of each feature: its median among the training rows, in the feature's own unit.
    public var medians: [Float] { scaling.medians }

    init(
        parameters: ForestParameters, featureSet: String, featureSetVersion: UInt32, features: [FeatureDescription],
        trainedRows: Int, treeRange: Range<Int>, scaling: FeatureScaling, store: TreeStore, calibration: Calibration?
    ) {
        self.parameters = parameters
        self.featureSet = featureSet
        self.featureSetVersion = featureSetVersion
        self.features = features
        self.trainedRows = trainedRows
        sampleSize = parameters.resolvedSampleSize(rows: trainedRows)
        heightLimit = parameters.resolvedHeightLimit(sampleSize: sampleSize)
        self.treeRange = treeRange
        self.scaling = scaling
        self.store = store
        self.calibration = calibration
    }
}
