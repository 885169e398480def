import Glibc
import Logging

/// The form of log lines.
public enum LogFormat: String, CaseIterable, Sendable {
    /// `key=value` pairs: easy to read and to search.
    case logfmt
    /// One JSON object a line: for log collectors.
    case json
}

/// Writes one event as one line.
///
/// Fields come as time, level, service, message, then the metadata by name.
struct LogLine {
    private static let reserved: Set = ["time", "level", "service", "message"]

    let format: LogFormat
    let time: String
    let level: Logger.Level
    let service: String
    let message: String
    let metadata: Logger.Metadata

    /// The line, without its end.
    var text: String {
        let fixed = [("time", time), ("level", level.rawValue), ("service", service), ("message", message)]
        // A metadata key must not pass for one of the fixed fields.
        let named = metadata.map { (Self.reserved.contains($0.key) ? $0.key + "_" : $0.key, $0.value) }
            .sorted { $0.0 < $1.0 }
        var line = ""
        switch format {
        case .logfmt:
            for (key, value) in fixed { Self.append(key, value, to: &line) }
            for (key, value) in named { Self.append(Self.plainKey(key), Self.plainText(value), to: &line) }
        case .json:
            line += "{"
            for (key, value) in fixed {
                if line.count > 1 { line += "," }
                line += Self.quoted(key) + ":" + Self.quoted(value)
            }
            for (key, value) in named { line += "," + Self.quoted(key) + ":" + Self.json(value) }
            line += "}"
        }
        return line
    }

    private static func append(_ key: String, _ value: String, to line: inout String) {
        if !line.isEmpty { line += " " }
        line += key + "=" + (needsQuotes(value) ? quoted(value) : value)
    }

    private static func needsQuotes(_ value: String) -> Bool {
        value.isEmpty
            || value.utf8.contains { $0 <= 0x20 || $0 == 0x7f || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "=") }
    }

    /// A key without the characters that would end it.
    private static func plainKey(_ key: String) -> String {
        needsQuotes(key) ? String(key.map { needsQuotes(String($0)) ? "_" : $0 }) : key
    }

    /// A metadata value as text; lists and dictionaries as JSON.
    private static func plainText(_ value: Logger.MetadataValue) -> String {
        switch value {
        case .string(let text): text
        case .stringConvertible(let value): value.description
        case .array, .dictionary: json(value)
        }
    }

    private static func json(_ value: Logger.MetadataValue) -> String {
        switch value {
        case .string, .stringConvertible: quoted(plainText(value))
        case .array(let elements): "[" + elements.map(json).joined(separator: ",") + "]"
        case .dictionary(let fields):
            "{" + fields.sorted { $0.key < $1.key }.map { quoted($0.key) + ":" + json($0.value) }.joined(separator: ",")
                + "}"
        }
    }

    /// A JSON string; logfmt quotes in the same way.
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7f:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

/// The present in UTC to the millisecond, as in `2026-11-24T20:36:01.123Z`.
func logTime() -> String {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    var parts = tm()
    gmtime_r(&now.tv_sec, &parts)
    func digits(_ number: Int, _ count: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, count - text.count)) + text
    }
    let date =
        "\(digits(Int(parts.tm_year) + 1900, 4))-\(digits(Int(parts.tm_mon) + 1, 2))-\(digits(Int(parts.tm_mday), 2))"
    let time = "\(digits(Int(parts.tm_hour), 2)):\(digits(Int(parts.tm_min), 2)):\(digits(Int(parts.tm_sec), 2))"
    return "\(date)T\(time).\(digits(now.tv_nsec / 1_000_000, 3))Z"
}
