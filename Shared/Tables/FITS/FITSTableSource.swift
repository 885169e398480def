/// Reads the first table of a FITS file, or the one that is named: binary (BINTABLE) or as text (TABLE).
///
/// An array of n elements becomes the columns "name_1" … "name_n", bits become booleans, arrays of their own length
/// become text. Empty text is null.
struct FITSTableSource: TableFileSource {
    let format = TableFormat.fits
    let columns: [Column]
    let rowCount: Int64?
    let provenance: Provenance
    private let input: ByteInput
    private let fields: [FITSField]
    private let textFields: [FITSTextField]
    private let heap: FITSHeap?
    private let rowWidth: Int
    private let count: Int64
    private var done: Int64 = 0

    init(path: String, options: TableReader.Options) throws {
        input = try ByteInput(path: path)
        let cards = try Self.findTable(input, options.table)
        rowWidth = Int(try cards.integer("NAXIS1", in: 0...(1 << 28)))
        count = try cards.integer("NAXIS2", in: 0...Int64.max)
        rowCount = count
        let dataSize = try cards.dataSize()
        if let size = input.size, Int64(rowWidth) > 0, count > (size - input.position) / Int64(rowWidth) {
            throw TableError(
                .malformed, file: path,
                "ends within its table: \(count) rows of \(rowWidth) bytes are announced, "
                    + "\(max(0, size - input.position)) bytes are there")
        }
        let number = Int(try cards.integer("TFIELDS", in: 0...999))
        let isText = cards.text("XTENSION") == "TABLE"
        var (fields, textFields): ([FITSField], [FITSTextField]) = ([], [])
        var offset = 0
        for index in 0..<number {
            if isText {
                textFields.append(try FITSTextField(cards, number: index + 1, rowWidth: rowWidth, file: path))
            } else if let field = try FITSField(cards, number: index + 1, offset: offset, file: path) {
                fields.append(field)
                offset += field.width
            }
        }
        guard offset <= rowWidth else {
            throw TableError(
                .malformed, file: path, place: "header \(cards.number)",
                "the columns take \(offset) bytes, but rows have \(rowWidth)")
        }
        self.fields = fields
        self.textFields = textFields
        let found = fields.flatMap(\.columns) + textFields.map(\.column)
        columns = zip(found, ColumnNames.unique(found.map(\.name))).map { column, name in
            var column = column
            column.name = name
            return column
        }
        provenance = Self.provenance(cards)
        heap = try Self.heap(fields, cards, input, tableSize: Int64(rowWidth) * count, dataSize: dataSize)
    }

    private static func heap(
        _ fields: [FITSField], _ cards: FITSCards, _ input: ByteInput, tableSize: Int64, dataSize: Int64
    ) throws -> FITSHeap? {
        guard fields.contains(where: { if case .descriptor = $0.element { true } else { false } }) else { return nil }
        guard ByteOutput.isPlain(input.path) else {
            throw TableError(
                .unsupported, file: input.path, "has arrays of their own length, which are not read from a pipe")
        }
        let gap = try cards.integer("THEAP") ?? tableSize
        guard gap >= tableSize, gap <= dataSize else {
            throw TableError(.malformed, file: input.path, place: "header \(cards.number)", "THEAP is \(gap)")
        }
        return try FITSHeap(file: input.path, start: input.position + gap, size: dataSize - gap)
    }

    private static func findTable(_ input: ByteInput, _ wanted: String?) throws -> FITSCards {
        var number = 1
        var tables: [String] = []
        while let cards = try FITSCards(reading: input, number: number) {
            let extensionName = cards.text("XTENSION")
            if extensionName == "BINTABLE" && cards.text("ZIMAGE") == "T" {
                // A compressed picture, which only looks like a table.
            } else if extensionName == "BINTABLE" || extensionName == "A3DTABLE" || extensionName == "TABLE" {
                let name = cards.text("EXTNAME")
                tables.append(name.isEmpty ? String(tables.count + 1) : name)
                if wanted == nil || wanted == name || wanted == String(tables.count) {
                    guard cards.text("ZTABLE") != "T" else {
                        throw TableError(
                            .unsupported, file: input.path, "holds a table packed by fpack; unpack it with funpack")
                    }
                    return cards
                }
            }
            guard try input.skip(cards.dataSize()) else { break }
            number += 1
        }
        let found =
            tables.isEmpty ? "has no table" : "has no table \(wanted ?? "1"), but \(tables.joined(separator: ", "))"
        throw TableError(.malformed, file: input.path, found)
    }

    private static func provenance(_ cards: FITSCards) -> Provenance {
        let structure: Set<String> = [
            "SIMPLE", "XTENSION", "BITPIX", "NAXIS", "PCOUNT", "GCOUNT", "TFIELDS", "THEAP", "EXTNAME", "EXTVER",
            "EXTEND",
            "LONGSTRN", "TRUNCATE", "CHECKSUM", "DATASUM", "EXTLEVEL",
        ]
        let ofColumns = [
            "TTYPE", "TFORM", "TUNIT", "TNULL", "TSCAL", "TZERO", "TDISP", "TDIM", "TUCD", "TXTYP", "TCOMM", "TBCOL",
            "NAXIS", "TUTYP",
        ]
        let entries = cards.entries.filter { keyword, _ in
            !structure.contains(keyword)
                && !ofColumns.contains { keyword.hasPrefix($0) && Int(keyword.dropFirst($0.count)) != nil }
        }
        return Provenance(
            entries: entries.map { ($0.keyword.lowercased(), $0.value) },
            description: cards.history.joined(separator: "\n"))
    }

    mutating func next(maximumRows: Int) throws -> ColumnBatch? {
        let capacity = Int(min(count - done, Int64(ColumnStore.rows(maximumRows, width: rowWidth))))
        guard capacity > 0 else { return nil }
        let stores = columns.map { ColumnStore($0.type, capacity: capacity) }
        var row = 0
        // A part of the rows at a time, so that they stay in the processor's cache over all columns.
        let part = max(1, (1 << 17) / max(1, rowWidth))
        while row < capacity {
            let rows = min(part, capacity - row)
            guard try input.fill(atLeast: rows * rowWidth) else {
                let there = done + Int64(row + input.available.count / max(1, rowWidth))
                throw TableError(
                    .malformed, file: input.path,
                    "ends within its table: \(count) rows are announced, \(there) are there")
            }
            try decode(input.base, rows, stores, row)
            input.consume(rows * rowWidth)
            row += rows
        }
        done += Int64(capacity)
        return ColumnBatch(columns: stores.map { $0.columnValues(capacity) }, rowCount: capacity)
    }

    private func decode(_ base: UnsafeRawPointer, _ rows: Int, _ stores: [ColumnStore], _ first: Int) throws {
        var column = 0
        for field in fields {
            if case .descriptor(let isWide, let letter) = field.element, let heap {
                for row in 0..<rows {
                    let at = base + row * rowWidth + field.offset
                    let text = try heap.text(at, isWide: isWide, of: letter, column: field.columns[0].name)
                    if text.isEmpty { stores[column].setNull(first + row) } else { stores[column].append(text) }
                }
            } else {
                let decoder = FITSRowDecoder(field: field, rowWidth: rowWidth, file: input.path)
                try decoder.decode(base, count: rows, into: stores[column..<column + field.columns.count], first: first)
            }
            column += field.columns.count
        }
        for field in textFields {
            for row in 0..<rows {
                let line = UnsafeRawBufferPointer(start: base + row * rowWidth, count: rowWidth)
                try field.take(line, into: stores[column], row: first + row, number: done + Int64(first + row) + 1)
            }
            column += 1
        }
    }
}
