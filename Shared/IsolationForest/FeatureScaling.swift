/// What happens to features before they are cut.
public enum FeatureScalingChoice: Sendable, Equatable {
    /// Every feature in robust units: (x − median) / spread, linear up to 5 spreads and logarithmic beyond.
    ///
    /// Units do not decide, and one extreme value does not squeeze all others into a corner of a bounding box.
    case robust
    /// Rows are taken in the units they come in: nothing is scaled or compressed.
    ///
    /// For rows that are scaled already, and to compare with forests that do not scale. How features go together is
    /// not known then: a missing value is the median, and decorrelated trees of a mixture have full extension. Values
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
    let decorrelation: Decorrelation?

    /// Spreads up to which a robustly scaled value is linear.
    static let linearLimit = 5.0
    /// The largest value where nothing is scaled: products with it stay finite.
    static let unscaledLimit: Float = 1e15

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
        let alone = FeatureScaling(choice: choice, medians: medians, spreads: spreads, decorrelation: nil)
        guard Self.hasDecorrelation(features: table.features, choice: choice) else {
            self = alone
            return
        }
        let used = min(table.rows, Decorrelation.rowsUsed)
        let rows = (0..<used).map { index in
            let row = index * table.rows / used
            return zip(table[row], 0...).map { alone.scaled($0, feature: $1) ?? 0 }
        }
        self.init(
            choice: choice, medians: medians, spreads: spreads,
            decorrelation: Decorrelation(features: table.features, rows: rows))
    }

    init(choice: FeatureScalingChoice, medians: [Float], spreads: [Float], decorrelation: Decorrelation?) {
        self.choice = choice
        self.medians = medians
        self.spreads = spreads
        self.decorrelation = decorrelation
    }

    /// Whether a scaling of so many features knows how they go together.
    static func hasDecorrelation(features: Int, choice: FeatureScalingChoice) -> Bool {
        choice == .robust && (2...Decorrelation.featuresAllowed).contains(features)
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
        if choice == .none {
            for feature in 0..<row.count {
                let value = row[feature]
                target[feature] =
                    value.isFinite
                    ? min(max(value, -Self.unscaledLimit), Self.unscaledLimit) : medians[feature]
            }
            return
        }
        var missing: [Int] = []
        for feature in 0..<row.count {
            if let value = scaled(row[feature], feature: feature) {
                target[feature] = value
            } else {
                target[feature] = 0
                missing.append(feature)
            }
        }
        if let decorrelation, !missing.isEmpty, missing.count < row.count {
            decorrelation.fill(missing, of: target)
        }
    }

    /// How far each feature of a scaled row is from its median.
    func deviationsFromMedian(ofScaled row: UnsafePointer<Float>) -> [Double] {
        switch choice {
        case .robust: medians.indices.map { Double(row[$0].magnitude) }
        case .none: medians.indices.map { (Double(row[$0]) - Double(medians[$0])).magnitude }
        }
    }

    /// The robustly scaled value of one feature: nil when missing, 0 for a feature that did not vary in training.
    private func scaled(_ value: Float, feature: Int) -> Float? {
        guard value.isFinite else { return nil }
        let spread = spreads[feature]
        guard spread > 0 else { return 0 }
        let z = (Double(value) - Double(medians[feature])) / Double(spread)
        if z.magnitude <= Self.linearLimit { return Float(z) }
        let compressed = Self.linearLimit * (1 + Mathematics.log(z.magnitude / Self.linearLimit))
        return Float(z < 0 ? -compressed : compressed)
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
            guard choice == .robust || value.magnitude <= unscaledLimit else {
                return .failure(
                    .value(
                        row: row, feature: name, value: "\(value)",
                        expected: "a number from -1e15 to 1e15, as nothing is scaled"))
            }
            column.append(value)
        }
        guard !column.isEmpty else { return .failure(.table(reason: "feature \(name) has no value in any row")) }
        column.sort()
        return .success((Float(quantile(0.5, of: column)), Float(spread(of: column))))
    }

    /// The spread of sorted values.
    private static func spread(of column: [Float]) -> Double {
        if column.first == column.last { return 0 }
        // Half the width of a normal distribution's central range, in standard deviations.
        for (tail, width) in [(0.25, 0.674_490), (0.1, 1.281_552), (0.05, 1.644_854), (0.01, 2.326_348)] {
            let range = quantile(1 - tail, of: column) - quantile(tail, of: column)
            if Float(range) > 0 { return max(range / (2 * width), Double(Float.leastNormalMagnitude)) }
        }
        var mean = 0.0
        for value in column { mean += Double(value) }
        mean /= Double(column.count)
        var squares = 0.0
        for value in column { squares += (Double(value) - mean) * (Double(value) - mean) }
        return max((squares / Double(column.count)).squareRoot(), Double(Float.leastNormalMagnitude))
    }

    /// The quantile of sorted values, linear between neighbours.
    private static func quantile(_ share: Double, of column: [Float]) -> Double {
        let position = share * Double(column.count - 1)
        let lower = Int(position)
        let upper = min(lower + 1, column.count - 1)
        let weight = position - Double(lower)
        return Double(column[lower]) * (1 - weight) + Double(column[upper]) * weight
    }
}
