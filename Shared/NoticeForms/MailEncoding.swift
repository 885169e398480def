import Foundation
import Messages

/// Texts as headers and bodies of e-mails carry them.
enum MailEncoding {
    /// A header's text without structure, RFC 2047: as it is where it is short ASCII, else in encoded words.
    ///
    /// Control characters become blanks, so that no header can be begun within it.
    static func header(_ name: String, _ text: String) -> String {
        let line = oneLine(text)
        let isPlain = line.utf8.allSatisfy { $0 < 0x7F } && !line.contains("=?")
        if isPlain, name.utf8.count + 2 + line.utf8.count <= 76 { return "\(name): \(line)\r\n" }
        return "\(name): \(encodedWords(line))\r\n"
    }

    /// An address as a header has it.
    static func address(_ address: MailAddress) -> String {
        guard !address.name.isEmpty else { return address.address }
        let name = oneLine(address.name)
        let isPlain = name.utf8.allSatisfy { $0 < 0x7F && $0 != UInt8(ascii: "\\") && $0 != UInt8(ascii: "\"") }
        let isShort = name.utf8.count <= 60 && !name.contains("=?")
        return (isPlain && isShort ? "\"\(name)\"" : encodedWords(name)) + "\r\n <\(address.address)>"
    }

    /// RFC 2047's encoded words, UTF-8 in base64, one a line, none longer than 75 letters; no letter is divided.
    private static func encodedWords(_ text: String) -> String {
        // "=?UTF-8?B?" and "?=" leave 63 letters, 45 bytes of text in whole groups of three.
        let mostBytes = 45
        var words: [[UInt8]] = [[]]
        for scalar in text.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            if words[words.count - 1].count + bytes.count > mostBytes { words.append([]) }
            words[words.count - 1] += bytes
        }
        return words.map { "=?UTF-8?B?\(Data($0).base64EncodedString())?=" }.joined(separator: "\r\n ")
    }

    private static func oneLine(_ text: String) -> String {
        var line = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
            line.append(isControl || [0x2028, 0x2029].contains(scalar.value) ? " " : scalar)
        }
        return String(line)
    }

    /// A text as quoted-printable, RFC 2045: lines end with CR LF and have at most 76 letters.
    static func quotedPrintable(_ text: String) -> [UInt8] {
        var output: [UInt8] = []
        let bytes = Array(text.utf8)
        output.reserveCapacity(bytes.count + bytes.count / 8)
        var width = 0
        func append(_ token: [UInt8], isLineEnd: Bool) {
            // The last place of a line is kept for the sign that it goes on.
            if width + token.count > (isLineEnd ? 76 : 75) {
                output += Array("=\r\n".utf8)
                width = 0
            }
            output += token
            width += token.count
        }
        for (place, byte) in bytes.enumerated() {
            let next = place + 1 < bytes.count ? bytes[place + 1] : UInt8(ascii: "\n")
            let isLineEnd = next == UInt8(ascii: "\n") || next == UInt8(ascii: "\r")
            switch byte {
            case UInt8(ascii: "\r") where next == UInt8(ascii: "\n") && place + 1 < bytes.count: continue
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                output += Array("\r\n".utf8)
                width = 0
            case UInt8(ascii: " ") where !isLineEnd, 0x21...0x3C, 0x3E...0x7E:
                append([byte], isLineEnd: isLineEnd)
            default: append([UInt8(ascii: "="), hex(byte >> 4), hex(byte & 15)], isLineEnd: isLineEnd)
            }
        }
        return output
    }

    /// Bytes as base64 in lines of 76 letters.
    static func base64(_ bytes: [UInt8]) -> [UInt8] {
        let options: Data.Base64EncodingOptions = [
            .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
        ]
        return Array(Data(bytes).base64EncodedData(options: options))
    }

    /// A text of any kind as the part of a message id before its @: what is no letter, digit, - or _ becomes =XX.
    ///
    /// Equal only for equal texts, but for very long ones, of which the beginning, the length and a checksum are told.
    static func idPart(_ text: String) -> String {
        let mostBytes = 60
        var bytes: [UInt8] = []
        for byte in text.utf8.prefix(mostBytes) {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                bytes.append(byte)
            default: bytes += [UInt8(ascii: "="), hex(byte >> 4), hex(byte & 15)]
            }
        }
        let size = text.utf8.count
        let rest = size > mostBytes ? ".\(size).\(String(Checksum.crc32(Array(text.utf8)), radix: 16))" : ""
        return String(decoding: bytes, as: UTF8.self) + rest
    }

    private static func hex(_ digit: UInt8) -> UInt8 {
        digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") + digit - 10
    }

    /// A time as RFC 5322 writes it: "Wed, 25 Nov 2026 16:39:05 +0000".
    static func date(_ time: UnixTime) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = .gmt
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss '+0000'"
        return formatter.string(from: Date(timeIntervalSince1970: Double(time.microseconds) / 1e6))
    }
}
