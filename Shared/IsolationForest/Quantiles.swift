/// Quantiles of numbers that are reordered while being asked about: an answer takes time in proportion to their count.
struct Quantiles {
    private let values: UnsafeMutableBufferPointer<Float>

    /// Over finite values, at least one.
    init(of values: UnsafeMutableBufferPointer<Float>) {
        self.values = values
    }

    /// The quantile of a share between 0 and 1, linear between neighbours.
    func quantile(_ share: Double) -> Double {
        let position = share * Double(values.count - 1)
        let lower = Int(position)
        let weight = position - Double(lower)
        let value = Double(select(lower))
        if weight == 0 { return value }
        var next = Float.infinity
        for index in (lower + 1)..<values.count { next = min(next, values[index]) }
        return value * (1 - weight) + Double(next) * weight
    }

    /// The standard deviation about the mean.
    var standardDeviation: Double {
        var mean = 0.0
        for value in values { mean += Double(value) }
        mean /= Double(values.count)
        var squares = 0.0
        for value in values { squares += (Double(value) - mean) * (Double(value) - mean) }
        return (squares / Double(values.count)).squareRoot()
    }

    /// The value of this rank from 0, with no greater one before its place and no smaller one behind (Hoare's selection).
    private func select(_ rank: Int) -> Float {
        var low = 0
        var high = values.count - 1
        while low < high {
            // The median of three keeps sorted columns from being the worst case.
            let (a, b, c) = (values[low], values[(low + high) / 2], values[high])
            let pivot = max(min(a, b), min(max(a, b), c))
            var (i, j) = (low, high)
            while i <= j {
                while values[i] < pivot { i += 1 }
                while values[j] > pivot { j -= 1 }
                if i <= j {
                    values.swapAt(i, j)
                    i += 1
                    j -= 1
                }
            }
            if rank <= j { high = j } else if rank >= i { low = i } else { break }
        }
        return values[rank]
    }
}
