/// Which of the frozen alerts are rows of a training: the same ones for everybody who asks, in any order.
///
/// Each sequence is hashed with the seed; the rows are those with the smallest hashes. So a uniform sample is drawn in one
/// pass, and the record of a forest needs only one threshold to tell whether an alert was in its sample.
public enum TrainingSample {
    /// The hash of a sequence: SplitMix64's finaliser (Steele, Lea & Flood 2014) of seed and sequence.
    public static func hash(seed: UInt64, sequence: UInt64) -> UInt64 {
        var z = seed &+ sequence &* 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
