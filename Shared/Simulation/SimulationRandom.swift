/// Random numbers that are the same on any machine: SplitMix64, and nothing but sums and products upon it.
struct SimulationRandom: RandomNumberGenerator {
    private var state: UInt64

    /// A stream of its own for each pair of seed and index, so that alerts can be made in any order.
    init(seed: UInt64, stream: UInt64) {
        state = seed
        state = next() ^ (stream &* 0xd1b5_4a32_d192_ed03)
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// Uniform in 0 ..< 1.
    mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// Uniform between two values.
    mutating func uniform(_ low: Double, _ high: Double) -> Double { low + (high - low) * uniform() }

    /// Near enough to a normal distribution: twelve uniforms summed, so never beyond ±6 sigma.
    mutating func normal(_ mean: Double = 0, _ sigma: Double = 1) -> Double {
        var sum = -6.0
        for _ in 0..<12 { sum += uniform() }
        return mean + sigma * sum
    }

    /// True with the given probability.
    mutating func chance(_ probability: Double) -> Bool { uniform() < probability }

    /// Noise for pixels, of zero mean and unit variance: the bits of one word counted, the steps between them filled
    /// from another.
    mutating func pixelNoise() -> Float {
        let count = Float(next().nonzeroBitCount) - 32
        let fill = Float(next() >> 40) * 0x1p-24 - 0.5
        return (count + fill) * 0.2494
    }
}
