/// Random numbers of one independent stream: xoshiro256** (Blackman & Vigna 2021), seeded through SplitMix64.
///
/// A stream depends on the seed and its number alone. Each tree has the stream of its index, so that trees can be grown
/// in any order, by any number of threads or machines.
struct RandomSource {
    private var state: (UInt64, UInt64, UInt64, UInt64)

    /// The stream of the tree with this index uses the index itself; other purposes use numbers from here on.
    static let firstNonTreeStream: UInt64 = 1 << 63

    /// The stream with number `stream` of the forest seed `seed`.
    init(seed: UInt64, stream: UInt64) {
        var forest = SplitMix64(state: seed)
        var mix = SplitMix64(state: forest.next() ^ (stream &* 0xD134_2543_DE82_EF95))
        state = (mix.next(), mix.next(), mix.next(), mix.next())
    }

    /// The next 64 random bits.
    mutating func next() -> UInt64 {
        let result = Self.rotated(state.1 &* 5, by: 7) &* 9
        let shifted = state.1 << 17
        state.2 ^= state.0
        state.3 ^= state.1
        state.1 ^= state.2
        state.0 ^= state.3
        state.2 ^= shifted
        state.3 = Self.rotated(state.3, by: 45)
        return result
    }

    /// A number uniform in [0, 1), of 53 random bits.
    mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// A whole number uniform in 0 ..< `bound` (Lemire's multiplication with rejection: no bias).
    mutating func below(_ bound: Int) -> Int {
        let range = UInt64(bound)
        var product = next().multipliedFullWidth(by: range)
        if product.low < range {
            let threshold = (0 &- range) % range
            while product.low < threshold { product = next().multipliedFullWidth(by: range) }
        }
        return Int(product.high)
    }

    /// A number from the normal distribution N(0, 1), by the ziggurat of Marsaglia & Tsang (2000) with 256 layers.
    ///
    /// Layer and place come from different bits of one random number (Doornik 2005).
    mutating func normal() -> Double { normal(from: Ziggurat.normal) }

    /// As `normal()`, with the layers at hand: for loops that draw many.
    @inline(__always)
    mutating func normal(from layers: Ziggurat) -> Double {
        while true {
            let bits = next()
            let layer = Int(bits & 0xFF)
            let sign: Double = bits & 0x100 == 0 ? 1 : -1
            let x = Double(bits >> 11) * 0x1p-53 * layers.edges[layer]
            if x < layers.edges[layer + 1] { return sign * x }
            if let x = settled(x, layer: layer, layers) { return sign * x }
        }
    }

    /// Decides about a place outside the layer's sure part: in the tail, under the curve, or nil to draw again.
    private mutating func settled(_ x: Double, layer: Int, _ layers: Ziggurat) -> Double? {
        if layer == 0 {
            while true {
                let beyond = -Mathematics.log(1 - uniform()) / Ziggurat.tail
                let height = -Mathematics.log(1 - uniform())
                if 2 * height >= beyond * beyond { return Ziggurat.tail + beyond }
            }
        }
        let low = layers.heights[layer]
        let high = layers.heights[layer + 1]
        return low + uniform() * (high - low) < Mathematics.exp(-0.5 * x * x) ? x : nil
    }

    /// `count` different whole numbers from 0 ..< `bound`, each subset equally likely (Floyd's algorithm).
    mutating func sample(_ count: Int, below bound: Int) -> [Int] {
        var chosen: [Int] = []
        chosen.reserveCapacity(count)
        // One bit a number: where the bound is large, a sample of it is as well, or there are few samples.
        var seen = [UInt64](repeating: 0, count: (bound + 63) / 64)
        seen.withUnsafeMutableBufferPointer { seen in
            for upper in (bound - count)..<bound {
                let candidate = below(upper + 1)
                let next = seen[candidate >> 6] >> UInt64(candidate & 63) & 1 == 0 ? candidate : upper
                seen[next >> 6] |= 1 << UInt64(next & 63)
                chosen.append(next)
            }
        }
        return chosen
    }

    private static func rotated(_ x: UInt64, by bits: UInt64) -> UInt64 { (x << bits) | (x >> (64 - bits)) }
}

/// SplitMix64 (Steele, Lea & Flood 2014): turns any seed, even zero, into well-mixed bits, the same on every machine.
public struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// A generator that gives the same numbers for the same state.
    public init(state: UInt64) {
        self.state = state
    }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// The layers that the ziggurat cuts the normal distribution into, each of the same area.
struct Ziggurat: Sendable {
    /// Right edges of the layers, from the widest, which holds the tail, to 0.
    let edges: [Double]
    /// exp(−x²/2) at the edges.
    let heights: [Double]

    /// Where the tail begins, and the area of a layer, for 256 layers.
    static let tail = 3.654_152_885_361_008_8
    private static let area = 0.004_928_673_233_99

    static let normal = Ziggurat()

    private init() {
        func height(_ x: Double) -> Double { Mathematics.exp(-0.5 * x * x) }
        var edges = [Self.area / height(Self.tail), Self.tail]
        while edges.count < 256 {
            let last = edges[edges.count - 1]
            edges.append((-2 * Mathematics.log(Self.area / last + height(last))).squareRoot())
        }
        edges.append(0)
        self.edges = edges
        heights = edges.map(height)
    }
}
