import Glibc

/// Writes a VOTable whose values are text (TABLEDATA); a null is an empty cell.
final class VOTableTextSink: TableFileSink {
    private let head: VOTableHead
    private let output: ByteOutput
    private var isTruncated = false

    init(path: String, head: VOTableHead, compression: Compression) throws {
        self.head = head
        output = try ByteOutput(path: path, compression: compression)
        try output.write(head.opening())
    }

    var byteCount: Int64 { output.byteCount }

    func write(_ batch: ColumnBatch) throws {
        try batch.check(against: head.columns, file: output.path)
        let room = head.columns.count * (TextCells.numberSize + 9) + 12
        try batch.withColumnPointers { pointers in
            for row in 0..<batch.rowCount {
                var start = try output.reserve(room)
                var to = start + TextCells.write("<TR>", to: start)
                for index in 0..<pointers.count {
                    to += TextCells.write("<TD>", to: to)
                    if pointers[index].isNull(row) {
                        // An empty cell.
                    } else if pointers[index].type == .text {
                        let text = pointers[index].text(row)
                        output.advance(to - start)
                        start = try output.reserve(XMLText.maximumGrowth * text.count + room)
                        to = start + XMLText.write(text, to: start)
                    } else {
                        to += Self.writeNumber(pointers[index], row, to: to)
                    }
                    to += TextCells.write("</TD>", to: to)
                }
                to += TextCells.write("</TR>\n", to: to)
                output.advance(to - start)
            }
        }
    }

    /// Infinity is "+Inf" and "-Inf" in VOTable.
    @inline(__always)
    private static func writeNumber(_ column: ColumnPointers, _ row: Int, to out: UnsafeMutablePointer<UInt8>) -> Int {
        let value: Double =
            switch column.type {
            case .float32: Double(column.load(row, as: Float.self))
            case .float64: column.load(row, as: Double.self)
            default: 0
            }
        guard value.isInfinite else { return TextCells.write(column, row, to: out) }
        return value < 0 ? TextCells.write("-Inf", to: out) : TextCells.write("+Inf", to: out)
    }

    func markTruncated() { isTruncated = true }

    func finish() throws {
        try output.write(head.closing(isTruncated: isTruncated))
        try output.finish()
    }
}
