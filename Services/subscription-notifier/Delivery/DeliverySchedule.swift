import Foundation
import Messages

/// When the channels of a subscription may send: outside its quiet hours, and together where it wants digests.
///
/// Pure: the clock comes in as a parameter.
struct DeliverySchedule: Sendable, Equatable {
    /// When what has gathered is sent.
    enum Digest: Sendable, Equatable {
        /// Whenever a whole number of such intervals has passed since 1970-01-01 UTC.
        case every(seconds: Int)
        /// Each day at a local time, minutes after midnight.
        case daily(minuteOfDay: Int)
    }

    /// Local minutes of the day from which and before which nothing is sent; nil: always.
    private(set) var quietMinutes: (from: Int, to: Int)?
    /// How notices are gathered; nil: each goes by itself.
    private(set) var digest: Digest?
    private let timeZone: TimeZone

    static func == (left: Self, right: Self) -> Bool {
        left.quietMinutes?.from == right.quietMinutes?.from && left.quietMinutes?.to == right.quietMinutes?.to
            && left.digest == right.digest && left.timeZone == right.timeZone
    }

    /// The schedule of a subscription; urgent ones have none.
    init(_ calm: Calm) throws(ScheduleError) {
        guard let zone = TimeZone(identifier: calm.timeZone.isEmpty ? "UTC" : calm.timeZone) else {
            throw ScheduleError(
                "time zone \"\(calm.timeZone)\": expected an IANA name such as America/Santiago, or nothing for UTC")
        }
        timeZone = zone
        guard ["", "low", "normal", "high"].contains(calm.priority) else {
            throw ScheduleError("priority \"\(calm.priority)\": expected low, normal or high")
        }
        let quiet = calm.quietHours.isEmpty ? nil : try Self.quietHours(calm.quietHours)
        let digest = calm.digest.isEmpty ? nil : try Self.digest(calm.digest)
        guard calm.priority != "high" else { return }
        quietMinutes = quiet
        self.digest = digest
    }

    // MARK: Reading

    private static func quietHours(_ text: String) throws(ScheduleError) -> (from: Int, to: Int) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let from = minuteOfDay(parts[0]), let to = minuteOfDay(parts[1]), from != to else {
            throw ScheduleError("quiet hours \"\(text)\": expected two local times such as 22:00-07:00")
        }
        return (from, to)
    }

    private static func digest(_ text: String) throws(ScheduleError) -> Digest {
        if let minute = minuteOfDay(text) { return .daily(minuteOfDay: minute) }
        let words = text.split(separator: " ").map(String.init)
        guard words.count == 2, let count = Int(words[0]), count > 0,
            let unit = ["s": 1, "seconds": 1, "min": 60, "minutes": 60, "h": 3_600, "hours": 3_600][words[1]],
            count <= 86_400 / unit
        else {
            throw ScheduleError(
                "digest \"\(text)\": expected an interval such as 30 min or 2 h, or a local time such as 08:00")
        }
        return .every(seconds: count * unit)
    }

    /// "07:30" → 450.
    private static func minuteOfDay(_ text: String) -> Int? {
        let parts = text.trimmingCharacters(in: .whitespaces).split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ (1...2).contains($0.count) && $0.allSatisfy(\.isWholeNumber) }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), (0..<24).contains(hour), (0..<60).contains(minute)
        else { return nil }
        return hour * 60 + minute
    }

    // MARK: Asking

    /// The first instant, not before `now`, at which something may be sent.
    func opening(from now: UnixTime) -> UnixTime {
        guard let quiet = quietMinutes, isQuiet(now) else { return now }
        return next(minuteOfDay: quiet.to, after: now)
    }

    /// The first instant after `now` at which quiet hours begin; nil where there are none.
    func closing(after now: UnixTime) -> UnixTime? {
        quietMinutes.map { next(minuteOfDay: $0.from, after: now) }
    }

    /// The first instant after `now` at which a digest goes; `now` where there are no digests.
    func nextDigest(after now: UnixTime) -> UnixTime {
        let due: UnixTime
        switch digest {
        case nil: return now
        case .every(let seconds):
            let interval = Int64(seconds) * 1_000_000
            due = UnixTime(microseconds: (now.microseconds / interval + 1) * interval)
        case .daily(let minute): due = next(minuteOfDay: minute, after: now)
        }
        return opening(from: due)
    }

    private func isQuiet(_ time: UnixTime) -> Bool {
        guard let quiet = quietMinutes else { return false }
        let parts = calendar.dateComponents([.hour, .minute], from: date(time))
        let minute = (parts.hour ?? 0) * 60 + (parts.minute ?? 0)
        return quiet.from < quiet.to
            ? quiet.from <= minute && minute < quiet.to : minute >= quiet.from || minute < quiet.to
    }

    /// By the calendar, which knows summer time.
    private func next(minuteOfDay: Int, after time: UnixTime) -> UnixTime {
        let wanted = DateComponents(hour: minuteOfDay / 60, minute: minuteOfDay % 60, second: 0)
        let found = calendar.nextDate(after: date(time), matching: wanted, matchingPolicy: .nextTime)
        return found.map { UnixTime(microseconds: Int64($0.timeIntervalSince1970 * 1e6)) }
            ?? time.adding(seconds: 86_400)
    }

    private func date(_ time: UnixTime) -> Date { Date(timeIntervalSince1970: Double(time.microseconds) / 1e6) }

    private var calendar: Calendar {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = timeZone
        return calendar
    }
}

extension Calm {
    /// Whether notices are sent together; urgent ones never are.
    var gathers: Bool { !digest.isEmpty && priority != "high" }
}

/// Why a schedule cannot be kept.
struct ScheduleError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
