import Glibc

/// Text as XML has it.
enum XMLText {
    /// A text between quotes of an attribute or between tags.
    static func escaped(_ text: String) -> String {
        var text = text
        return text.withUTF8 { utf8 in
            String(unsafeUninitializedCapacity: maximumGrowth * utf8.count) { room in
                room.baseAddress.map { write(UnsafeRawBufferPointer(utf8), to: $0) } ?? 0
            }
        }
    }

    /// Bytes that one byte becomes at most.
    static let maximumGrowth = 6

    /// Writes a text.
    ///
    /// Signs that XML forbids become U+FFFD. White space that parsers would change is written by number.
    static func write(_ text: UnsafeRawBufferPointer, to out: UnsafeMutablePointer<UInt8>) -> Int {
        var isPlain = true
        for byte in text {
            isPlain =
                isPlain && byte >= 0x20 && byte != UInt8(ascii: "&") && byte != UInt8(ascii: "<")
                && byte != UInt8(ascii: ">") && byte != UInt8(ascii: "\"")
        }
        if isPlain {
            if let base = text.baseAddress { memcpy(out, base, text.count) }
            return text.count
        }
        var to = out
        for byte in text {
            switch byte {
            case UInt8(ascii: "&"): to += TextCells.write("&amp;", to: to)
            case UInt8(ascii: "<"): to += TextCells.write("&lt;", to: to)
            case UInt8(ascii: ">"): to += TextCells.write("&gt;", to: to)
            case UInt8(ascii: "\""): to += TextCells.write("&quot;", to: to)
            case UInt8(ascii: "\n"): to += TextCells.write("&#10;", to: to)
            case UInt8(ascii: "\r"): to += TextCells.write("&#13;", to: to)
            case UInt8(ascii: "\t"): to += TextCells.write("&#9;", to: to)
            case 0..<0x20: to += TextCells.write("\u{FFFD}", to: to)
            default:
                to.pointee = byte
                to += 1
            }
        }
        return to - out
    }
}
