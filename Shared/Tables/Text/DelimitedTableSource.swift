/// Reads CSV or tab-separated text.
///
/// The file is read twice: once for what its columns can be, once for the values; from a pipe, which can be read once,
/// all columns must be declared.
struct DelimitedTableSource: TableFileSource {
    let format: TableFormat
    let columns: [Column]
    let rowCount: Int64?
    let provenance: Provenance
    private let path: String
    private let records: DelimitedRecords
    private var hasRecord: Bool

    init(path: String, format: TableFormat, options: TableReader.Options) throws {
        self.path = path
        self.format = format
        let separator = UInt8(ascii: format == .csv ? "," : "\t")
        var head = try DelimitedHead(input: ByteInput(path: path), separator: separator, options: options)
        if options.columns == nil && head.names.contains(where: { options.types[$0] == nil }) {
            try TableReader.checkCanReadTwice(path)
            rowCount = try head.inferColumns(options: options)
            columns = head.columns(options)
            head = try DelimitedHead(input: ByteInput(path: path), separator: separator, options: options)
        } else {
            rowCount = nil
            columns = head.columns(options)
        }
        provenance = head.provenance
        records = head.records
        hasRecord = head.hasRecord
    }

    mutating func next(maximumRows: Int) throws -> ColumnBatch? {
        let capacity = ColumnStore.rows(maximumRows, width: 16 * columns.count)
        let stores = columns.map { ColumnStore($0.type, capacity: capacity) }
        var row = 0
        while row < capacity {
            if !hasRecord {
                guard try records.next() else { break }
            }
            hasRecord = false
            try checkFieldCount()
            for index in 0..<stores.count { try take(records.fields[index], into: stores[index], row, index) }
            row += 1
        }
        return row == 0 ? nil : ColumnBatch(columns: stores.map { $0.columnValues(row) }, rowCount: row)
    }

    private func checkFieldCount() throws {
        guard records.fieldCount != columns.count else { return }
        throw TableError(
            .malformed, file: path, place: "line \(records.line)",
            "\(records.fieldCount) fields where the table has \(columns.count) columns")
    }

    @inline(__always)
    private func take(_ field: DelimitedRecords.Field, into store: ColumnStore, _ row: Int, _ column: Int) throws {
        let text = records.text(field)
        if store.type == .text {
            if text.isEmpty && !field.isQuoted {
                store.setNull(row)
            } else if field.hasDoubledQuotes {
                store.append(records.plain(field))
            } else {
                store.append(text)
            }
            return
        }
        let value = TextParsing.trimmed(text)
        if TextParsing.store(value, in: store, row: row) { return }
        // NaN among whole numbers that floats could not hold.
        guard TextParsing.isNullWord(value) || store.type.isInteger && TextParsing.equals(value, "nan") else {
            throw TableError(
                .value, file: path, place: "line \(records.line), column \(columns[column].name)",
                "expected \(store.type.words), found \(TextParsing.quoted(text))")
        }
        store.setNull(row)
    }
}

/// What stands before the first row of delimited text.
private struct DelimitedHead {
    let records: DelimitedRecords
    private(set) var names: [String]
    private var inferred: [SchemaInference]
    /// Whether the record that was read is a row already, as there is no line of names.
    let hasRecord: Bool
    let provenance: Provenance
    private let path: String

    init(input: ByteInput, separator: UInt8, options: TableReader.Options) throws {
        path = input.path
        records = DelimitedRecords(input: input, separator: separator)
        let comments = try records.readComments()
        guard try records.next() else { throw TableError(.malformed, file: input.path, "has no line of column names") }
        var fields: [String] = []
        for index in 0..<records.fieldCount {
            fields.append(String(decoding: records.plain(records.fields[index]), as: UTF8.self))
        }
        let isNumbers = fields.allSatisfy { Double($0.trimmingSpaces) != nil }
        hasRecord = !(options.hasHeader ?? !isNumbers)
        if hasRecord {
            // A comment right before the numbers, with as many words, names them.
            let words = comments.last?.split(
                separator: Character(Unicode.Scalar(separator)), omittingEmptySubsequences: false)
            fields =
                words.flatMap { $0.count == fields.count ? $0.map { String($0) } : nil } ?? fields.map { _ in "" }
        }
        names = ColumnNames.unique(fields.map(\.trimmingSpaces))
        inferred = Array(repeating: SchemaInference(), count: names.count)
        provenance = Provenance(comments: comments)
        if let declared = options.columns, declared.count != names.count {
            throw TableError(
                .malformed, file: input.path, "has \(names.count) columns where \(declared.count) were declared")
        }
    }

    /// Reads all rows for what the columns can be; their number.
    mutating func inferColumns(options: TableReader.Options) throws -> Int64 {
        var count: Int64 = 0
        var isRead = hasRecord
        while try isRead || records.next() {
            isRead = false
            count += 1
            guard records.fieldCount == names.count else {
                throw TableError(
                    .malformed, file: path, place: "line \(records.line)",
                    "\(records.fieldCount) fields where the table has \(names.count) columns")
            }
            for index in 0..<names.count {
                let field = records.fields[index]
                if field.end > field.start { inferred[index].add(records.text(field)) }
            }
        }
        return count
    }

    func columns(_ options: TableReader.Options) -> [Column] {
        if let declared = options.columns { return declared }
        return zip(names, inferred).map { name, inferred in
            let type = options.types[name] ?? inferred.type
            return Column(name, type, textWidth: type == .text && inferred.width > 0 ? inferred.width : nil)
        }
    }
}
