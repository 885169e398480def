/// The values of one column of a batch in memory, for loops that must not count references.
struct ColumnPointers {
    let type: ColumnType
    /// Values, or the bytes of all texts.
    let values: UnsafeRawPointer
    /// For text: where each ends.
    let ends: UnsafePointer<Int>?
    let hasNulls: Bool
    private let nullWords: UnsafePointer<UInt64>?
    private let nullWordCount: Int

    fileprivate init(
        type: ColumnType, values: UnsafeRawPointer, ends: UnsafePointer<Int>?, hasNulls: Bool,
        nullWords: UnsafeBufferPointer<UInt64>
    ) {
        self.type = type
        self.values = values
        self.ends = ends
        self.hasNulls = hasNulls
        self.nullWords = nullWords.baseAddress
        nullWordCount = nullWords.count
    }

    @inline(__always)
    func isNull(_ row: Int) -> Bool {
        let word = row >> 6
        guard hasNulls, let nullWords, word < nullWordCount else { return false }
        return nullWords[word] & (1 << UInt64(row & 63)) != 0
    }

    @inline(__always)
    func load<Value>(_ row: Int, as type: Value.Type) -> Value {
        values.load(fromByteOffset: row * MemoryLayout<Value>.stride, as: type)
    }

    /// UTF-8 of a text.
    @inline(__always)
    func text(_ row: Int) -> UnsafeRawBufferPointer {
        guard let ends else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        let start = row == 0 ? 0 : ends[row - 1]
        return UnsafeRawBufferPointer(start: values + start, count: ends[row] - start)
    }
}

extension ColumnBatch {
    /// Calls a function with all columns in memory.
    func withColumnPointers<Result>(_ body: (UnsafeBufferPointer<ColumnPointers>) throws -> Result) rethrows -> Result {
        var pointers: [ColumnPointers] = []
        pointers.reserveCapacity(columns.count)
        return try withColumnPointers(from: 0, &pointers, body)
    }

    private func withColumnPointers<Result>(
        from index: Int, _ pointers: inout [ColumnPointers],
        _ body: (UnsafeBufferPointer<ColumnPointers>) throws -> Result
    ) rethrows -> Result {
        guard index < columns.count else { return try pointers.withUnsafeBufferPointer(body) }
        let column = columns[index]
        return try column.withPointers {
            pointers.append($0)
            return try withColumnPointers(from: index + 1, &pointers, body)
        }
    }

    /// Whether the batch is one of a table with these columns; the error says what is not.
    func check(against columns: [Column], file: String) throws {
        guard self.columns.count == columns.count else {
            throw TableError(
                .value, file: file, "a batch has \(self.columns.count) columns where the table has \(columns.count)")
        }
        for (values, column) in zip(self.columns, columns) {
            guard values.type == column.type, values.count == rowCount else {
                throw TableError(
                    .value, file: file, place: "column \(column.name)",
                    "\(values.count) values of type \(values.type.rawValue) where \(rowCount) of type "
                        + "\(column.type.rawValue) were expected")
            }
        }
    }
}

extension ColumnValues {
    fileprivate func withPointers<Result>(_ body: (ColumnPointers) throws -> Result) rethrows -> Result {
        try nulls.withWords { words in
            func make(_ values: UnsafeRawBufferPointer, _ ends: UnsafePointer<Int>? = nil) throws -> Result {
                // An empty array may have no address; nothing is read from it then.
                let start = values.baseAddress ?? UnsafeRawPointer(bitPattern: 8).unsafelyUnwrapped
                return try body(
                    ColumnPointers(
                        type: type, values: start, ends: ends, hasNulls: !nulls.isEmpty, nullWords: words))
            }
            switch storage {
            case .boolean(let values): return try values.withUnsafeBytes { try make($0) }
            case .uint8(let values): return try values.withUnsafeBytes { try make($0) }
            case .int16(let values): return try values.withUnsafeBytes { try make($0) }
            case .int32(let values): return try values.withUnsafeBytes { try make($0) }
            case .int64(let values): return try values.withUnsafeBytes { try make($0) }
            case .float32(let values): return try values.withUnsafeBytes { try make($0) }
            case .float64(let values): return try values.withUnsafeBytes { try make($0) }
            case .text(let values):
                return try values.bytes.withUnsafeBytes { bytes in
                    try values.ends.withUnsafeBufferPointer { try make(bytes, $0.baseAddress) }
                }
            }
        }
    }
}
