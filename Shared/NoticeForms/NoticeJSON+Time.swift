import Foundation
import Messages

extension UnixTime {
    /// ISO 8601, UTC, to the microsecond, `2026-11-25T03:00:00.123456Z`; nil where unknown or beyond four-digit years.
    var iso8601: String? {
        // The first and the last second of the years 1 to 9999.
        guard isKnown, (-62_135_596_800...253_402_300_799).contains(wholeSeconds) else { return nil }
        let seconds = Date(timeIntervalSince1970: Double(wholeSeconds)).ISO8601Format()
        let fraction = String(microseconds - wholeSeconds * 1_000_000)
        return seconds.dropLast() + "." + String(repeating: "0", count: 6 - fraction.count) + fraction + "Z"
    }

    private var wholeSeconds: Int64 {
        microseconds / 1_000_000 - (microseconds % 1_000_000 < 0 ? 1 : 0)
    }
}
