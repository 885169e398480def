#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// An instant: microseconds since 1970-01-01 UTC.
///
/// Zero stands for "unknown".
public struct UnixTime: Sendable, Hashable, Comparable {
    /// Microseconds since 1970-01-01 UTC.
    public var microseconds: Int64

    /// Makes an instant.
    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// The instant that nobody noted.
    public static let unknown = UnixTime(microseconds: 0)

    /// The machine's clock.
    public static var now: UnixTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return UnixTime(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    }

    /// Whether anybody noted it.
    public var isKnown: Bool { microseconds != 0 }

    /// Seconds from an earlier instant to this one.
    public func seconds(since earlier: UnixTime) -> Double {
        Double(microseconds - earlier.microseconds) / 1e6
    }

    /// The instant some seconds later.
    public func adding(seconds: Double) -> UnixTime {
        UnixTime(microseconds: microseconds + Int64(seconds * 1e6))
    }

    /// Modified Julian Date, UTC, days.
    public var mjdUTC: Double { Double(microseconds) / 86_400e6 + 40_587 }

    /// The instant of a Modified Julian Date; nil for what is no number, or too far away to be told in microseconds.
    ///
    /// - Parameter mjdUTC: Modified Julian Date, UTC, days. Days have 86,400 seconds, as in Unix time: within a leap
    ///   second it is up to a second late.
    public init?(mjdUTC: Double) {
        let microseconds = ((mjdUTC - 40_587) * 86_400e6).rounded()
        guard let exact = Int64(exactly: microseconds) else { return nil }
        self.init(microseconds: exact)
    }

    /// Whether `left` is the earlier one.
    public static func < (left: Self, right: Self) -> Bool { left.microseconds < right.microseconds }
}
