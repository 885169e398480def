import Tables

/// Writes a batch's rows in the form of `COPY … (FORMAT binary)`.
struct PostgresRowEncoder {
    private let columns: [any ColumnEncoder]

    /// What stands before the first row.
    static let head: [UInt8] = Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0x00] + [UInt8](repeating: 0, count: 8)
    /// What stands behind the last row.
    static let tail: [UInt8] = [0xFF, 0xFF]

    /// - Parameter types: what the table's columns are, which may be wider than the batch's.
    init(_ batch: ColumnBatch, types: [ColumnType]) throws(CatalogError) {
        var columns: [any ColumnEncoder] = []
        for (column, type) in zip(batch.columns, types) {
            switch (column.storage, type) {
            case (.boolean(let values), .boolean):
                columns.append(IntegerEncoder(values.map { $0 ? 1 : 0 } as [UInt8], column.nulls, as: UInt8.self))
            case (.text(let values), .text): columns.append(TextEncoder(values, column.nulls))
            case (_, .float32): columns.append(FloatEncoder(column.doubles.map(Float.init), column.nulls))
            case (.float64(let values), .float64): columns.append(FloatEncoder(values, column.nulls))
            case (_, .float64): columns.append(FloatEncoder(column.doubles, column.nulls))
            case (.uint8(let values), _): columns.append(try Self.integers(values, column.nulls, type))
            case (.int16(let values), _): columns.append(try Self.integers(values, column.nulls, type))
            case (.int32(let values), _): columns.append(try Self.integers(values, column.nulls, type))
            case (.int64(let values), _): columns.append(try Self.integers(values, column.nulls, type))
            default:
                throw CatalogError(.invalid, "\(column.type.rawValue) does not go into a column of \(type.rawValue)")
            }
        }
        self.columns = columns
    }

    private static func integers(
        _ values: [some FixedWidthInteger], _ nulls: NullMask, _ type: ColumnType
    ) throws(CatalogError) -> any ColumnEncoder {
        func fits<Wanted: FixedWidthInteger>(_ wanted: Wanted.Type) throws(CatalogError) {
            for value in values where Wanted(exactly: value) == nil {
                throw CatalogError(.invalid, "\(value) does not fit a column of \(type.rawValue)")
            }
        }
        switch type {
        case .uint8:
            try fits(UInt8.self)
            return IntegerEncoder(values, nulls, as: Int16.self)
        case .int16:
            try fits(Int16.self)
            return IntegerEncoder(values, nulls, as: Int16.self)
        case .int32:
            try fits(Int32.self)
            return IntegerEncoder(values, nulls, as: Int32.self)
        case .int64:
            return IntegerEncoder(values, nulls, as: Int64.self)
        case .boolean, .float32, .float64, .text:
            throw CatalogError(.invalid, "whole numbers do not go into a column of \(type.rawValue)")
        }
    }

    /// Appends a row whose first column is its number.
    func append(row: Int, number: Int64, to bytes: inout [UInt8]) {
        bytes.append(bigEndian: Int16(columns.count + 1))
        bytes.append(bigEndian: Int32(8))
        bytes.append(bigEndian: number)
        for column in columns { column.append(row, &bytes) }
    }
}

private protocol ColumnEncoder: AnyObject {
    func append(_ row: Int, _ bytes: inout [UInt8])
}

private final class IntegerEncoder<Value: FixedWidthInteger, Stored: FixedWidthInteger>: ColumnEncoder {
    private let values: [Value]
    private let nulls: NullMask

    init(_ values: [Value], _ nulls: NullMask, as stored: Stored.Type) {
        self.values = values
        self.nulls = nulls
    }

    func append(_ row: Int, _ bytes: inout [UInt8]) {
        if !nulls.isEmpty, nulls.contains(row) { return bytes.appendNull() }
        bytes.append(bigEndian: Int32(Stored.bitWidth / 8))
        bytes.append(bigEndian: Stored(truncatingIfNeeded: values[row]))
    }
}

/// A NaN is stored as NULL, as SQLite does it.
private final class FloatEncoder<Value: BinaryFloatingPoint>: ColumnEncoder {
    private let values: [Value]
    private let nulls: NullMask

    init(_ values: [Value], _ nulls: NullMask) {
        self.values = values
        self.nulls = nulls
    }

    func append(_ row: Int, _ bytes: inout [UInt8]) {
        let value = values[row]
        if value.isNaN || (!nulls.isEmpty && nulls.contains(row)) { return bytes.appendNull() }
        if let value = value as? Float {
            bytes.append(bigEndian: Int32(4))
            bytes.append(bigEndian: value.bitPattern)
        } else {
            bytes.append(bigEndian: Int32(8))
            bytes.append(bigEndian: Double(value).bitPattern)
        }
    }
}

private final class TextEncoder: ColumnEncoder {
    private let values: TextValues
    private let nulls: NullMask

    init(_ values: TextValues, _ nulls: NullMask) {
        self.values = values
        self.nulls = nulls
    }

    func append(_ row: Int, _ bytes: inout [UInt8]) {
        if !nulls.isEmpty, nulls.contains(row) { return bytes.appendNull() }
        let range = values.range(row)
        bytes.append(bigEndian: Int32(range.count))
        bytes.append(contentsOf: values.bytes[range])
    }
}

extension [UInt8] {
    @inline(__always)
    fileprivate mutating func append(bigEndian value: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
    }

    fileprivate mutating func appendNull() { append(bigEndian: Int32(-1)) }
}
