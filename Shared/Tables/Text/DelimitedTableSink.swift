import Glibc

/// Writes CSV or tab-separated text.
///
/// A null is an empty field, an empty text is `""`; where a table has a single column a null is `""` too, since a blank
/// line is no row to most readers. Floats are the shortest text that reads back as the same number.
final class DelimitedTableSink: TableFileSink {
    private let columns: [Column]
    private let separator: UInt8
    private let output: ByteOutput

    init(
        path: String, columns: [Column], separator: UInt8, compression: Compression, comments: Provenance?
    ) throws {
        self.columns = columns
        self.separator = separator
        output = try ByteOutput(path: path, compression: compression)
        if let comments { try output.write(Self.comments(comments)) }
        for (index, column) in columns.enumerated() {
            if index > 0 { try writeByte(separator) }
            var name = column.name
            _ = try name.withUTF8 { try write(text: UnsafeRawBufferPointer($0), room: 0) }
        }
        try writeByte(UInt8(ascii: "\n"))
    }

    private static func comments(_ provenance: Provenance) -> String {
        var lines: [String] = []
        for (name, value) in [("description", provenance.description)] + provenance.entries where !value.isEmpty {
            let parts = value.split(omittingEmptySubsequences: false) { $0.isNewline }
            lines.append("# \(name): \(parts[0])")
            lines += parts.dropFirst().map { "#   \($0)" }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    var byteCount: Int64 { output.byteCount }

    private func writeByte(_ byte: UInt8) throws {
        try output.reserve(1).pointee = byte
        output.advance(1)
    }

    func write(_ batch: ColumnBatch) throws {
        try batch.check(against: columns, file: output.path)
        let room = columns.count * (TextCells.numberSize + 1) + 2
        try batch.withColumnPointers { pointers in
            for row in 0..<batch.rowCount {
                var start = try output.reserve(room)
                var to = start
                for index in 0..<pointers.count {
                    if index > 0 {
                        to.pointee = separator
                        to += 1
                    }
                    if pointers[index].isNull(row) {
                        if pointers.count == 1 { to += TextCells.write("\"\"", to: to) }
                    } else if pointers[index].type == .text {
                        output.advance(to - start)
                        start = try write(text: pointers[index].text(row), room: room)
                        to = start
                    } else {
                        to += TextCells.write(pointers[index], row, to: to)
                    }
                }
                to.pointee = UInt8(ascii: "\n")
                output.advance(to + 1 - start)
            }
        }
    }

    /// Writes a text, quoted where it must be; room after it.
    @discardableResult
    private func write(text: UnsafeRawBufferPointer, room: Int) throws -> UnsafeMutablePointer<UInt8> {
        let out = try output.reserve(2 * text.count + 2 + room)
        let quote = UInt8(ascii: "\"")
        guard needsQuotes(text) else {
            if let base = text.baseAddress { memcpy(out, base, text.count) }
            output.advance(text.count)
            return out + text.count
        }
        var to = out
        to.pointee = quote
        to += 1
        for byte in text {
            if byte == quote {
                to.pointee = quote
                to += 1
            }
            to.pointee = byte
            to += 1
        }
        to.pointee = quote
        output.advance(to + 1 - out)
        return to + 1
    }

    private func needsQuotes(_ text: UnsafeRawBufferPointer) -> Bool {
        guard let first = text.first, let last = text.last else { return true }
        // Spaces at the ends and a comment's sign would be lost to some readers.
        if first <= 0x20 || last <= 0x20 || first == UInt8(ascii: "#") { return true }
        var found = false
        for byte in text {
            found =
                found || byte == separator || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n")
                || byte == UInt8(ascii: "\r")
        }
        return found
    }

    func finish() throws { try output.finish() }
}
