/// Angles as people write them: `12:34:56.7`, `12 34 56.7`, `12h34m56.7s`, `-00d30m00s`, `187.5`.
public enum Sexagesimal {
    /// Reads a right ascension into degrees, 0 ≤ ra < 360.
    ///
    /// Parts are hours, minutes, seconds, unless the first is marked as degrees (`187d30m`, `187°30′`). One number alone
    /// is in degrees, unless it is marked as hours (`12.5h`).
    public static func rightAscension(_ text: some StringProtocol) throws(SkyError) -> Double {
        let expected = "a right ascension such as 187.5, 12:30:00, 12 30 00 or 12h30m00s"
        guard let angle = Parts(text) else { throw .badAngle(text: String(text), expected: expected) }
        let isHours = angle.unit == "h" || (angle.unit == nil && angle.count > 1)
        let degrees = angle.value * (isHours ? 15 : 1)
        guard degrees >= 0, degrees <= 360 else {
            throw .badAngle(text: String(text), expected: expected + " from 0 to 24 hours")
        }
        return SkyPosition(turning: degrees, declination: 0).rightAscension
    }

    /// Reads a declination into degrees, −90…90; parts are degrees, minutes, seconds.
    public static func declination(_ text: some StringProtocol) throws(SkyError) -> Double {
        let expected = "a declination such as -0.5, -00:30:00, -00 30 00 or -00d30m00s"
        guard let angle = Parts(text), angle.unit != "h" else {
            throw .badAngle(text: String(text), expected: expected)
        }
        guard abs(angle.value) <= 90 else {
            throw .badAngle(text: String(text), expected: expected + " from -90 to 90 degrees")
        }
        return angle.value
    }

    /// Reads a right ascension and a declination: in two halves, or parted by a comma.
    public static func position(_ text: String) throws(SkyError) -> SkyPosition {
        let expected = "a right ascension and a declination such as 12:30:00 -00:30:00 or 187.5 -0.5"
        let halves = text.split(separator: ",", omittingEmptySubsequences: false)
        let rightAscensionText: String
        let declinationText: String
        if halves.count == 2 {
            (rightAscensionText, declinationText) = (String(halves[0]), String(halves[1]))
        } else {
            let words = text.split(whereSeparator: { $0.isWhitespace })
            guard halves.count == 1, words.count >= 2, words.count % 2 == 0 else {
                throw .badAngle(text: text, expected: expected)
            }
            rightAscensionText = words.prefix(words.count / 2).joined(separator: " ")
            declinationText = words.suffix(words.count / 2).joined(separator: " ")
        }
        return SkyPosition(
            turning: try rightAscension(rightAscensionText), declination: try declination(declinationText))
    }

    /// Prints a right ascension in degrees as `HH:MM:SS.ss`; rounding carries over, and 24 h is 0 h.
    public static func text(rightAscension degrees: Double, decimals: Int = 2, separator: String = ":") -> String {
        let turned = SkyPosition(turning: degrees, declination: 0).rightAscension
        return parts(of: turned / 15, decimals: decimals, wrap: 24, separator: separator)
    }

    /// Prints a declination in degrees as `±DD:MM:SS.s`, the sign always there: -00:30:00 keeps it.
    public static func text(declination degrees: Double, decimals: Int = 1, separator: String = ":") -> String {
        (degrees.sign == .minus && degrees != 0 ? "-" : "+")
            + parts(of: abs(degrees), decimals: decimals, wrap: nil, separator: separator)
    }

    private static func parts(of value: Double, decimals: Int, wrap: Int?, separator: String) -> String {
        let decimals = min(9, max(0, decimals))
        var scale = 1
        for _ in 0..<decimals { scale *= 10 }
        let units = Int((value * 3600 * Double(scale)).rounded())
        let (wholeSeconds, fraction) = units.quotientAndRemainder(dividingBy: scale)
        let (wholeMinutes, seconds) = wholeSeconds.quotientAndRemainder(dividingBy: 60)
        var (first, minutes) = wholeMinutes.quotientAndRemainder(dividingBy: 60)
        if let wrap { first %= wrap }
        let head = [first, minutes, seconds].map { padded($0, to: 2) }.joined(separator: separator)
        return decimals == 0 ? head : "\(head).\(padded(fraction, to: decimals))"
    }

    private static func padded(_ number: Int, to width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

/// One to three numbers of an angle, brought to the first one's unit.
private struct Parts {
    /// In units of the first part, with the sign.
    let value: Double
    /// How many numbers there were.
    let count: Int
    /// "h" or "d" where the first number was marked.
    let unit: Character?

    init?(_ text: some StringProtocol) {
        var numbers: [Double] = []
        var unit: Character?
        var digits = ""
        var isNegative = false
        var isSigned = false
        // Marks must come in their order; which of them closes the number with that index.
        let marks: [Set<Character>] = [["h", "H", "d", "D", "°"], ["m", "M", "'", "′"], ["s", "S", "\"", "″"]]
        func close() -> Bool {
            guard !digits.isEmpty, numbers.count < 3, let number = Double(digits), number.isFinite else { return false }
            numbers.append(number)
            digits = ""
            return true
        }
        for character in text {
            switch character {
            case "+", "-", "−":
                guard !isSigned, numbers.isEmpty, digits.isEmpty else { return nil }
                isSigned = true
                isNegative = character != "+"
            case "0"..."9", ".": digits.append(character)
            case ":":
                guard close() else { return nil }
            case _ where character.isWhitespace:
                if !digits.isEmpty { guard close() else { return nil } }
            default:
                // A blank may stand between a number and its mark.
                if !digits.isEmpty { guard close() else { return nil } }
                guard !numbers.isEmpty, marks[numbers.count - 1].contains(character) else { return nil }
                if numbers.count == 1 { unit = character == "h" || character == "H" ? "h" : "d" }
            }
        }
        if !digits.isEmpty { guard close() else { return nil } }
        guard let first = numbers.first else { return nil }
        // Only the last number may have a fraction, and minutes and seconds stay below 60.
        guard numbers.dropLast().allSatisfy({ $0 == $0.rounded() }) else { return nil }
        guard numbers.dropFirst().allSatisfy({ $0 < 60 }) else { return nil }
        let minutes = numbers.count > 1 ? numbers[1] : 0
        let seconds = numbers.count > 2 ? numbers[2] : 0
        let magnitude = first + (minutes * 60 + seconds) / 3600
        value = isNegative ? -magnitude : magnitude
        count = numbers.count
        self.unit = unit
    }
}
