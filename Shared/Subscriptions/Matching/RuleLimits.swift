import Messages

/// What of a rule can be asked without looking at it: limits, streams, and one bound of its condition.
///
/// Numbers are in single precision. As rounding keeps their order, a rule that holds is never left out.
struct RuleLimits {
    let tailProbability: Float
    let score: Float
    /// A bit for each stream that it listens to; all for every stream.
    let streams: UInt32
    /// The slot of the number that its condition bounds, −1 for none.
    let slot: Int32
    let lowest: Float
    let highest: Float

    /// An anomaly's numbers that are compared with the limits.
    struct Values {
        let tailProbability: Float
        let score: Float
        let stream: UInt32

        /// - Parameter streamBit: 0 for a stream that no rule names.
        init(_ subject: MatchSubject, streamBit: UInt32) {
            tailProbability = Float(subject.tailProbability)
            // Without a score only rules without a limit hold.
            score = subject.score.isNaN ? -.infinity : Float(subject.score)
            stream = streamBit
        }
    }

    init(_ rule: MatchRule, streamBits: [String: UInt32]) {
        tailProbability = Float(rule.tailProbabilityLimit)
        score = Float(rule.scoreLimit)
        let streams = rule.subscription.streams
        self.streams = streams.isEmpty ? .max : streams.reduce(0) { $0 | (streamBits[$1] ?? 0) }
        let bound = Self.narrowest(rule.condition?.numberGuards ?? [])
        slot = bound.map { Int32($0.slot) } ?? -1
        lowest = bound.map { Float($0.lowest) } ?? -.infinity
        highest = bound.map { Float($0.highest) } ?? .infinity
    }

    /// A bound on both sides before one on one side.
    private static func narrowest(_ guards: [NumberGuard]) -> NumberGuard? {
        guards.first { $0.lowest > -.infinity && $0.highest < .infinity } ?? guards.first
    }

    /// Whether the rule may hold.
    @inline(__always)
    func admit(_ values: Values, _ facts: Facts) -> Bool {
        guard values.tailProbability <= tailProbability, values.score >= score else { return false }
        guard streams == .max || streams & values.stream != 0 else { return false }
        guard slot >= 0 else { return true }
        let value = Float(facts.number(Int(slot)))
        return lowest <= value && value <= highest
    }
}
