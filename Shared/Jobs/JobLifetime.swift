import Messages

/// How long a finished job is kept: the one place that computes it.
///
/// All instants are absolute, and differences are taken of whole instants.
public struct JobLifetime: Sendable {
    /// How long record and results are kept after the job's end, seconds.
    public var keptSeconds = 14 * 86_400.0
    /// How long before that the owner is warned, seconds.
    public var warningSeconds = 4 * 86_400.0
    /// By how much one renewal prolongs it, seconds.
    public var renewalSeconds = 14 * 86_400.0
    /// How many renewals there are.
    public var renewals: UInt32 = 2

    /// 14 days, a warning 4 days before, two renewals of 14 days each.
    public init() {}

    /// When a job that ended at an instant expires.
    public func expiry(endedAt end: UnixTime) -> UnixTime { end.adding(seconds: keptSeconds) }

    /// When a job that would expire at an instant expires after one renewal.
    public func renewed(_ expiry: UnixTime) -> UnixTime { expiry.adding(seconds: renewalSeconds) }

    /// Jobs that expire up to this instant are to be warned of now.
    public func warningHorizon(at now: UnixTime) -> UnixTime { now.adding(seconds: warningSeconds) }
}
