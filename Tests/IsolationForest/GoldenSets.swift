@testable import IsolationForest

/// The sets of the extended forest's paper, and places to score around them.
enum GoldenSets {
    /// A standard normal blob of 1,000 rows.
    static func blob(features: Int) -> [[Float]] {
        var random = RandomSource(seed: 11, stream: UInt64(features))
        return (0..<1_000).map { _ in (0..<features).map { _ in Float(random.normal()) } }
    }

    /// Blobs of 500 rows at (10, 0) and (0, 10).
    static func twoBlobs() -> [[Float]] {
        var random = RandomSource(seed: 12, stream: 0)
        return (0..<1_000).map { index in
            let centre: (Double, Double) = index % 2 == 0 ? (10, 0) : (0, 10)
            return [Float(centre.0 + random.normal()), Float(centre.1 + random.normal())]
        }
    }

    /// 1,000 rows along a sine, with noise of 0.5.
    static func sine() -> [[Float]] {
        var random = RandomSource(seed: 13, stream: 0)
        return (0..<1_000).map { _ in
            let x = 25 * random.uniform()
            return [Float(x), Float(sine(at: x) + 0.5 * random.normal())]
        }
    }

    /// The curve that the rows lie about: an amplitude of 4, a period of 12.5.
    static func sine(at x: Double) -> Double {
        // sin by its series about the nearest zero.
        let half = x / 6.25
        let whole = half.rounded()
        let angle = (half - whole) * Double.pi
        let square = angle * angle
        let series = angle * (1 - square / 6 * (1 - square / 20 * (1 - square / 42 * (1 - square / 72))))
        return (Int(whole) % 2 == 0 ? 4 : -4) * series
    }

    /// Places at this distance from the origin, in random directions.
    static func shell(radius: Double, features: Int, count: Int) -> [[Float]] {
        var random = RandomSource(seed: 14, stream: UInt64(features))
        return (0..<count).map { _ in
            let direction = (0..<features).map { _ in random.normal() }
            let length = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return direction.map { Float(radius * $0 / length) }
        }
    }

    /// 30 × 30 places.
    static func grid(_ x: ClosedRange<Double>, _ y: ClosedRange<Double>) -> [[Float]] {
        func place(_ index: Int, _ range: ClosedRange<Double>) -> Float {
            Float(range.lowerBound + Double(index) / 29 * (range.upperBound - range.lowerBound))
        }
        return (0..<900).map { [place($0 / 30, x), place($0 % 30, y)] }
    }
}

/// Mean square distance from the mean.
func variance(_ values: [Double]) -> Double {
    let centre = mean(values)
    return mean(values.map { ($0 - centre) * ($0 - centre) })
}

/// The root of the mean square difference.
func rootMeanSquare(_ first: [Double], _ second: [Double]) -> Double {
    mean(zip(first, second).map { ($0 - $1) * ($0 - $1) }).squareRoot()
}

/// How often a value of the first is above one of the second, ties counting half: the area under the ROC curve.
func rocArea(of first: [Double], above second: [Double]) -> Double {
    let ranks = ranks(first + second)
    let sum = ranks.prefix(first.count).reduce(0, +)
    let least = Double(first.count * (first.count + 1)) / 2
    return (sum - least) / Double(first.count * second.count)
}

/// Spearman's rank correlation.
func rankCorrelation(_ first: [Double], _ second: [Double]) -> Double {
    let (a, b) = (ranks(first), ranks(second))
    let centre = Double(first.count + 1) / 2
    let product = mean(zip(a, b).map { ($0 - centre) * ($1 - centre) })
    return product / (variance(a) * variance(b)).squareRoot()
}

/// Ranks from 1, the mean rank where values are equal.
private func ranks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var first = 0
    while first < order.count {
        var last = first
        while last + 1 < order.count, values[order[last + 1]] == values[order[first]] { last += 1 }
        for place in first...last { ranks[order[place]] = Double(first + last) / 2 + 1 }
        first = last + 1
    }
    return ranks
}
