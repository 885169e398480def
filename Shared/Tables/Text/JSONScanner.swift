/// Walks over JSON in memory.
struct JSONScanner {
    /// What a value is.
    enum Value {
        case null
        case boolean(Bool)
        /// A number as it is written.
        case number(Range<Int>)
        /// A text without its quotes, which has no escapes.
        case text(Range<Int>)
        /// A text whose escapes are resolved.
        case escapedText([UInt8])
        /// A list or an object as it is written.
        case nested(Range<Int>)
    }

    /// What is wrong, and at which byte.
    struct Problem: Error {
        let at: Int
        let expected: String
    }

    private let bytes: UnsafeRawBufferPointer
    private(set) var at = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    private mutating func skipSpaces() {
        while at < bytes.count && bytes[at] <= 0x20 { at += 1 }
    }

    private func wrong(_ expected: String) -> Problem { Problem(at: at, expected: expected) }

    private mutating func take(_ sign: Unicode.Scalar) -> Bool {
        skipSpaces()
        guard at < bytes.count, bytes[at] == UInt8(ascii: sign) else { return false }
        at += 1
        return true
    }

    /// Calls a function with name and value of each member of the object that the text is.
    mutating func members(_ body: (UnsafeRawBufferPointer, Value) throws -> Void) throws {
        guard take("{") else { throw wrong("{") }
        if !take("}") {
            repeat {
                guard take("\"") else { throw wrong("a name in quotes") }
                switch try text() {
                case .escapedText(let name):
                    guard take(":") else { throw wrong(":") }
                    let value = try value()
                    try name.withUnsafeBytes { try body($0, value) }
                case .text(let range):
                    guard take(":") else { throw wrong(":") }
                    try body(UnsafeRawBufferPointer(rebasing: bytes[range]), try value())
                default: break
                }
            } while take(",")
            guard take("}") else { throw wrong(", or }") }
        }
        skipSpaces()
        guard at == bytes.count else { throw wrong("the end of the line") }
    }

    private mutating func value() throws -> Value {
        skipSpaces()
        guard at < bytes.count else { throw wrong("a value") }
        let start = at
        switch bytes[at] {
        case UInt8(ascii: "\""):
            at += 1
            return try text()
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            try skipNested()
            return .nested(start..<at)
        default:
            while at < bytes.count, bytes[at] > 0x20, !",]}:".utf8.contains(bytes[at]) { at += 1 }
            let word = UnsafeRawBufferPointer(rebasing: bytes[start..<at])
            if word.elementsEqual("null".utf8) { return .null }
            if word.elementsEqual("true".utf8) { return .boolean(true) }
            if word.elementsEqual("false".utf8) { return .boolean(false) }
            guard TextParsing.float64(word) != nil else {
                at = start
                throw wrong("a value")
            }
            return .number(start..<at)
        }
    }

    private mutating func skipNested() throws {
        var depth = 0
        repeat {
            guard at < bytes.count else { throw wrong("the end of a list or an object") }
            switch bytes[at] {
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: "\""):
                at += 1
                _ = try text()
                continue
            default: break
            }
            at += 1
        } while depth > 0
    }

    /// A text from behind its first quote to behind its last.
    private mutating func text() throws -> Value {
        let start = at
        while at < bytes.count, bytes[at] != UInt8(ascii: "\""), bytes[at] != UInt8(ascii: "\\") { at += 1 }
        if at < bytes.count, bytes[at] == UInt8(ascii: "\"") {
            at += 1
            return .text(start..<at - 1)
        }
        var text = Array(bytes[start..<at])
        while at < bytes.count {
            let byte = bytes[at]
            at += 1
            switch byte {
            case UInt8(ascii: "\""): return .escapedText(text)
            case UInt8(ascii: "\\"): try escape(&text)
            default: text.append(byte)
            }
        }
        throw wrong("a closing quote")
    }

    private mutating func escape(_ text: inout [UInt8]) throws {
        guard at < bytes.count else { throw wrong("a sign behind \\") }
        let byte = bytes[at]
        at += 1
        switch byte {
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "u"):
            var units = [try unit()]
            if UTF16.isLeadSurrogate(units[0]), at + 1 < bytes.count, bytes[at] == UInt8(ascii: "\\"),
                bytes[at + 1] == UInt8(ascii: "u")
            {
                at += 2
                units.append(try unit())
            }
            text += String(decoding: units, as: UTF16.self).utf8
        default: throw wrong("a sign that may stand behind \\")
        }
    }

    private mutating func unit() throws -> UInt16 {
        guard at + 4 <= bytes.count,
            let unit = UInt16(String(decoding: bytes[at..<at + 4], as: UTF8.self), radix: 16)
        else { throw wrong("four hexadecimal digits") }
        at += 4
        return unit
    }
}
