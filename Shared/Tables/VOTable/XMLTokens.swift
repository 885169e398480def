import Glibc

/// Tags and texts of an XML file, one after another, in a memory that does not grow with the file.
///
/// The subset that data files need: no entities but the five of XML and numbers, so that none can expand or be fetched; a
/// document type is passed over, and refused where it declares anything. UTF-8 and Latin-1.
final class XMLTokens {
    /// What was read.
    enum Token {
        case start
        case end
        /// A part of a text: a long one comes in several.
        case text
        case done
    }

    private static let maximumTag = 1 << 20
    private static let textPart = 1 << 16

    private let input: ByteInput
    private var consumed = 0
    private var nameRange = 0..<0
    private var attributeRange = 0..<0
    private var textRange = 0..<0
    private var decoded: [UInt8] = []
    private var isDecoded = false
    private var isLatin1 = false
    private var isSelfClosing = false
    private var isEndPending = false
    private(set) var depth = 0
    /// The line of what was read last, from 1.
    private(set) var line = 1

    init(input: ByteInput) throws {
        self.input = input
        _ = try input.fill(atLeast: 3)
        if input.available.starts(with: [0xFE, 0xFF]) || input.available.starts(with: [0xFF, 0xFE]) {
            throw TableError(.unsupported, file: input.path, "is XML in UTF-16, which is not read; write it in UTF-8")
        }
        if input.available.starts(with: [0xEF, 0xBB, 0xBF]) { input.consume(3) }
    }

    /// Name of the tag, without a prefix.
    var name: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: input.available[nameRange]) }

    /// Whether the tag has a name.
    @inline(__always)
    func isNamed(_ name: StaticString) -> Bool {
        nameRange.count == name.utf8CodeUnitCount
            && memcmp(input.base + nameRange.lowerBound, name.utf8Start, nameRange.count) == 0
    }

    /// Calls a function with the text that was read.
    @inline(__always)
    func withText<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        if isDecoded { return try decoded.withUnsafeBytes(body) }
        return try body(UnsafeRawBufferPointer(rebasing: input.available[textRange]))
    }

    func error(_ problem: String) -> TableError {
        TableError(.malformed, file: input.path, place: "line \(line)", problem)
    }

    /// Reads the next token.
    func next() throws -> Token {
        if isEndPending {
            isEndPending = false
            depth -= 1
            return .end
        }
        while true {
            passConsumed()
            guard try input.fill(atLeast: 1) else {
                guard depth == 0 else { throw error("the file ends before all elements are closed") }
                return .done
            }
            if input.available[0] != UInt8(ascii: "<") {
                try readText()
                return .text
            }
            _ = try input.fill(atLeast: 9)
            let window = input.available
            if window.starts(with: "<!--".utf8) {
                consumed = try find("-->", from: 4, limit: Int.max) + 3
            } else if window.starts(with: "<![CDATA[".utf8) {
                try readCharacterData()
                return .text
            } else if window.starts(with: "<?".utf8) {
                consumed = try find("?>", from: 2, limit: Self.maximumTag) + 2
                try readDeclaration()
            } else if window.starts(with: "<!".utf8) {
                consumed = try find(">", from: 2, limit: Self.maximumTag) + 1
                if input.available[..<consumed].contains(UInt8(ascii: "[")) {
                    throw error("declares entities or elements in its document type, which is not allowed here")
                }
            } else {
                return try readTag()
            }
        }
    }

    private func passConsumed() {
        guard consumed > 0 else { return }
        for byte in input.available[..<consumed] where byte == 0x0A { line += 1 }
        input.consume(consumed)
        consumed = 0
    }

    /// Where a mark begins in the window, which grows until it is there.
    private func find(_ mark: StaticString, from start: Int, limit: Int) throws -> Int {
        var at = start
        let count = mark.utf8CodeUnitCount
        while true {
            let window = input.available
            while at + count <= window.count {
                if window[at] == mark.utf8Start[0],
                    memcmp(input.base + at, mark.utf8Start, count) == 0
                {
                    return at
                }
                at += 1
            }
            guard window.count < limit else { throw error("a tag is longer than \(limit) bytes") }
            guard try input.fillMore() else { throw error("the file ends where \(mark) was expected") }
        }
    }

    private func readDeclaration() throws {
        let text = String(decoding: input.available[..<consumed], as: UTF8.self)
        guard text.hasPrefix("<?xml "), let attribute = text.firstRange(of: "encoding") else { return }
        let encoding = text[attribute.upperBound...].drop { $0 != "\"" && $0 != "'" }.dropFirst()
            .prefix { $0 != "\"" && $0 != "'" }.lowercased()
        switch encoding {
        case "utf-8", "utf8", "us-ascii", "ascii": isLatin1 = false
        case "iso-8859-1", "latin1", "latin-1": isLatin1 = true
        default:
            throw TableError(
                .unsupported, file: input.path,
                "is XML in the encoding \(encoding), which is not read; write it in UTF-8")
        }
    }

    private func readCharacterData() throws {
        let end = try find("]]>", from: 9, limit: 1 << 28)
        textRange = 9..<end
        isDecoded = false
        consumed = end + 3
        if isLatin1 { try decode() }
    }

    private func readText() throws {
        var at = 0
        while true {
            let window = input.available
            if let found = memchr(input.base + at, 0x3C, window.count - at) {
                at = UnsafeRawPointer(found) - input.base
                break
            }
            at = window.count
            if at >= Self.textPart {
                // Not in the middle of "&amp;".
                if let mark = window[(at - 16)...].lastIndex(of: UInt8(ascii: "&")) { at = mark }
                break
            }
            if try !input.fillMore() { break }
        }
        textRange = 0..<at
        consumed = at
        isDecoded = false
        let needsDecoding = memchr(input.base, 0x26, at) != nil
        if needsDecoding || isLatin1 { try decode() }
    }

    /// Resolves what is written by name or number.
    private func decode() throws {
        decoded = []
        let isMarkup = textRange.lowerBound == 0
        let text = UnsafeRawBufferPointer(rebasing: input.available[textRange])
        try decode(text, hasReferences: isMarkup, into: &decoded)
        isDecoded = true
    }

    private func decode(_ text: UnsafeRawBufferPointer, hasReferences: Bool, into out: inout [UInt8]) throws {
        var at = 0
        while at < text.count {
            let byte = text[at]
            at += 1
            if byte == UInt8(ascii: "&") && hasReferences {
                guard let end = text[at...].prefix(12).firstIndex(of: UInt8(ascii: ";")) else {
                    throw error("a & that begins no reference; it is written &amp;")
                }
                out += try reference(String(decoding: text[at..<end], as: UTF8.self)).utf8
                at = end + 1
            } else if byte >= 0x80 && isLatin1 {
                out += [0xC0 | byte >> 6, 0x80 | byte & 0x3F]
            } else {
                out.append(byte)
            }
        }
    }

    private func reference(_ name: String) throws -> String {
        switch name {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default:
            let number =
                name.hasPrefix("#x")
                ? UInt32(name.dropFirst(2), radix: 16) : name.first == "#" ? UInt32(name.dropFirst()) : nil
            guard let scalar = number.flatMap({ Unicode.Scalar($0) }) else {
                throw error("the reference &\(name); is not known; entities cannot be declared here")
            }
            return String(Character(scalar))
        }
    }

    private func readTag() throws -> Token {
        let end = try tagEnd()
        let window = input.available
        consumed = end + 1
        let isClosing = window[1] == UInt8(ascii: "/")
        var at = isClosing ? 2 : 1
        var start = at
        while at < end && window[at] > 0x20 && window[at] != UInt8(ascii: "/") {
            if window[at] == UInt8(ascii: ":") { start = at + 1 }
            at += 1
        }
        guard at > start else { throw error("a tag without a name") }
        nameRange = start..<at
        if isClosing {
            depth -= 1
            guard depth >= 0 else { throw error("an element is closed that was not opened") }
            return .end
        }
        isSelfClosing = window[end - 1] == UInt8(ascii: "/")
        attributeRange = at..<(isSelfClosing ? max(at, end - 1) : end)
        isEndPending = isSelfClosing
        depth += 1
        return .start
    }

    /// Where a tag's `>` is, that is not one in an attribute.
    @inline(__always)
    private func tagEnd() throws -> Int {
        var at = 1
        var quote: UInt8 = 0
        while true {
            let window = input.available
            while at < window.count {
                let byte = window[at]
                if quote != 0 {
                    if byte == quote { quote = 0 }
                } else if byte == UInt8(ascii: ">") {
                    return at
                } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                    quote = byte
                }
                at += 1
            }
            guard window.count < Self.maximumTag else { throw error("a tag is longer than \(Self.maximumTag) bytes") }
            guard try input.fillMore() else { throw error("the file ends in a tag") }
        }
    }

    /// The attributes of the tag that was read, without prefixes.
    func attributes() throws -> [String: String] {
        var attributes: [String: String] = [:]
        let text = UnsafeRawBufferPointer(rebasing: input.available[attributeRange])
        var at = 0
        while true {
            while at < text.count && text[at] <= 0x20 { at += 1 }
            guard at < text.count else { return attributes }
            let start = at
            while at < text.count && text[at] > 0x20 && text[at] != UInt8(ascii: "=") { at += 1 }
            let name = String(decoding: text[start..<at], as: UTF8.self)
            while at < text.count && (text[at] <= 0x20 || text[at] == UInt8(ascii: "=")) { at += 1 }
            guard at < text.count, text[at] == UInt8(ascii: "\"") || text[at] == UInt8(ascii: "'"),
                let end = text[(at + 1)...].firstIndex(of: text[at])
            else { throw error("the attribute \(name) has no value in quotes") }
            var value: [UInt8] = []
            try decode(UnsafeRawBufferPointer(rebasing: text[(at + 1)..<end]), hasReferences: true, into: &value)
            attributes[name.split(separator: ":").last.map(String.init) ?? name] = String(
                decoding: value, as: UTF8.self)
            at = end + 1
        }
    }

    /// The whole text of the element whose tag was read, to behind its end.
    func elementText() throws -> String {
        let inside = depth
        var bytes: [UInt8] = []
        while true {
            switch try next() {
            case .text:
                guard bytes.count < Self.maximumTag else {
                    throw error("a text is longer than \(Self.maximumTag) bytes")
                }
                withText { bytes.append(contentsOf: $0) }
            case .start: break
            case .end: if depth < inside { return String(decoding: bytes, as: UTF8.self).trimmingSpaces }
            case .done: return String(decoding: bytes, as: UTF8.self)
            }
        }
    }

    /// Passes over the element whose tag was read.
    func skipElement() throws {
        let inside = depth
        while depth >= inside { _ = try next() }
    }
}
