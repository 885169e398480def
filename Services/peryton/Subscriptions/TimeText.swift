import Foundation

/// Times and durations as people type them.
enum TimeText {
    /// Hours from a text such as "12 h", "30 min", "2 d" or "90 s"; nil for another.
    static func hours(_ text: String) -> Double? {
        guard let match = text.wholeMatch(of: /\s*([0-9.eE+-]+)\s*([a-z]+)\s*/), let number = Double(match.1),
            number.isFinite, number >= 0
        else { return nil }
        switch match.2 {
        case "s", "second", "seconds": return number / 3_600
        case "min", "minute", "minutes": return number / 60
        case "h", "hour", "hours": return number
        case "d", "day", "days": return number * 24
        default: return nil
        }
    }

    /// Hours in the largest unit that makes a whole number of them.
    static func text(hours: Double) -> String {
        if hours >= 48, hours.truncatingRemainder(dividingBy: 24) == 0 {
            return "\(DefinitionValue.text(of: hours / 24)) d"
        }
        let minutes = hours * 60
        if hours < 1, minutes == minutes.rounded() { return "\(DefinitionValue.text(of: minutes)) min" }
        return "\(DefinitionValue.text(of: hours)) h"
    }

    /// A Modified Julian Date, UTC, from its number or from a date with or without a time of day; nil for another text.
    static func mjd(_ text: String) -> Double? {
        if let number = Double(text) { return (15_020...88_069).contains(number) ? number : nil }
        let pattern = /(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?Z?)?/
        guard let match = text.wholeMatch(of: pattern), let year = Int(match.1), let month = Int(match.2),
            let day = Int(match.3)
        else { return nil }
        let (hour, minute) = (Int(match.4 ?? "0") ?? 0, Int(match.5 ?? "0") ?? 0)
        let second = Double(match.6 ?? "0") ?? 0
        guard (0..<24).contains(hour), (0..<60).contains(minute), second < 60 else { return nil }
        var parts = DateComponents(year: year, month: month, day: day)
        parts.timeZone = .gmt
        let calendar = Calendar(identifier: .iso8601)
        guard let date = calendar.date(from: parts),
            calendar.dateComponents(in: .gmt, from: date).month == month,
            calendar.dateComponents(in: .gmt, from: date).day == day
        else { return nil }
        return mjd(date) + (Double(hour) + Double(minute) / 60 + second / 3_600) / 24
    }

    /// The Modified Julian Date, UTC, of an instant.
    static func mjd(_ date: Date) -> Double { date.timeIntervalSince1970 / 86_400 + 40_587 }

    /// The night that an instant is part of, by the Modified Julian Date of its beginning.
    ///
    /// Nights go from 18:00 to 18:00 UTC: by day at the surveys' sites in the Americas.
    static func nightBeginning(_ mjd: Double) -> Double { (mjd - 0.75).rounded(.down) + 0.75 }

    /// The night that ended last, which counts as over from 14:00 UTC on: first and last time, MJD.
    static func lastNight(before now: Date = Date()) -> Range<Double> {
        let end = nightBeginning(mjd(now) + 4.0 / 24)
        return end - 1..<end
    }

    /// A date of a Modified Julian Date, "2026-11-24".
    static func date(_ mjd: Double) -> String { String(iso(mjd).prefix(10)) }

    /// A date and a time of day, "2026-11-24 05:12".
    static func minute(_ mjd: Double) -> String { String(iso(mjd).prefix(16)).replacing("T", with: " ") }

    /// The hour of day, UTC.
    static func hour(_ mjd: Double) -> Int { Int(((mjd - mjd.rounded(.down)) * 24 + 1e-6).rounded(.down)) % 24 }

    private static func iso(_ mjd: Double) -> String {
        // Half a millisecond on: a number of days does not hold every minute exactly.
        Date(timeIntervalSince1970: ((mjd - 40_587) * 86_400 + 0.000_5)).ISO8601Format()
    }
}
