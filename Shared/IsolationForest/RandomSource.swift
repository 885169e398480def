/// Random numbers of one independent stream: xoshiro256** (Blackman & Vigna 2021), seeded through SplitMix64.
///
/// A stream depends on the seed and its number alone. Each tree has the stream of its index, so that trees can be grown
/// in any order, by any number of threads or machines.
struct RandomSource {
    private var state: (UInt64, UInt64, UInt64, UInt64)
    private var spareNormal: Double?

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

    /// A number from the normal distribution N(0, 1), by Marsaglia's polar method.
    mutating func normal() -> Double {
        if let spare = spareNormal {
            spareNormal = nil
            return spare
        }
        while true {
            let u = 2 * uniform() - 1
            let v = 2 * uniform() - 1
            let squared = u * u + v * v
            if squared >= 1 || squared == 0 { continue }
            let factor = (-2 * Mathematics.log(squared) / squared).squareRoot()
            spareNormal = v * factor
            return u * factor
        }
    }

    /// `count` different whole numbers from 0 ..< `bound`, each subset equally likely (Floyd's algorithm).
    mutating func sample(_ count: Int, below bound: Int) -> [Int] {
        var chosen: [Int] = []
        chosen.reserveCapacity(count)
        var seen = Set<Int>(minimumCapacity: count)
        for upper in (bound - count)..<bound {
            let candidate = below(upper + 1)
            let next = seen.contains(candidate) ? upper : candidate
            seen.insert(next)
            chosen.append(next)
        }
        return chosen
    }

    private static func rotated(_ x: UInt64, by bits: UInt64) -> UInt64 { (x << bits) | (x >> (64 - bits)) }
}

/// SplitMix64 (Steele, Lea & Flood 2014): turns any seed, even zero, into well-mixed bits.
private struct SplitMix64 {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
