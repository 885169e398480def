import Foundation
import Messages

/// Prints a line on standard output at once, so that a pipe sees it as it comes.
///
/// Who reads no more (`| head`) wants no more: the command ends, as others do by SIGPIPE.
func say(_ line: String) {
    do {
        try FileHandle.standardOutput.write(contentsOf: Data((line + "\n").utf8))
    } catch {
        exit(128 + SIGPIPE)
    }
}

extension UnixTime {
    /// The instant as people read it, UTC, to the second; "–" where unknown.
    var text: String {
        guard isKnown else { return "–" }
        return Date(timeIntervalSince1970: Double(microseconds) / 1e6).ISO8601Format()
    }

    /// The same for programs: nil where unknown.
    var textIfKnown: String? { isKnown ? text : nil }
}

extension Encodable {
    /// One line of JSON, keys in order.
    func jsonLine() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}
