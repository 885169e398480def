import Foundation

/// SplitMix64 (Steele, Lea, Flood 2014): a small generator whose numbers depend on nothing but the seed.
///
/// A test takes its seed as an argument, so that a failure names it:
/// ```swift
/// @Test(arguments: testSeeds(20))
/// func roundTrip(seed: UInt64) { var random = SeededGenerator(seed: seed) … }
/// ```
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// A generator that gives the same numbers for the same seed.
    public init(seed: UInt64) {
        state = seed
    }

    /// The next 64 random bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
        bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
        return bits ^ (bits >> 31)
    }
}

/// The seeds 1 to `count`, or the one in PERYTON_TEST_SEED, to try a single one again.
public func testSeeds(_ count: UInt64) -> [UInt64] {
    if let seed = ProcessInfo.processInfo.environment["PERYTON_TEST_SEED"].flatMap({ UInt64($0) }) { return [seed] }
    return Array(1...count)
}
