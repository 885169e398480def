import CNumberText

/// Reads values from text.
enum TextParsing {
    /// A text without spaces at its ends.
    @inline(__always)
    static func trimmed(_ text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var (start, end) = (0, text.count)
        while start < end && text[start] <= 0x20 { start += 1 }
        while end > start && text[end - 1] <= 0x20 { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: text[start..<end])
    }

    /// All of a text as a whole number; nil where it is none or too large.
    @inline(__always)
    static func integer(_ text: UnsafeRawBufferPointer) -> Int64? {
        guard let first = text.first else { return nil }
        let isNegative = first == UInt8(ascii: "-")
        var index = isNegative || first == UInt8(ascii: "+") ? 1 : 0
        guard index < text.count else { return nil }
        var value: Int64 = 0
        // Eighteen digits always fit.
        let safe = min(text.count, index + 18)
        while index < safe {
            let digit = text[index] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            value = value &* 10 &+ Int64(digit)
            index += 1
        }
        if isNegative { value = -value }
        while index < text.count {
            let digit = text[index] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            let (ten, over) = value.multipliedReportingOverflow(by: 10)
            let (sum, overSum) = ten.addingReportingOverflow(isNegative ? -Int64(digit) : Int64(digit))
            guard !over && !overSum else { return nil }
            value = sum
            index += 1
        }
        return value
    }

    /// All of a text as a number.
    @inline(__always)
    static func float64(_ text: UnsafeRawBufferPointer) -> Double? {
        var value = 0.0
        guard let base = text.bindMemory(to: UInt8.self).baseAddress,
            number_text_to_float64(base, Int64(text.count), &value) != 0
        else { return nil }
        return value
    }

    /// All of a text as a number of 32 bits.
    @inline(__always)
    static func float32(_ text: UnsafeRawBufferPointer) -> Float? {
        var value: Float = 0
        guard let base = text.bindMemory(to: UInt8.self).baseAddress,
            number_text_to_float32(base, Int64(text.count), &value) != 0
        else { return nil }
        return value
    }

    /// "true", "false", "t" or "f", in any case.
    static func boolean(_ text: UnsafeRawBufferPointer) -> Bool? {
        switch text.count {
        case 1: equals(text, "t") ? true : equals(text, "f") ? false : nil
        case 4: equals(text, "true") ? true : nil
        case 5: equals(text, "false") ? false : nil
        default: nil
        }
    }

    /// Whether a text is a word, in any case; the word is in lower case.
    @inline(__always)
    static func equals(_ text: UnsafeRawBufferPointer, _ word: StaticString) -> Bool {
        guard text.count == word.utf8CodeUnitCount else { return false }
        for index in 0..<text.count {
            var byte = text[index]
            if byte >= 0x41 && byte <= 0x5A { byte |= 0x20 }
            if byte != word.utf8Start[index] { return false }
        }
        return true
    }

    /// Whether a text is a usual word for "no value" in columns that are no text.
    static func isNullWord(_ text: UnsafeRawBufferPointer) -> Bool {
        switch text.count {
        case 0: true
        case 2: equals(text, "na") || equals(text, "--") || equals(text, "\\n")
        case 3: equals(text, "n/a")
        case 4: equals(text, "null") || equals(text, "none")
        case 6: equals(text, "(null)")
        default: false
        }
    }

    /// A text for an error: not too long.
    static func quoted(_ text: UnsafeRawBufferPointer) -> String {
        let shown = String(decoding: text.prefix(40), as: UTF8.self)
        return "\"\(shown)\(text.count > 40 ? "…" : "")\""
    }

    /// Stores a text as a value of a column that is no text; false where it is none of its type.
    @inline(__always)
    static func store(_ text: UnsafeRawBufferPointer, in store: ColumnStore, row: Int) -> Bool {
        switch store.type {
        case .boolean:
            guard let value = boolean(text) else { return false }
            store.set(row, value)
        case .uint8:
            guard let value = integer(text).flatMap({ UInt8(exactly: $0) }) else { return false }
            store.set(row, value)
        case .int16:
            guard let value = integer(text).flatMap({ Int16(exactly: $0) }) else { return false }
            store.set(row, value)
        case .int32:
            guard let value = integer(text).flatMap({ Int32(exactly: $0) }) else { return false }
            store.set(row, value)
        case .int64:
            guard let value = integer(text) else { return false }
            store.set(row, value)
        case .float32:
            guard let value = float32(text) else { return false }
            store.set(row, value)
        case .float64:
            guard let value = float64(text) else { return false }
            store.set(row, value)
        case .text: return false
        }
        return true
    }
}

extension ColumnType {
    /// What a value is, for people.
    var words: String {
        switch self {
        case .boolean: "true or false"
        case .uint8: "a whole number from 0 to 255"
        case .int16: "a 16-bit whole number"
        case .int32: "a 32-bit whole number"
        case .int64: "a 64-bit whole number"
        case .float32, .float64: "a number"
        case .text: "a text"
        }
    }
}
