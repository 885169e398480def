import Glibc

/// Writes a FITS binary table (FITS 4.0, section 7.3) behind an empty primary header.
///
/// Booleans are `L`, `uint8` B, `int16` I, `int32` J, `int64` K, `float32` E, `float64` D, text `nA` in UTF-8, padded
/// with zero bytes. Null is a zero byte for booleans, TNULLn for integers (the smallest value, 255 for `uint8`; the
/// keyword stands there only where the column has nulls), NaN for floats, empty for text. Where a few texts are so
/// long that the file would be stretched beyond a gigabyte they stand behind the rows (`QA`), which astropy reads as
/// lists of letters, while stilts and we read texts.
///
/// The header is written first and changed at the end, when the number of rows is known, unless it was told.
final class FITSTableSink: TableFileSink {
    private let columns: [Column]
    private let provenance: Provenance
    private let tableName: String
    private let facts: TableFacts?
    private let compression: Compression
    private let output: ByteOutput
    private var encoder: RowEncoder
    private let heap: FITSHeapWriter?
    private let heapColumns: Set<Int>
    private var rowCount: Int64 = 0
    private var isTruncated = false
    /// Blocks of the table's header at its longest.
    private var headerBlocks = 0

    /// All text columns must have a width; facts are needed where the file cannot be changed at the end.
    init(
        path: String, columns: [Column], compression: Compression, provenance: Provenance, tableName: String,
        facts: TableFacts?, stretchLimit: Int64 = 1 << 30
    ) throws {
        guard (1...999).contains(columns.count) else {
            throw TableError(.unsupported, file: path, "\(columns.count) columns; a FITS table has 1 to 999")
        }
        self.columns = columns
        self.provenance = provenance
        self.tableName = tableName
        self.facts = facts
        self.compression = compression
        isTruncated = facts?.isTruncated ?? false
        heapColumns = Self.heapColumns(columns, facts, stretchLimit)
        heap = heapColumns.isEmpty ? nil : try FITSHeapWriter(path: path)
        encoder = RowEncoder(
            columns: columns, form: RowEncoder.Form(), file: path, heap: heap, heapColumns: heapColumns)
        output = try ByteOutput(path: path, compression: compression)
        // All that the header may have is there now, so that it is as long at the end.
        let largest = header(rowCount: facts?.rowCount ?? 0) { facts?.hasNulls[$0] ?? true }
        headerBlocks = largest.count / FITSHeader.blockSize - 1
        try output.writePrefix(largest)
    }

    /// Columns of long texts that would be stretched to more than a limit, and more than four times their bytes.
    private static func heapColumns(_ columns: [Column], _ facts: TableFacts?, _ limit: Int64) -> Set<Int> {
        guard let facts else { return [] }
        return Set(
            columns.indices.filter { index in
                guard columns[index].type == .text, facts.textWidths[index] > 256 else { return false }
                let (stretched, isTooLarge) = facts.rowCount.multipliedReportingOverflow(
                    by: Int64(facts.textWidths[index]))
                return isTooLarge || stretched > max(limit, 4 * (facts.textBytes[index] + 16 * facts.rowCount))
            })
    }

    var byteCount: Int64 { output.byteCount + (heap?.count ?? 0) }

    func write(_ batch: ColumnBatch) throws {
        try batch.check(against: columns, file: output.path)
        let block = encoder.blockRows
        try batch.withColumnPointers { pointers in
            for start in stride(from: 0, to: batch.rowCount, by: block) {
                let rows = start..<min(start + block, batch.rowCount)
                let count = encoder.layOut(pointers, rows: rows)
                try encoder.encode(pointers, rows: rows, to: output.reserve(count))
                output.advance(count)
            }
        }
        rowCount += Int64(batch.rowCount)
    }

    func markTruncated() { isTruncated = true }

    func finish() throws {
        try heap?.copy(to: output)
        let used =
            Int(rowCount % Int64(FITSHeader.blockSize)) * (encoder.fixedWidth % FITSHeader.blockSize)
            + Int((heap?.count ?? 0) % Int64(FITSHeader.blockSize))
        let padding = (FITSHeader.blockSize - used % FITSHeader.blockSize) % FITSHeader.blockSize
        try output.write(String(repeating: "\0", count: padding))
        // In a pipe the header has gone long ago, and says what was known then.
        if ByteOutput.canReplacePrefix(path: output.path, compression: compression) {
            try output.replacePrefix(header(rowCount: rowCount, hasNulls: encoder.hasNulls))
        }
        try output.finish()
    }

    private func header(rowCount: Int64, hasNulls: (Int) -> Bool) -> [UInt8] {
        var primary = FITSHeader()
        primary.append("SIMPLE", true, "conforms to the FITS standard")
        primary.append("BITPIX", 8)
        primary.append("NAXIS", 0)
        primary.append("EXTEND", true)
        var table = FITSHeader()
        table.append("XTENSION", "BINTABLE", "binary table")
        table.append("BITPIX", 8)
        table.append("NAXIS", 2)
        table.append("NAXIS1", Int64(encoder.fixedWidth), "bytes of a row")
        table.append("NAXIS2", rowCount, "rows")
        table.append("PCOUNT", facts.map { facts in heapColumns.reduce(0) { $0 + facts.textBytes[$1] } } ?? 0)
        table.append("GCOUNT", 1)
        table.append("TFIELDS", Int64(columns.count))
        if !tableName.isEmpty { table.append("EXTNAME", tableName) }
        table.append("TRUNCATE", isTruncated, "whether a limit cut rows off")
        table.append("LONGSTRN", "OGIP 1.0", "long texts go on in CONTINUE")
        for (index, column) in columns.enumerated() {
            let number = index + 1
            table.append("TTYPE\(number)", column.name)
            let width = max(1, column.textWidth ?? 1)
            table.append("TFORM\(number)", heapColumns.contains(index) ? "1QA(\(width))" : Self.form(column))
            if column.type.isInteger && hasNulls(index) { table.append("TNULL\(number)", column.type.nullValue) }
            for (keyword, text) in [
                ("TUNIT", column.unit), ("TUCD", column.ucd), ("TXTYP", column.extendedType),
                ("TCOMM", column.description),
            ] where !text.isEmpty {
                table.append("\(keyword)\(number)", text)
            }
        }
        for (name, value) in provenance.entries { table.append(Self.keyword(name), value) }
        if provenance.query.contains(where: \.isNewline) {
            table.appendHistory("The query as it was typed:")
            for line in provenance.query.split(whereSeparator: \.isNewline) { table.appendHistory(String(line)) }
        }
        if !provenance.description.isEmpty { table.appendHistory(provenance.description) }
        return primary.bytes() + table.bytes(minimumBlocks: headerBlocks)
    }

    private static func form(_ column: Column) -> String {
        switch column.type {
        case .boolean: "L"
        case .uint8: "B"
        case .int16: "I"
        case .int32: "J"
        case .int64: "K"
        case .float32: "E"
        case .float64: "D"
        case .text: "\(max(1, column.textWidth ?? 1))A"
        }
    }

    private static func keyword(_ name: String) -> String {
        switch name {
        case "time": "DATE"
        case "catalog_version": "CATVER"
        case "job": "JOBID"
        case "software": "CREATOR"
        default: name.uppercased()
        }
    }
}
