/// How verdicts change what a subscription sees.
///
/// Paths are mean path lengths over the trees of a forest; c = c(ψ) is that of an unsuccessful search among ψ rows.
public struct FeedbackSettings: Sendable, Equatable {
    /// Tail probability of the score that a row with a yes is to have at least; in (0, 1).
    public var yesTailProbability: Double
    /// Tail probability of the score that a row with a no, or boring, is to have at most; in (0, 1).
    public var noTailProbability: Double
    /// How much a single verdict may lengthen or shorten its own row's path, in units of the mean path c(ψ); above 0.
    public var strength: Double
    /// Strength of boring in units of that of no; in 0...1.
    public var boringWeight: Double

    /// Settings.
    public init(
        yesTailProbability: Double = 0.001, noTailProbability: Double = 0.5, strength: Double = 0.4,
        boringWeight: Double = 0.5
    ) {
        self.yesTailProbability = yesTailProbability
        self.noTailProbability = noTailProbability
        self.strength = strength
        self.boringWeight = boringWeight
    }

    /// Those that do best on labelled sets.
    public static let usual = FeedbackSettings()
}
