import CForestKernels

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

    /// Medians, and spreads, infinite for a feature that does not vary: what `scale` works with.
    private let centres: [Double]
    private let divisors: [Double]

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
        let decorrelation = withUnsafeTemporaryAllocation(of: Float.self, capacity: used * table.features) { memory in
            table.values.withUnsafeBufferPointer { values -> Decorrelation? in
                guard let rows = memory.baseAddress else { return nil }
                for index in 0..<used {
                    let start = index * table.rows / used * table.features
                    alone.scale(
                        UnsafeBufferPointer(rebasing: values[start..<start + table.features]),
                        into: rows + index * table.features)
                }
                return Decorrelation(features: table.features, rows: rows, count: used, stride: table.features)
            }
        }
        self.init(medians: medians, spreads: spreads, decorrelation: decorrelation)
    }

    init(medians: [Float], spreads: [Float], decorrelation: Decorrelation?) {
        self.medians = medians
        self.spreads = spreads
        self.decorrelation = decorrelation
        centres = medians.map { Double($0) }
        divisors = spreads.map { $0 > 0 ? Double($0) : .infinity }
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
        if fk_scale(row.baseAddress, centres, divisors, Self.linearLimit, Int32(row.count), target) != 0 { return }
        withUnsafeTemporaryAllocation(of: Int.self, capacity: row.count) { missing in
            var count = 0
            for feature in 0..<row.count {
                if !row[feature].isFinite {
                    target[feature] = 0
                    missing[count] = feature
                    count += 1
                } else if !(target[feature].magnitude < Float(Self.linearLimit)) {
                    target[feature] = compressed(row[feature], feature: feature)
                }
            }
            if let decorrelation, count > 0, count < row.count {
                decorrelation.fill(UnsafeBufferPointer(rebasing: missing[..<count]), of: target)
            }
        }
    }

    /// The scaled value of one feature, which may be beyond the linear range.
    private func compressed(_ value: Float, feature: Int) -> Float {
        let z = (Double(value) - centres[feature]) / divisors[feature]
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
