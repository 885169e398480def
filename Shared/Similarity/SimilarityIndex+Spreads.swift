extension SimilarityIndex {
    /// At most so many objects are measured, evenly spaced in the order of their coming: enough for a spread to 2%.
    private static let sampleLimit = 4_096

    /// Measures the spread of every feature among the objects there are now.
    ///
    /// Complexity: O(features · min(objects, 4,096)).
    public mutating func measureSpreads() {
        guard count > 0 else { return }
        let sampled = min(count, Self.sampleLimit)
        let sample = (0..<sampled).map { $0 * count / sampled }
        for feature in spreads.indices {
            let values = sample.map { rows[$0 * stride + feature] }
            spreads[feature] = max(Self.spread(values), layout.spreadFloors[feature])
        }
        measuredCount = count
    }

    /// 1.4826 · median |x − median x|, or 0.3 standard deviations where that is more.
    private static func spread(_ values: [Float]) -> Float {
        let median = median(values)
        let robust = 1.4826 * self.median(values.map { abs($0 - median) })
        let mean = values.reduce(0.0) { $0 + Double($1) } / Double(values.count)
        let variance = values.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(values.count)
        return max(robust, 0.3 * Float(variance.squareRoot()))
    }

    private static func median(_ values: [Float]) -> Float {
        let sorted = values.sorted()
        return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }
}
