/// Walks over one JSON value (RFC 8259) and knows where its parts stand, so that they can be given back as they came.
struct JSONScanner {
    /// What is wrong with a text, and at which byte.
    struct Fault: Error, CustomStringConvertible {
        let offset: Int
        let problem: String

        /// Place and reason, one line.
        var description: String { "byte \(offset + 1): \(problem)" }
    }

    /// A member of an object.
    struct Member {
        var name: String
        /// Its value as it came.
        var value: ArraySlice<UInt8>
    }

    private static let deepest = 200

    private let bytes: ArraySlice<UInt8>
    private var position: Int

    private init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    /// The members of an object that is all of a text, in their order.
    static func members(of bytes: ArraySlice<UInt8>) throws(Fault) -> [Member] {
        var scanner = JSONScanner(bytes)
        scanner.skipBlanks()
        guard scanner.peek == UInt8(ascii: "{") else { throw scanner.fault("expected a JSON object") }
        let members = try scanner.object(depth: 0)
        scanner.skipBlanks()
        guard scanner.peek == nil else { throw scanner.fault("expected nothing behind the object") }
        return members
    }

    /// The text that a JSON string stands for; nil where the value is no string.
    static func string(_ value: ArraySlice<UInt8>) throws(Fault) -> String? {
        var scanner = JSONScanner(value)
        guard scanner.peek == UInt8(ascii: "\"") else { return nil }
        return try scanner.string()
    }

    /// A text as a JSON string.
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case let scalar where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    private var peek: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

    private func fault(_ problem: String) -> Fault {
        Fault(offset: position - bytes.startIndex, problem: peek == nil ? problem + ", the line ends" : problem)
    }

    private mutating func skipBlanks() {
        while let byte = peek, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
    }

    private mutating func take(_ character: Unicode.Scalar, _ where: String) throws(Fault) {
        guard peek == UInt8(ascii: character) else { throw fault("expected \(character) \(`where`)") }
        position += 1
    }

    private mutating func object(depth: Int) throws(Fault) -> [Member] {
        try take("{", "before an object")
        var members: [Member] = []
        skipBlanks()
        if peek == UInt8(ascii: "}") {
            position += 1
            return members
        }
        while true {
            skipBlanks()
            guard peek == UInt8(ascii: "\"") else { throw fault("expected a name in double quotes") }
            let name = try string()
            skipBlanks()
            try take(":", "behind a name")
            skipBlanks()
            let start = position
            try value(depth: depth + 1)
            members.append(Member(name: name, value: bytes[start..<position]))
            skipBlanks()
            if peek == UInt8(ascii: "}") { break }
            try take(",", "or } behind a value")
        }
        position += 1
        return members
    }

    private mutating func array(depth: Int) throws(Fault) {
        try take("[", "before an array")
        skipBlanks()
        if peek == UInt8(ascii: "]") {
            position += 1
            return
        }
        while true {
            skipBlanks()
            try value(depth: depth + 1)
            skipBlanks()
            if peek == UInt8(ascii: "]") { break }
            try take(",", "or ] behind a value")
        }
        position += 1
    }

    private mutating func value(depth: Int) throws(Fault) {
        guard depth < Self.deepest else { throw fault("is nested deeper than \(Self.deepest)") }
        switch peek {
        case UInt8(ascii: "{"): _ = try object(depth: depth)
        case UInt8(ascii: "["): try array(depth: depth)
        case UInt8(ascii: "\""): _ = try string()
        case UInt8(ascii: "t"): try word("true")
        case UInt8(ascii: "f"): try word("false")
        case UInt8(ascii: "n"): try word("null")
        default: try number()
        }
    }

    private mutating func word(_ word: String) throws(Fault) {
        guard bytes[position...].starts(with: word.utf8) else { throw fault("expected a value") }
        position += word.utf8.count
    }

    private mutating func number() throws(Fault) {
        func isDigit(_ byte: UInt8?) -> Bool { byte.map { (0x30...0x39).contains($0) } ?? false }
        if peek == UInt8(ascii: "-") { position += 1 }
        guard isDigit(peek) else { throw fault("expected a value") }
        if peek == UInt8(ascii: "0") { position += 1 } else { while isDigit(peek) { position += 1 } }
        if peek == UInt8(ascii: ".") {
            position += 1
            guard isDigit(peek) else { throw fault("expected a digit") }
            while isDigit(peek) { position += 1 }
        }
        if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
            position += 1
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { position += 1 }
            guard isDigit(peek) else { throw fault("expected a digit") }
            while isDigit(peek) { position += 1 }
        }
    }

    private mutating func string() throws(Fault) -> String {
        position += 1
        var utf8: [UInt8] = []
        while true {
            guard let byte = peek else { throw fault("expected \" at the end of a string") }
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                guard let text = String(validating: utf8, as: UTF8.self) else {
                    throw fault("the string before is not UTF-8")
                }
                return text
            case UInt8(ascii: "\\"): try escape(&utf8)
            case 0..<0x20: throw fault("a control character in a string")
            default:
                utf8.append(byte)
                position += 1
            }
        }
    }

    private mutating func escape(_ utf8: inout [UInt8]) throws(Fault) {
        position += 1
        let plain: [UInt8: UInt8] = [
            UInt8(ascii: "\""): 0x22, UInt8(ascii: "\\"): 0x5C, UInt8(ascii: "/"): 0x2F, UInt8(ascii: "b"): 0x08,
            UInt8(ascii: "f"): 0x0C, UInt8(ascii: "n"): 0x0A, UInt8(ascii: "r"): 0x0D, UInt8(ascii: "t"): 0x09,
        ]
        guard let byte = peek else { throw fault("expected a character behind \\") }
        if let character = plain[byte] {
            utf8.append(character)
            position += 1
            return
        }
        guard byte == UInt8(ascii: "u") else { throw fault("\\ before a character that needs none") }
        position += 1
        var code = UInt32(try hexadecimal())
        if (0xD800..<0xDC00).contains(code), bytes[position...].starts(with: "\\u".utf8) {
            let before = position
            position += 2
            let low = UInt32(try hexadecimal())
            if (0xDC00..<0xE000).contains(low) {
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            } else {
                position = before
            }
        }
        // Half of a pair stands for no character.
        let scalar = Unicode.Scalar(code) ?? "\u{FFFD}"
        utf8.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
    }

    private mutating func hexadecimal() throws(Fault) -> UInt16 {
        let digits = bytes[position...].prefix(4)
        guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let code = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw fault("expected four hexadecimal digits behind \\u") }
        position += 4
        return code
    }
}
