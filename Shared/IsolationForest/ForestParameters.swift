/// How many features each cut of a tree combines.
public enum ExtensionChoice: Sendable, Equatable {
    /// One extension level for all trees: 0 cuts along one feature (the classic forest), d − 1 along all d of them.
    case level(Int)
    /// A mixture for data of unknown kind: of each six trees two cut along four features, with an intercept in the bounding
    /// box (level 3) and with a threshold between the extremes, and four along four values each of which is a feature or
    /// its deviation from what the other features foretell.
    ///
    /// Features find rows that are extreme in some of many or lie between clusters; deviations those whose every feature is
    /// ordinary while their combination is not.
    case mixed
}

/// How one tree cuts.
enum TreeCuts: Sendable, Equatable {
    /// Along level + 1 features, with coefficients from N(0, 1) and an intercept in the bounding box: as published.
    case level(Int)
    /// Along four features (all where there are fewer), with coefficients from N(0, 1) and the threshold between the
    /// smallest and the largest n·x of the node's rows.
    case few
    /// Along four values, drawn among the features that vary in the node and the deviations of all features; coefficients
    /// and threshold as for `few`.
    case deviations

    static let fewFeatures = 4

    /// Features that each cut combines.
    func termsPerCut(features: Int) -> Int {
        switch self {
        case .level(let level): level + 1
        case .few: min(Self.fewFeatures, features)
        case .deviations: features
        }
    }
}

/// The settings of a forest.
public struct ForestParameters: Sendable, Equatable {
    /// Number of trees of a whole forest.
    public var trees: Int
    /// Rows drawn for each tree (ψ), at most 2^24; nil for 256, or all rows where there are fewer.
    public var sampleSize: Int?
    /// Depth at which a branch ends; nil for ⌈log2 ψ⌉.
    public var heightLimit: Int?
    /// The extension levels.
    public var extensionChoice: ExtensionChoice
    /// What happens to features before they are cut.
    public var scaling: FeatureScalingChoice
    /// Seed of all that is random: the same seed and rows give the same bytes.
    public var seed: UInt64

    /// Settings, each with its default.
    public init(
        trees: Int = 100, sampleSize: Int? = nil, heightLimit: Int? = nil, extensionChoice: ExtensionChoice = .mixed,
        scaling: FeatureScalingChoice = .robust, seed: UInt64 = 0
    ) {
        self.trees = trees
        self.sampleSize = sampleSize
        self.heightLimit = heightLimit
        self.extensionChoice = extensionChoice
        self.scaling = scaling
        self.seed = seed
    }

    /// Rows drawn for each tree where nothing else is set and there are as many.
    public static let defaultSampleSize = 256
    /// Fewer rows leave nothing to hold out of a tree.
    static let rowsNeeded = 3
    static let treesAllowed = 1...100_000
    /// What is kept for each sample row while a forest is read stays small, whatever a damaged file says.
    static let largestSample = 1 << 24
    /// Tree indices are stored in 32 bits.
    static let treeIndexLimit = Int(UInt32.max)
    static let heightsAllowed = 1...1_000
    static let featuresAllowed = 1...65_535

    /// The rows drawn for each tree from a table of `rows` rows.
    func resolvedSampleSize(rows: Int) -> Int { sampleSize ?? min(Self.defaultSampleSize, rows) }

    /// The depth at which a branch ends, for samples of `sampleSize` rows.
    func resolvedHeightLimit(sampleSize: Int) -> Int {
        heightLimit ?? Int.bitWidth - (sampleSize - 1).leadingZeroBitCount
    }

    /// How the tree with this index cuts, in a forest of `features` features.
    func cuts(ofTree index: Int, features: Int) -> TreeCuts {
        switch extensionChoice {
        case .level(let level): .level(level)
        case .mixed:
            switch index % 6 {
            case 0: .level(min(TreeCuts.fewFeatures, features) - 1)
            case 3: .few
            default: FeatureScaling.hasRelations(features: features, choice: scaling) ? .deviations : .few
            }
        }
    }

    /// Checks the indices of trees in one forest or part: first, and one past the last.
    static func validate(treeRange first: Int, to end: Int) throws(ForestError) {
        guard first >= 0, first < end, end - first <= treesAllowed.upperBound, end <= treeIndexLimit else {
            throw .setting(
                name: "range of trees", value: "\(first)..<\(end)",
                allowed: "1 to \(treesAllowed.upperBound) trees, none before 0 or after \(treeIndexLimit - 1)")
        }
    }

    /// Checks every setting against the table it is meant for.
    func validate(rows: Int, features: Int) throws(ForestError) {
        func check(_ name: String, _ value: Int, _ allowed: ClosedRange<Int>) throws(ForestError) {
            guard allowed.contains(value) else {
                throw .setting(
                    name: name, value: "\(value)", allowed: "\(allowed.lowerBound) to \(allowed.upperBound)")
            }
        }
        try check("number of features", features, Self.featuresAllowed)
        guard rows >= Self.rowsNeeded else {
            throw .table(reason: "a forest needs at least \(Self.rowsNeeded) rows; the table has \(rows)")
        }
        try check("trees", trees, Self.treesAllowed)
        if let sampleSize { try check("sample size", sampleSize, 2...min(rows, Self.largestSample)) }
        if let heightLimit { try check("height limit", heightLimit, Self.heightsAllowed) }
        if case .level(let level) = extensionChoice { try check("extension level", level, 0...(features - 1)) }
    }
}
