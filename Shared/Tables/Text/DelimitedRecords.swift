/// Records of CSV or tab-separated text (RFC 4180), one after another.
///
/// A quote opens a quoted field only at its beginning; elsewhere it is a sign like any other. Lines end with LF, CR LF
/// or CR. Blank lines are passed over.
final class DelimitedRecords {
    /// A field of the record that was read last, as a place in `bytes`.
    struct Field {
        var start: Int
        var end: Int
        var isQuoted: Bool
        /// Whether quotes stand doubled in it.
        var hasDoubledQuotes: Bool
    }

    private let input: ByteInput
    private let separator: UInt8
    private var consumed = 0
    /// Fields of the record.
    private(set) var fields: UnsafeMutableBufferPointer<Field>
    private(set) var fieldCount = 0
    /// The line on which the record begins, from 1.
    private(set) var line = 0
    private var nextLine = 1

    init(input: ByteInput, separator: UInt8) {
        self.input = input
        self.separator = separator
        fields = .allocate(capacity: 256)
    }

    deinit { fields.deallocate() }

    /// What the fields are places in; until the next record is read.
    var bytes: UnsafeRawBufferPointer { input.available }

    /// A field's bytes; quotes may stand doubled in it.
    @inline(__always)
    func text(_ field: Field) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: input.available[field.start..<field.end])
    }

    /// A field's bytes without doubled quotes.
    func plain(_ field: Field) -> [UInt8] {
        let text = text(field)
        guard field.hasDoubledQuotes else { return Array(text) }
        var bytes: [UInt8] = []
        var index = 0
        while index < text.count {
            bytes.append(text[index])
            index += text[index] == UInt8(ascii: "\"") ? 2 : 1
        }
        return bytes
    }

    /// Lines at the beginning that start with `#`, without that sign; a byte order mark is passed over.
    func readComments() throws -> [String] {
        var comments: [String] = []
        if try input.fill(atLeast: 3), input.available.starts(with: [0xEF, 0xBB, 0xBF]) { input.consume(3) }
        while try input.fill(atLeast: 1), input.available[0] == UInt8(ascii: "#") {
            var end = 0
            var isFound = false
            while !isFound {
                while end < input.available.count && input.available[end] != 0x0A { end += 1 }
                isFound = end < input.available.count
                if !isFound, try !input.fillMore() { break }
            }
            var comment = String(decoding: input.available[1..<end], as: UTF8.self)
            if comment.last == "\r" || comment.last == "\r\n" { comment.removeLast() }
            comments.append(comment)
            input.consume(end + (isFound ? 1 : 0))
            nextLine += 1
        }
        return comments
    }

    /// Reads the next record; false at the end.
    func next() throws -> Bool {
        while true {
            input.consume(consumed)
            consumed = 0
            guard try input.fill(atLeast: 1) else { return false }
            // At the file's end a record is complete without a line's end.
            while try !scan() { _ = try input.fillMore() }
            // A blank line has one field without anything, not even quotes.
            if fieldCount == 1 && fields[0].start == fields[0].end && !fields[0].isQuoted { continue }
            return true
        }
    }

    /// Whether the whole of a record is in the window.
    private func scan() throws -> Bool {
        let bytes = input.available
        let count = bytes.count
        let isComplete = input.isComplete
        fieldCount = 0
        line = nextLine
        var lines = nextLine
        var at = 0
        while true {
            if fieldCount == fields.count { grow() }
            var field = Field(start: at, end: at, isQuoted: false, hasDoubledQuotes: false)
            if at < count && bytes[at] == UInt8(ascii: "\"") {
                field.isQuoted = true
                field.start = at + 1
                at += 1
                while true {
                    while at < count && bytes[at] != UInt8(ascii: "\"") {
                        if bytes[at] == 0x0A { lines += 1 }
                        at += 1
                    }
                    guard at + 1 < count || isComplete else { return false }
                    guard at < count else {
                        throw TableError(
                            .malformed, file: input.path, place: "line \(line)", "a quote is opened and never closed")
                    }
                    guard at + 1 < count && bytes[at + 1] == UInt8(ascii: "\"") else { break }
                    field.hasDoubledQuotes = true
                    at += 2
                }
                field.end = at
                at += 1
                guard at >= count || bytes[at] == separator || bytes[at] == 0x0A || bytes[at] == 0x0D else {
                    throw TableError(
                        .malformed, file: input.path, place: "line \(lines), field \(fieldCount + 1)",
                        "something stands behind a closing quote; a quote in a quoted text is written twice")
                }
            } else {
                while at < count && bytes[at] != separator && bytes[at] != 0x0A && bytes[at] != 0x0D { at += 1 }
                field.end = at
            }
            fields[fieldCount] = field
            fieldCount += 1
            guard at < count else {
                guard isComplete else { return false }
                break
            }
            if bytes[at] == separator {
                at += 1
                continue
            }
            if bytes[at] == 0x0D {
                guard at + 1 < count || isComplete else { return false }
                at += 1
                if at < count && bytes[at] == 0x0A { at += 1 }
            } else {
                at += 1
            }
            lines += 1
            break
        }
        nextLine = lines
        consumed = at
        return true
    }

    private func grow() {
        let larger = UnsafeMutableBufferPointer<Field>.allocate(capacity: 2 * fields.count)
        _ = larger.update(fromContentsOf: fields)
        fields.deallocate()
        fields = larger
    }
}
