public import Messages
public import Tables

extension TableData {
    /// Rows for the bus.
    ///
    /// - Parameters:
    ///   - columns: one for each column of the batch.
    ///   - batch: the rows.
    public init(columns: [ColumnInfo], batch: ColumnBatch) {
        self.init(columns: columns, rows: UInt64(batch.rowCount), data: batch.columns.map { ColumnData($0) })
    }

    /// Rows for the bus.
    public init(columns: [Column], batch: ColumnBatch) {
        self.init(columns: columns.map { ColumnInfo($0) }, batch: batch)
    }

    /// The rows, if every column has as many values as there are rows.
    ///
    /// A fault is a `MessageError` with the column's name.
    public func batch() throws(MessageError) -> ColumnBatch {
        guard let rowCount = Int(exactly: rows), columns.count == data.count else {
            throw MessageError(
                message: "TableData", field: "data", offset: 0,
                problem: "has \(data.count) columns of values for \(columns.count) columns and \(rows) rows")
        }
        guard !columns.isEmpty || rowCount == 0 else {
            throw MessageError(message: "TableData", field: "rows", offset: 0, problem: "\(rows) rows of no column")
        }
        var values: [ColumnValues] = []
        values.reserveCapacity(columns.count)
        for (info, data) in zip(columns, data) { values.append(try data.values(of: info, rows: rowCount)) }
        return ColumnBatch(columns: values, rowCount: rowCount)
    }
}

extension ColumnData {
    /// Values of a column for the bus.
    init(_ column: ColumnValues) {
        self.init()
        switch column.storage {
        case .boolean(let flags): values = flags.map { $0 ? 1 : 0 }
        case .uint8(let numbers): values = numbers
        case .int16(let numbers): values = Self.bytes(numbers, \.littleEndian)
        case .int32(let numbers): values = Self.bytes(numbers, \.littleEndian)
        case .int64(let numbers): values = Self.bytes(numbers, \.littleEndian)
        case .float32(let numbers): values = Self.bytes(numbers, \.bitPattern.littleEndian)
        case .float64(let numbers): values = Self.bytes(numbers, \.bitPattern.littleEndian)
        case .text(let texts):
            values = texts.bytes
            textEnds = texts.ends.map { UInt64($0) }
        }
        guard !column.nulls.isEmpty else { return }
        nulls = [UInt8](repeating: 0, count: (column.count + 7) / 8)
        for row in 0..<column.count where column.nulls.contains(row) { nulls[row >> 3] |= 1 << UInt8(row & 7) }
    }

    /// Values of a column from the bus.
    fileprivate func values(of info: ColumnInfo, rows: Int) throws(MessageError) -> ColumnValues {
        guard let type = info.type.columnType else { throw fault(info, "is of a type that is not known here") }
        if let width = type.byteWidth {
            guard values.count.isMultiple(of: width), values.count / width == rows else {
                throw fault(info, "has \(values.count) bytes for \(rows) values of \(width) bytes each")
            }
        }
        let storage: ColumnValues.Storage
        switch type {
        case .boolean: storage = .boolean(values.map { $0 != 0 })
        case .uint8: storage = .uint8(values)
        case .int16: storage = .int16(numbers { Int16(littleEndian: $0) })
        case .int32: storage = .int32(numbers { Int32(littleEndian: $0) })
        case .int64: storage = .int64(numbers { Int64(littleEndian: $0) })
        case .float32: storage = .float32(numbers { Float(bitPattern: UInt32(littleEndian: $0)) })
        case .float64: storage = .float64(numbers { Double(bitPattern: UInt64(littleEndian: $0)) })
        case .text: storage = .text(try texts(of: info, rows: rows))
        }
        var mask = NullMask()
        for (index, byte) in nulls.enumerated() where byte != 0 {
            for bit in 0..<8 where byte & (1 << UInt8(bit)) != 0 {
                guard index * 8 + bit < rows else {
                    throw fault(info, "marks row \(index * 8 + bit) of \(rows) as null")
                }
                mask.insert(index * 8 + bit)
            }
        }
        return ColumnValues(storage, nulls: mask)
    }

    private func texts(of info: ColumnInfo, rows: Int) throws(MessageError) -> TextValues {
        guard textEnds.count == rows, textEnds.last ?? 0 == UInt64(values.count) else {
            throw fault(info, "has \(textEnds.count) texts in \(values.count) bytes for \(rows) rows")
        }
        var start = 0
        var texts = TextValues()
        texts.reserveCapacity(texts: rows, bytes: values.count)
        for (row, end) in textEnds.enumerated() {
            guard end >= UInt64(start), end <= UInt64(values.count) else {
                throw fault(info, "text \(row) ends at byte \(end), it begins at \(start) of \(values.count)")
            }
            texts.append(values[start..<Int(end)])
            start = Int(end)
        }
        return texts
    }

    private func fault(_ info: ColumnInfo, _ problem: String) -> MessageError {
        MessageError(message: "TableData", field: "data of column \(info.name)", offset: 0, problem: problem)
    }

    private func numbers<Bits: FixedWidthInteger, Number>(_ number: (Bits) -> Number) -> [Number] {
        let width = MemoryLayout<Bits>.size
        return values.withUnsafeBytes { bytes in
            (0..<(bytes.count / width)).map {
                number(bytes.loadUnaligned(fromByteOffset: $0 * width, as: Bits.self))
            }
        }
    }

    private static func bytes<Number, Bits: FixedWidthInteger>(
        _ numbers: [Number], _ bits: (Number) -> Bits
    ) -> [UInt8] {
        let width = MemoryLayout<Bits>.size
        return [UInt8](unsafeUninitializedCapacity: numbers.count * width) { buffer, count in
            for (index, number) in numbers.enumerated() {
                UnsafeMutableRawBufferPointer(buffer).storeBytes(
                    of: bits(number), toByteOffset: index * width, as: Bits.self)
            }
            count = numbers.count * width
        }
    }
}

extension ColumnInfo {
    /// A column for the bus.
    public init(_ column: Column, isIndexed: Bool = false, isPrincipal: Bool = false) {
        self.init(
            name: column.name, type: ValueType(column.type),
            textWidth: UInt32(clamping: column.textWidth ?? 0), unit: column.unit, ucd: column.ucd,
            extendedType: column.extendedType, description: column.description, isIndexed: isIndexed,
            isPrincipal: isPrincipal)
    }

    /// A catalogue's column for the bus.
    public init(_ column: CatalogColumn) {
        self.init(column.column, isIndexed: column.isIndexed, isPrincipal: column.isPrincipal)
    }

    /// The column; one of a type that is not known here is taken for text.
    public var column: Column {
        Column(
            name, type.columnType ?? .text, textWidth: textWidth == 0 ? nil : Int(textWidth), unit: unit, ucd: ucd,
            extendedType: extendedType, description: description)
    }
}

extension ColumnInfo.ValueType {
    /// A column type for the bus.
    public init(_ type: ColumnType) {
        self =
            switch type {
            case .boolean: .boolean
            case .uint8: .uint8
            case .int16: .int16
            case .int32: .int32
            case .int64: .int64
            case .float32: .float32
            case .float64: .float64
            case .text: .text
            }
    }

    /// The column type; nil where it is not known here.
    public var columnType: ColumnType? {
        switch self {
        case .unknown: nil
        case .boolean: .boolean
        case .uint8: .uint8
        case .int16: .int16
        case .int32: .int32
        case .int64: .int64
        case .float32: .float32
        case .float64: .float64
        case .text: .text
        }
    }
}

extension TableDescription {
    /// What the bus tells of a table, as names and types of a query are resolved against it.
    public init(_ info: TableInfo) {
        self.init(
            schema: info.schema, name: info.name, description: info.description,
            columns: info.columns.map {
                CatalogColumn($0.column, isIndexed: $0.isIndexed, isPrincipal: $0.isPrincipal)
            },
            rowCount: info.rows < 0 ? nil : info.rows,
            position: info.raColumn.isEmpty || info.decColumn.isEmpty
                ? nil
                : PositionColumns(
                    rightAscension: info.raColumn, declination: info.decColumn, isIndexed: info.hasSkyIndex))
    }
}
