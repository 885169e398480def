/// What words and numbers are made of.
extension Lexer {
    static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    static func isLetter(_ byte: UInt8) -> Bool {
        byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
    }

    static func isPartOfWord(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "_") }

    /// Where the number ends that begins at a place, and whether it has a point or an exponent; nil where none begins.
    static func number(in bytes: UnsafeBufferPointer<UInt8>, from begin: Int) -> (end: Int, isReal: Bool)? {
        func byte(_ place: Int) -> UInt8 { place < bytes.count ? bytes[place] : 0 }
        guard isDigit(byte(begin)) || (byte(begin) == UInt8(ascii: ".") && isDigit(byte(begin + 1))) else { return nil }
        var end = begin
        var isReal = false
        while isDigit(byte(end)) { end += 1 }
        if byte(end) == UInt8(ascii: ".") {
            isReal = true
            end += 1
            while isDigit(byte(end)) { end += 1 }
        }
        if byte(end) | 0x20 == UInt8(ascii: "e") {
            let sign = byte(end + 1) == UInt8(ascii: "+") || byte(end + 1) == UInt8(ascii: "-") ? 1 : 0
            if isDigit(byte(end + 1 + sign)) {
                isReal = true
                end += 1 + sign
                while isDigit(byte(end)) { end += 1 }
            }
        }
        return (end, isReal)
    }

    /// The value of a number with a point or an exponent; nil beyond a double's range.
    static func value(ofReal text: String) -> Double? {
        guard let value = Double(text.hasSuffix(".") ? text + "0" : text), value.isFinite else { return nil }
        return value
    }
}
