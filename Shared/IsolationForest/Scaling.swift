/// The forest's own units: per feature its median and a robust spread.
///
/// Cuts that combine features would depend on units otherwise. A value x becomes z = (x − median) / spread, and beyond
/// `linearLimit` spreads grows with the logarithm only: an outlier stays far outside, keeps its order, and yet does not
/// squeeze all ordinary rows into one corner of a bounding box.
struct Scaling: Sendable, Equatable {
    /// Median of each feature, in its own unit.
    let medians: [Float]
    /// Spread of each feature in its own unit, in the size of a normal distribution's standard deviation; 0 for a
    /// feature that does not vary.
    let spreads: [Float]
    /// How features go together; nil for a single feature or too many.
    let decorrelation: Decorrelation?

    /// Spreads up to which a scaled value is linear.
    static let linearLimit = 5.0

    /// Medians and spreads of a table; missing values are left out.
    ///
    /// The spread is the interquartile range / 1.349. Where more than half of the values are equal that is zero, and
    /// the next wider range that is not zero takes its place (10–90 %, 5–95 %, 1–99 %, then the standard deviation).
    ///
    /// - Throws: `ForestError.value` for an infinite value, `ForestError.table` for a feature without values or a table
    ///   in which nothing varies.
    init(of table: FeatureTable, features: [FeatureDescription], threads: Int) throws {
        let columns = try Workers.map(count: table.features, threads: threads) { feature in
            Self.summary(of: feature, in: table, name: features[feature].name)
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
        let alone = Scaling(medians: medians, spreads: spreads, decorrelation: nil)
        guard Self.hasDecorrelation(features: table.features) else {
            self = alone
            return
        }
        let used = min(table.rows, Decorrelation.rowsUsed)
        let rows = (0..<used).map { index in
            let row = index * table.rows / used
            return zip(table[row], 0...).map { alone.scaled($0, feature: $1) ?? 0 }
        }
        self.init(
            medians: medians, spreads: spreads, decorrelation: Decorrelation(features: table.features, rows: rows))
    }

    init(medians: [Float], spreads: [Float], decorrelation: Decorrelation?) {
        self.medians = medians
        self.spreads = spreads
        self.decorrelation = decorrelation
    }

    /// Whether a forest of so many features knows how they go together.
    static func hasDecorrelation(features: Int) -> Bool {
        (2...Decorrelation.featuresAllowed).contains(features)
    }

    /// Writes a scaled row; `target` has room for all features.
    ///
    /// A missing or infinite value becomes what the row's other features foretell, which is the median where features
    /// are unrelated.
    func scale(_ row: UnsafeBufferPointer<Float>, into target: UnsafeMutablePointer<Float>) {
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

    /// The scaled value of one feature: nil when missing, 0 for a feature that did not vary in training.
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
        of feature: Int, in table: FeatureTable, name: String
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
