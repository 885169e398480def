import Glibc

/// Writes batches as binary rows: the one encoder behind FITS, VOTable BINARY and BINARY2, and HDF5.
///
/// Column by column into a block of rows, so that the inner loops are of one type. Where a row begins is kept for each
/// row: rows with text of their own length are not equally long.
///
///     BINARY2: │null flags│ fixed values … │count│text│ fixed values … │
struct RowEncoder {
    /// How a table's rows look.
    struct Form {
        var isBigEndian = true
        /// Null flags before each row (VOTable BINARY2).
        var hasNullFlags = false
        /// Bytes of booleans.
        var yes = UInt8(ascii: "T")
        var no = UInt8(ascii: "F")
        var unknown: UInt8 = 0
        /// Texts as a 32-bit count and UTF-16, else padded with zero bytes to the column's width.
        var hasCountedText = false
        /// Whether integers have no other way to be null than by a value.
        var hasNullValues = true
        /// Whether that value means null even in a column without nulls.
        var nullValuesAreReserved = false
    }

    private struct Field {
        let column: Column
        /// Whether its texts stand in the heap, and descriptors of 16 bytes in the rows.
        let isInHeap: Bool
        /// Bytes, for padded text its width, for counted text 0.
        let width: Int
        let nullValue: Int64
        var hasNull = false
        var hasNullValue = false
    }

    private let form: Form
    private let file: String
    private let heap: FITSHeapWriter?
    private var fields: [Field]
    private var starts: [Int] = []
    private let flagWidth: Int
    /// Bytes of a row without its counted texts.
    let fixedWidth: Int

    /// The columns whose texts go into the heap are given by their numbers.
    init(columns: [Column], form: Form, file: String, heap: FITSHeapWriter? = nil, heapColumns: Set<Int> = []) {
        self.form = form
        self.file = file
        self.heap = heap
        fields = columns.enumerated().map { index, column in
            let isInHeap = heapColumns.contains(index)
            let textWidth = isInHeap ? 16 : form.hasCountedText ? 0 : max(1, column.textWidth ?? 1)
            return Field(
                column: column, isInHeap: isInHeap, width: column.type.byteWidth ?? textWidth,
                nullValue: column.type.nullValue)
        }
        flagWidth = form.hasNullFlags ? (columns.count + 7) / 8 : 0
        fixedWidth = fields.reduce(flagWidth) {
            $0 + $1.width + ($1.column.type == .text && form.hasCountedText ? 4 : 0)
        }
    }

    /// Whether a column has had a null.
    func hasNulls(_ column: Int) -> Bool { fields[column].hasNull }

    /// How many rows make a block that the processor's cache holds.
    var blockRows: Int { max(1, min(4096, (1 << 16) / max(1, fixedWidth))) }

    /// Bytes that some rows take; to be called before they are encoded.
    mutating func layOut(_ columns: UnsafeBufferPointer<ColumnPointers>, rows: Range<Int>) -> Int {
        if starts.count < rows.count { starts = [Int](repeating: 0, count: rows.count) }
        guard form.hasCountedText else {
            for index in 0..<rows.count { starts[index] = index * fixedWidth }
            return rows.count * fixedWidth
        }
        for index in 0..<rows.count { starts[index] = fixedWidth }
        for column in 0..<columns.count where columns[column].type == .text {
            for index in 0..<rows.count {
                starts[index] += 2 * UTF16Text.count(columns[column].text(rows.lowerBound + index))
            }
        }
        var end = 0
        for index in 0..<rows.count {
            let width = starts[index]
            starts[index] = end
            end += width
        }
        return end
    }

    /// Encodes the rows that were laid out.
    mutating func encode(
        _ columns: UnsafeBufferPointer<ColumnPointers>, rows: Range<Int>, to out: UnsafeMutableRawPointer
    ) throws {
        var offset = flagWidth
        if flagWidth > 0 { writeFlags(columns, rows, to: out) }
        for column in 0..<columns.count {
            let base = out + offset
            let values = columns[column].values
            switch columns[column].type {
            case .boolean:
                let (yes, no) = (form.yes, form.no)
                each(rows, base) { row, to in
                    to.storeBytes(of: values.load(fromByteOffset: row, as: UInt8.self) != 0 ? yes : no, as: UInt8.self)
                }
            case .uint8: put(column, values.assumingMemoryBound(to: UInt8.self), rows, base)
            case .int16: put(column, values.assumingMemoryBound(to: Int16.self), rows, base)
            case .int32: put(column, values.assumingMemoryBound(to: Int32.self), rows, base)
            case .int64: put(column, values.assumingMemoryBound(to: Int64.self), rows, base)
            case .float32: putBits(values.assumingMemoryBound(to: UInt32.self), rows, base)
            case .float64: putBits(values.assumingMemoryBound(to: UInt64.self), rows, base)
            case .text:
                if form.hasCountedText {
                    putCounted(columns[column], rows, base)
                    offset += 4
                } else if fields[column].isInHeap, let heap {
                    try putDescriptors(columns[column], heap, rows, base)
                } else {
                    try putPadded(columns[column], fields[column], rows, base)
                }
            }
            if columns[column].hasNulls { writeNulls(columns[column], column, rows, base) }
            if form.hasNullValues && fields[column].hasNullValue
                && (fields[column].hasNull || form.nullValuesAreReserved)
            {
                throw TableError(
                    .value, file: file, place: "column \(fields[column].column.name)",
                    "the value \(fields[column].nullValue) stands for null in this format, but the column has it as a value;"
                        + " write votable-binary2 or csv")
            }
            offset += fields[column].width
        }
    }

    @inline(__always)
    private func each(
        _ rows: Range<Int>, _ base: UnsafeMutableRawPointer, _ body: (Int, UnsafeMutableRawPointer) -> Void
    ) {
        starts.withUnsafeBufferPointer { starts in
            for index in 0..<rows.count { body(rows.lowerBound + index, base + starts[index]) }
        }
    }

    @inline(__always)
    private mutating func put<Value: FixedWidthInteger>(
        _ column: Int, _ values: UnsafePointer<Value>, _ rows: Range<Int>, _ base: UnsafeMutableRawPointer
    ) {
        let isNullValue = Value(truncatingIfNeeded: fields[column].nullValue)
        var found = false
        let isBigEndian = form.isBigEndian
        each(rows, base) { row, to in
            let value = values[row]
            found = found || value == isNullValue
            to.storeBytes(of: isBigEndian ? value.bigEndian : value.littleEndian, as: Value.self)
        }
        if found { fields[column].hasNullValue = true }
    }

    @inline(__always)
    private func putBits<Bits: FixedWidthInteger>(
        _ values: UnsafePointer<Bits>, _ rows: Range<Int>, _ base: UnsafeMutableRawPointer
    ) {
        let isBigEndian = form.isBigEndian
        each(rows, base) { row, to in
            to.storeBytes(of: isBigEndian ? values[row].bigEndian : values[row].littleEndian, as: Bits.self)
        }
    }

    private func putPadded(
        _ column: ColumnPointers, _ field: Field, _ rows: Range<Int>, _ base: UnsafeMutableRawPointer
    ) throws {
        for index in 0..<rows.count {
            let text = column.text(rows.lowerBound + index)
            let to = base + starts[index]
            guard text.count <= field.width else {
                throw TableError(
                    .value, file: file, place: "column \(field.column.name)",
                    "a text of \(text.count) bytes where the column was declared with \(field.width) at most")
            }
            if let from = text.baseAddress { memcpy(to, from, text.count) }
            memset(to + text.count, 0, field.width - text.count)
        }
    }

    private func putDescriptors(
        _ column: ColumnPointers, _ heap: FITSHeapWriter, _ rows: Range<Int>, _ base: UnsafeMutableRawPointer
    ) throws {
        for index in 0..<rows.count {
            let text = column.text(rows.lowerBound + index)
            let to = base + starts[index]
            to.storeBytes(of: Int64(text.count).bigEndian, as: Int64.self)
            to.storeBytes(of: heap.count.bigEndian, toByteOffset: 8, as: Int64.self)
            try heap.append(text)
        }
    }

    private mutating func putCounted(_ column: ColumnPointers, _ rows: Range<Int>, _ base: UnsafeMutableRawPointer) {
        for index in 0..<rows.count {
            let to = base + starts[index]
            let count = UTF16Text.write(column.text(rows.lowerBound + index), to: to + 4)
            to.storeBytes(of: Int32(truncatingIfNeeded: count).bigEndian, as: Int32.self)
            starts[index] += 2 * count
        }
    }

    private func writeFlags(
        _ columns: UnsafeBufferPointer<ColumnPointers>, _ rows: Range<Int>, to out: UnsafeMutableRawPointer
    ) {
        for index in 0..<rows.count { memset(out + starts[index], 0, flagWidth) }
        for column in 0..<columns.count where columns[column].hasNulls {
            let bit = UInt8(0x80) >> UInt8(column & 7)
            for index in 0..<rows.count where columns[column].isNull(rows.lowerBound + index) {
                let flags = (out + starts[index] + (column >> 3)).assumingMemoryBound(to: UInt8.self)
                flags.pointee |= bit
            }
        }
    }

    /// Overwrites what stands where there are nulls.
    private mutating func writeNulls(
        _ column: ColumnPointers, _ number: Int, _ rows: Range<Int>, _ base: UnsafeMutableRawPointer
    ) {
        for index in 0..<rows.count where column.isNull(rows.lowerBound + index) {
            fields[number].hasNull = true
            let to = base + starts[index]
            func store<Value: FixedWidthInteger>(_ value: Value) {
                to.storeBytes(of: form.isBigEndian ? value.bigEndian : value.littleEndian, as: Value.self)
            }
            let nullValue = fields[number].nullValue
            switch column.type {
            case .boolean: store(form.unknown)
            case .uint8: store(UInt8(truncatingIfNeeded: nullValue))
            case .int16: store(Int16(truncatingIfNeeded: nullValue))
            case .int32: store(Int32(truncatingIfNeeded: nullValue))
            case .int64: store(nullValue)
            case .float32: store(Float.nan.bitPattern)
            case .float64: store(Double.nan.bitPattern)
            case .text: break
            }
        }
    }
}

extension ColumnType {
    /// The integer that stands for null in formats that have no other way: the smallest, for `uint8` the largest.
    var nullValue: Int64 {
        switch self {
        case .uint8: 255
        case .int16: Int64(Int16.min)
        case .int32: Int64(Int32.min)
        case .int64: Int64.min
        case .boolean, .float32, .float64, .text: 0
        }
    }
}
