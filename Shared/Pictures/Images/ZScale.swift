/// IRAF's zscale: limits around the median by the slope of the sorted values, so that faint things show.
///
/// A sample of the image is sorted, a straight line is fitted to value against rank, and what lies further than
/// `rejection` standard deviations from it is rejected with its neighbours, again and again. The limits are
/// median ± (half of the sample) · slope / `contrast`, within the sample's range; where too many values were rejected
/// they are the sample's least and greatest. Step for step as astropy's ZScaleInterval (after numdisplay.zscale).
public struct ZScale: Sendable, Equatable {
    /// At most so many values are looked at.
    public var samples: Int
    /// The less, the wider the limits.
    public var contrast: Double
    /// Standard deviations from the line beyond which a value is rejected.
    public var rejection: Double

    /// A zscale; IRAF's 1000 samples, contrast 0.25 and 2.5 standard deviations unless told otherwise.
    public init(samples: Int = 1000, contrast: Double = 0.25, rejection: Double = 2.5) {
        self.samples = max(1, samples)
        self.contrast = contrast
        self.rejection = rejection
    }

    private static let greatestRejectedShare = 0.5
    private static let fewestLeft = 5
    private static let rounds = 5

    /// The limits for values, all finite; nil where there are none.
    func limits(of values: [Float]) -> ClosedRange<Double>? {
        let step = max(1, values.count / samples)
        let sorted = stride(from: 0, to: values.count, by: step).prefix(samples).map { Double(values[$0]) }.sorted()
        guard let least = sorted.first, let greatest = sorted.last else { return nil }
        let count = sorted.count
        let enough = max(Self.fewestLeft, Int(Double(count) * Self.greatestRejectedShare))
        var rejected = [Bool](repeating: false, count: count)
        var (left, leftBefore) = (count, count + 1)
        var slope = 0.0
        for _ in 0..<Self.rounds where left < leftBefore && left >= enough {
            let line = Self.line(through: sorted, without: rejected)
            slope = line.slope
            let distances = sorted.indices.map { sorted[$0] - (line.start + line.slope * Double($0)) }
            let limit = rejection * Self.deviation(of: distances, without: rejected)
            for index in distances.indices where distances[index].magnitude > limit { rejected[index] = true }
            rejected = Self.grown(rejected, by: max(1, Int(Double(count) * 0.01)))
            leftBefore = left
            left = rejected.count { !$0 }
        }
        guard left >= enough else { return least...greatest }
        if contrast > 0 { slope /= contrast }
        let middle = (count - 1) / 2
        let median = (sorted[middle] + sorted[count / 2]) / 2
        let low = max(least, median - Double(middle - 1) * slope)
        let high = min(greatest, median + Double(count - middle) * slope)
        return min(low, high)...max(low, high)
    }

    /// The straight line of least squares through values against their ranks.
    private static func line(through values: [Double], without rejected: [Bool]) -> (start: Double, slope: Double) {
        let used = values.indices.filter { !rejected[$0] }
        let count = Double(used.count)
        let meanRank = used.reduce(0) { $0 + Double($1) } / count
        let mean = used.reduce(0) { $0 + values[$1] } / count
        let (products, squares) = used.reduce((0.0, 0.0)) { sums, index in
            let distance = Double(index) - meanRank
            return (sums.0 + distance * (values[index] - mean), sums.1 + distance * distance)
        }
        let slope = squares > 0 ? products / squares : 0
        return (mean - slope * meanRank, slope)
    }

    private static func deviation(of values: [Double], without rejected: [Bool]) -> Double {
        let used = values.indices.filter { !rejected[$0] }
        let mean = used.reduce(0) { $0 + values[$1] } / Double(used.count)
        let squares = used.reduce(0) { $0 + (values[$1] - mean) * (values[$1] - mean) }
        return (squares / Double(used.count)).squareRoot()
    }

    /// What has a rejected one among `reach` places about it is rejected as well.
    private static func grown(_ rejected: [Bool], by reach: Int) -> [Bool] {
        rejected.indices.map { index in
            let first = max(0, index - reach / 2)
            let last = min(rejected.count - 1, index + (reach - 1) - reach / 2)
            return first <= last && rejected[first...last].contains(true)
        }
    }
}
