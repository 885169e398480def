import Glibc

/// Writes a VOTable whose values are binary rows in base64 (BINARY and BINARY2).
///
/// Text is UTF-16 with its count before it. In BINARY the null of integers is their smallest value (255 for
/// `unsignedByte`), declared in VALUES where a column has nulls, of floats NaN, of booleans "?", of text the empty one; in
/// BINARY2 flags say what is null.
final class VOTableBinarySink: TableFileSink {
    private let head: VOTableHead
    private let output: ByteOutput
    private var isTruncated = false
    private let canReplaceHead: Bool
    private var encoder: RowEncoder
    private var rows: UnsafeMutableRawPointer
    private var capacity = 1 << 17
    /// Bytes in `rows` that did not fill a line of base64 yet.
    private var left = 0

    init(path: String, head: VOTableHead, compression: Compression) throws {
        self.head = head
        var form = RowEncoder.Form()
        form.hasCountedText = true
        form.unknown = UInt8(ascii: "?")
        form.hasNullFlags = head.serialization == .votableBinary2
        form.hasNullValues = !form.hasNullFlags
        form.nullValuesAreReserved =
            form.hasNullValues && !ByteOutput.canReplacePrefix(path: path, compression: compression)
        encoder = RowEncoder(columns: head.columns, form: form, file: path)
        output = try ByteOutput(path: path, compression: compression)
        rows = .allocate(byteCount: capacity, alignment: 16)
        canReplaceHead = ByteOutput.canReplacePrefix(path: path, compression: compression)
        try output.writePrefix(Array(head.opening().utf8))
    }

    deinit { rows.deallocate() }

    var byteCount: Int64 { output.byteCount }

    func write(_ batch: ColumnBatch) throws {
        try batch.check(against: head.columns, file: output.path)
        let block = encoder.blockRows
        try batch.withColumnPointers { pointers in
            for start in stride(from: 0, to: batch.rowCount, by: block) {
                let range = start..<min(start + block, batch.rowCount)
                let count = encoder.layOut(pointers, rows: range)
                makeRoom(left + count)
                try encoder.encode(pointers, rows: range, to: rows + left)
                left += count
                try writeLines(all: false)
            }
        }
    }

    private func makeRoom(_ count: Int) {
        guard count > capacity else { return }
        let larger = UnsafeMutableRawPointer.allocate(byteCount: 2 * count, alignment: 16)
        larger.copyMemory(from: rows, byteCount: left)
        rows.deallocate()
        rows = larger
        capacity = 2 * count
    }

    private func writeLines(all: Bool) throws {
        let lines = left / Base64.lineBytes
        let whole = all ? left : lines * Base64.lineBytes
        let out = try output.reserve((lines + 1) * (Base64.lineLength + 1))
        output.advance(Base64.encode(UnsafeRawBufferPointer(start: rows, count: whole), to: out))
        left -= whole
        memmove(rows, rows + whole, left)
    }

    func markTruncated() { isTruncated = true }

    func finish() throws {
        try writeLines(all: true)
        try output.write(head.closing(isTruncated: isTruncated))
        if head.serialization == .votableBinary && canReplaceHead {
            try output.replacePrefix(Array(head.opening(hasNulls: encoder.hasNulls).utf8))
        }
        try output.finish()
    }
}
