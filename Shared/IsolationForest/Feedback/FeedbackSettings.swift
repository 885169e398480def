/// How verdicts change what a subscription sees.
///
/// Tail probabilities are the forest's own calibration: how often an ordinary row scores as high.
public struct FeedbackSettings: Sendable, Equatable {
    /// Tail probability at or under which a row with a yes is wanted, in (0, 1).
    ///
    /// A subscription with a stricter limit gives that limit here, or a yes could leave its row unseen.
    public var yesTailProbability: Double
    /// How much shorter than in the forest the mean path of a row with a yes is wanted at least, in units of c(ψ), in
    /// [0, 1]: so a yes on a row that is rare already still brings more like it.
    public var yesGain: Double
    /// Tail probability at or above which a row with a no, or boring, is wanted, in (0, 1): a half makes it as ordinary
    /// as the median row.
    public var noTailProbability: Double
    /// How much one yes or no may change the mean path length of its own row, in units of c(ψ); in (0, 10].
    public var strength: Double
    /// Strength of boring in units of that of no, in [0, 1].
    public var boringWeight: Double

    /// Settings, each with its default.
    public init(
        yesTailProbability: Double = 0.0001, yesGain: Double = 0.5, noTailProbability: Double = 0.5,
        strength: Double = 0.5, boringWeight: Double = 0.5
    ) {
        self.yesTailProbability = yesTailProbability
        self.yesGain = yesGain
        self.noTailProbability = noTailProbability
        self.strength = strength
        self.boringWeight = boringWeight
    }

    /// Each setting at its default.
    public static let usual = FeedbackSettings()

    /// Checks every setting.
    func validate() throws(ForestError) {
        func check(_ name: String, _ value: Double, _ allowed: String, _ isAllowed: Bool) throws(ForestError) {
            guard isAllowed else { throw .setting(name: name, value: "\(value)", allowed: allowed) }
        }
        try check(
            "tail probability of a yes", yesTailProbability, "above 0 and at most that of a no",
            yesTailProbability > 0 && yesTailProbability <= noTailProbability)
        try check("gain of a yes", yesGain, "0 to 1", (0...1).contains(yesGain))
        try check("tail probability of a no", noTailProbability, "below 1", noTailProbability < 1)
        try check("strength of feedback", strength, "above 0, at most 10", strength > 0 && strength <= 10)
        try check("weight of boring", boringWeight, "0 to 1", (0...1).contains(boringWeight))
    }
}
