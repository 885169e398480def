import Glibc

/// Writes one JSON object a line.
///
/// A null is `null`; what is no finite number is the text "NaN", "Infinity" or "-Infinity", as in the JSON mapping of
/// Protocol Buffers, since JSON has no such numbers. Integers keep every digit.
final class JSONLinesTableSink: TableFileSink {
    private let columns: [Column]
    private let keys: [[UInt8]]
    private let output: ByteOutput

    init(path: String, columns: [Column], compression: Compression, firstLine: Provenance?) throws {
        self.columns = columns
        keys = columns.enumerated().map { index, column in
            Array("\(index == 0 ? "{" : ",")\(Self.quoted(column.name)):".utf8)
        }
        output = try ByteOutput(path: path, compression: compression)
        if let firstLine {
            let entries = ([("description", firstLine.description)] + firstLine.entries).filter { !$0.1.isEmpty }
            let members = entries.map { "\(Self.quoted($0.0)):\(Self.quoted($0.1))" }
            try output.write("{\"provenance\":{\(members.joined(separator: ","))}}\n")
        }
    }

    var byteCount: Int64 { output.byteCount }

    private static func quoted(_ text: String) -> String {
        var text = text
        return text.withUTF8 { utf8 in
            String(unsafeUninitializedCapacity: 6 * utf8.count + 2) { room in
                room.baseAddress.map { write(text: UnsafeRawBufferPointer(utf8), to: $0) } ?? 0
            }
        }
    }

    func write(_ batch: ColumnBatch) throws {
        try batch.check(against: columns, file: output.path)
        let room = keys.reduce(4) { $0 + $1.count + TextCells.numberSize }
        try batch.withColumnPointers { pointers in
            for row in 0..<batch.rowCount {
                var start = try output.reserve(room)
                var to = start
                for index in 0..<pointers.count {
                    keys[index].withUnsafeBytes { key in
                        guard let base = key.baseAddress else { return }
                        memcpy(to, base, key.count)
                        to += key.count
                    }
                    if pointers[index].isNull(row) {
                        to += TextCells.write("null", to: to)
                    } else if pointers[index].type == .text {
                        let text = pointers[index].text(row)
                        output.advance(to - start)
                        start = try output.reserve(6 * text.count + 2 + room)
                        to = start + Self.write(text: text, to: start)
                    } else {
                        to += Self.writeNumber(pointers[index], row, to: to)
                    }
                }
                to += TextCells.write(pointers.isEmpty ? "{}\n" : "}\n", to: to)
                output.advance(to - start)
            }
        }
    }

    @inline(__always)
    private static func writeNumber(_ column: ColumnPointers, _ row: Int, to out: UnsafeMutablePointer<UInt8>) -> Int {
        let isFinite =
            switch column.type {
            case .float32: column.load(row, as: Float.self).isFinite
            case .float64: column.load(row, as: Double.self).isFinite
            default: true
            }
        if isFinite { return TextCells.write(column, row, to: out) }
        let count = TextCells.write(column, row, to: out + 1)
        out.pointee = UInt8(ascii: "\"")
        out[count + 1] = UInt8(ascii: "\"")
        return count + 2
    }

    private static func write(text: UnsafeRawBufferPointer, to out: UnsafeMutablePointer<UInt8>) -> Int {
        var to = out
        to.pointee = UInt8(ascii: "\"")
        to += 1
        for byte in text {
            if byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\") {
                to.pointee = byte
                to += 1
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): to += TextCells.write("\\\"", to: to)
            case UInt8(ascii: "\\"): to += TextCells.write("\\\\", to: to)
            case UInt8(ascii: "\n"): to += TextCells.write("\\n", to: to)
            case UInt8(ascii: "\r"): to += TextCells.write("\\r", to: to)
            case UInt8(ascii: "\t"): to += TextCells.write("\\t", to: to)
            default:
                to += TextCells.write("\\u00", to: to)
                let digits: StaticString = "0123456789abcdef"
                to[0] = digits.utf8Start[Int(byte >> 4)]
                to[1] = digits.utf8Start[Int(byte & 15)]
                to += 2
            }
        }
        to.pointee = UInt8(ascii: "\"")
        return to + 1 - out
    }

    func finish() throws { try output.finish() }
}
