/// How long a channel rests after an attempt that failed.
enum RetryDelay {
    private static let longestSeconds = 3_600.0

    /// `first · 3^(attempt − 1)`, at most an hour, times 0.5 to 1.5, so that what failed together is not tried together.
    ///
    /// - Parameters:
    ///   - attempt: number of the attempt that failed, from 1.
    ///   - asked: what the other side asked for, seconds; it is kept to where it is longer, up to an hour.
    ///   - chance: 0…1.
    static func seconds(
        afterAttempt attempt: Int, first: Double, asked: Double? = nil, chance: Double = .random(in: 0...1)
    ) -> Double {
        var delay = first
        for _ in 1..<max(1, min(attempt, 20)) { delay = min(longestSeconds, delay * 3) }
        return max(delay * (0.5 + chance), min(longestSeconds, asked ?? 0))
    }
}
