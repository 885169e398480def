import CForestKernels

/// What happens to features before they are cut.
public enum FeatureScalingChoice: Sendable, Equatable {
    /// Every feature in robust units: (x − median) / spread, linear up to 5 spreads and logarithmic beyond.
    ///
    /// Units do not decide, and one extreme value does not squeeze all others into a corner of a bounding box.
    case robust
    /// Rows are taken in the units they come in: nothing is scaled or compressed.
    ///
    /// For rows that are scaled already, and to compare with forests that do not scale. How features go together is
    /// not known then: a missing value is the median, and the mixture has no trees along deviations. Values
    /// beyond ±10¹⁵ are refused in training and count as ±10¹⁵ in scoring.
    case none
}

/// A forest's own units: per feature its median and a robust spread, and how features go together.
///
/// Trees grown in different places from different rows are of one forest only if they share one scaling: compute it once,
/// from all rows or from a fair sample of them, and give it to every place.
///
/// ```swift
/// let scaling = try FeatureScaling(of: sample, features: descriptions)
/// let parts = try shards.enumerated().map { index, shard in
///     try Forest.grow(
///         trees: index * 100..<(index + 1) * 100, on: shard, featureSet: "ztf.candidate", featureSetVersion: 1,
///         features: descriptions, parameters: ForestParameters(trees: 800), scaling: scaling)
/// }
/// let forest = try Forest(merging: parts).calibrated(on: shards[0], knownTo: 0..<100)
/// ```
public struct FeatureScaling: Sendable, Equatable {
    /// What it does to features.
    public let choice: FeatureScalingChoice
    /// Median of each feature, in its own unit.
    public let medians: [Float]
    /// Spread of each feature in its own unit, in the size of a normal distribution's standard deviation; 0 for a
    /// feature that does not vary.
    public let spreads: [Float]
    /// How scaled features go together; nil for a single feature, too many, or where nothing is scaled.
    let relations: FeatureRelations?
    /// What is taken off each feature and what it is divided by (infinite for one that does not vary), and the largest
    /// result that stays as it is.
    private let centres: [Double]
    private let divisors: [Double]
    private let limit: Double

    /// Spreads up to which a robustly scaled value is linear.
    static let linearLimit = 5.0
    /// The largest value where nothing is scaled: products with it stay finite.
    static let unscaledLimit = 1e15

    /// Medians, spreads and relations of a table's features; missing values are left out.
    ///
    /// The spread is the interquartile range / 1.349. Where more than half of the values are equal that is zero, and
    /// the next wider range that is not zero takes its place (10–90 %, 5–95 %, 1–99 %, then the standard deviation).
    ///
    /// - Parameters:
    ///   - table: The rows, NaN where a value is missing.
    ///   - features: Name and unit of each feature, for the words of errors.
    ///   - choice: What it does to features.
    ///   - threads: Threads to use.
    /// - Throws: `ForestError.value` for an infinite value, `ForestError.table` for a feature without values or a table
    ///   in which nothing varies, `ForestError.setting` when the features described are not as many as the table's.
    public init(
        of table: FeatureTable, features: [FeatureDescription], choice: FeatureScalingChoice = .robust,
        threads: Int = 1
    ) throws {
        try Self.check(features, of: table)
        let columns = try Workers.map(count: table.features, threads: threads) { feature in
            Self.summary(of: feature, in: table, name: features[feature].name, choice: choice)
        }
        var medians: [Float] = []
        var spreads: [Float] = []
        for column in columns {
            let (median, spread) = try column.get()
            medians.append(median)
            spreads.append(spread)
        }
        guard spreads.contains(where: { $0 > 0 }) else {
            throw ForestError.table(reason: "no feature varies among the \(table.rows) rows")
        }
        let alone = FeatureScaling(choice: choice, medians: medians, spreads: spreads, relations: nil)
        guard Self.hasRelations(features: table.features, choice: choice) else {
            self = alone
            return
        }
        let used = min(table.rows, FeatureRelations.rowsUsed)
        let relations = withUnsafeTemporaryAllocation(of: Float.self, capacity: used * table.features) { memory in
            table.values.withUnsafeBufferPointer { values -> FeatureRelations? in
                guard let rows = memory.baseAddress else { return nil }
                for index in 0..<used {
                    let start = index * table.rows / used * table.features
                    alone.scale(
                        UnsafeBufferPointer(rebasing: values[start..<start + table.features]),
                        into: rows + index * table.features)
                }
                return FeatureRelations(features: table.features, rows: rows, count: used)
            }
        }
        self.init(choice: choice, medians: medians, spreads: spreads, relations: relations)
    }

    init(choice: FeatureScalingChoice, medians: [Float], spreads: [Float], relations: FeatureRelations?) {
        self.choice = choice
        self.medians = medians
        self.spreads = spreads
        self.relations = relations
        switch choice {
        case .robust:
            centres = medians.map { Double($0) }
            divisors = spreads.map { $0 > 0 ? Double($0) : .infinity }
            limit = Self.linearLimit
        case .none:
            centres = medians.map { _ in 0 }
            divisors = medians.map { _ in 1 }
            limit = Self.unscaledLimit
        }
    }

    /// Whether a scaling of so many features knows how they go together.
    static func hasRelations(features: Int, choice: FeatureScalingChoice) -> Bool {
        choice == .robust && (2...FeatureRelations.featuresAllowed).contains(features)
    }

    static func check(_ features: [FeatureDescription], of table: FeatureTable) throws(ForestError) {
        guard features.count == table.features else {
            throw .setting(
                name: "number of feature descriptions", value: "\(features.count)",
                allowed: "\(table.features), as many as the table has")
        }
    }

    /// Writes a scaled row; `target` has room for all features.
    ///
    /// A missing or infinite value becomes what the row's other features foretell, which is the median where features
    /// are unrelated.
    func scale(_ row: UnsafeBufferPointer<Float>, into target: UnsafeMutablePointer<Float>) {
        let count = Int32(row.count)
        let isDone =
            choice == .robust
            ? fk_scale(row.baseAddress, centres, divisors, limit, count, target)
            : fk_copy(row.baseAddress, Float(limit), count, target)
        if isDone == 0 { scaleUncommon(row, into: target) }
    }

    /// Scales a row, already scaled as far as it is linear, in which something is missing or extreme.
    private func scaleUncommon(_ row: UnsafeBufferPointer<Float>, into target: UnsafeMutablePointer<Float>) {
        withUnsafeTemporaryAllocation(of: Int.self, capacity: row.count) { missing in
            var count = 0
            for feature in 0..<row.count {
                if !row[feature].isFinite {
                    target[feature] = choice == .robust ? 0 : medians[feature]
                    missing[count] = feature
                    count += 1
                } else if !(Double(target[feature].magnitude) < limit) {
                    target[feature] = extreme((Double(row[feature]) - centres[feature]) / divisors[feature])
                }
            }
            if let relations, count > 0, count < row.count {
                relations.fill(UnsafeBufferPointer(rebasing: missing[..<count]), of: target)
            }
        }
    }

    /// What becomes of a value that may be beyond the limit.
    private func extreme(_ z: Double) -> Float {
        if z.magnitude <= limit { return Float(z) }
        let magnitude = choice == .robust ? limit * (1 + Mathematics.log(z.magnitude / limit)) : limit
        return Float(z < 0 ? -magnitude : magnitude)
    }

    /// How far each feature of a scaled row is from its median.
    func deviationsFromMedian(ofScaled row: UnsafePointer<Float>) -> [Double] {
        switch choice {
        case .robust: medians.indices.map { Double(row[$0].magnitude) }
        case .none: medians.indices.map { (Double(row[$0]) - Double(medians[$0])).magnitude }
        }
    }

    private static func summary(
        of feature: Int, in table: FeatureTable, name: String, choice: FeatureScalingChoice
    ) -> Result<(median: Float, spread: Float), ForestError> {
        var column: [Float] = []
        column.reserveCapacity(table.rows)
        for row in 0..<table.rows {
            let value = table.values[row * table.features + feature]
            if value.isNaN { continue }
            guard value.isFinite else {
                return .failure(
                    .value(row: row, feature: name, value: "\(value)", expected: "a finite number, or NaN if missing"))
            }
            guard choice == .robust || Double(value.magnitude) <= unscaledLimit else {
                return .failure(
                    .value(
                        row: row, feature: name, value: "\(value)",
                        expected: "a number from -1e15 to 1e15, as nothing is scaled"))
            }
            column.append(value)
        }
        guard !column.isEmpty else { return .failure(.table(reason: "feature \(name) has no value in any row")) }
        return .success(column.withUnsafeBufferPointer { Self.summary(of: Quantiles(of: $0)) })
    }

    /// Median and spread of a feature's values.
    private static func summary(of column: Quantiles) -> (median: Float, spread: Float) {
        let median = Float(column.quantile(0.5))
        // Half the width of a normal distribution's central range, in standard deviations.
        for (tail, width) in [(0.25, 0.674_490), (0.1, 1.281_552), (0.05, 1.644_854), (0.01, 2.326_348)] {
            let range = column.quantile(1 - tail) - column.quantile(tail)
            if Float(range) > 0 { return (median, spread(range / (2 * width))) }
        }
        let deviation = column.standardDeviation
        return (median, deviation > 0 ? spread(deviation) : 0)
    }

    /// A spread that is a Float neither zero nor infinite.
    private static func spread(_ value: Double) -> Float {
        Float(min(max(value, Double(Float.leastNormalMagnitude)), Double(Float.greatestFiniteMagnitude)))
    }
}
