import CPostgres
import Foundation
import Tables

/// Gathers a result's rows into batches of exact types.
///
/// What PostgreSQL gives may be of another type than the plan says: a sum of integers is a `numeric`. It is converted where
/// no digit is lost, and refused where it does not fit.
struct PostgresBatchReader: BatchReader {
    private let builders: [any ColumnBuilder]
    private(set) var rowCount = 0

    init(columns: [Column]) {
        builders = columns.enumerated().map { index, column in
            let index = Int32(index)
            return switch column.type {
            case .boolean: BooleanBuilder(index)
            case .uint8: IntegerBuilder<UInt8>(index) { .uint8($0) }
            case .int16: IntegerBuilder<Int16>(index) { .int16($0) }
            case .int32: IntegerBuilder<Int32>(index) { .int32($0) }
            case .int64: IntegerBuilder<Int64>(index) { .int64($0) }
            case .float32: FloatBuilder<Float>(index) { .float32($0) }
            case .float64: FloatBuilder<Double>(index) { .float64($0) }
            case .text: TextBuilder(index)
            }
        }
    }

    /// Takes a row.
    mutating func append(_ row: PostgresRow) throws(CatalogError) {
        guard Int(row.columnCount) == builders.count else {
            throw CatalogError(
                .unavailable, "PostgreSQL gave \(row.columnCount) columns where \(builders.count) were expected")
        }
        for builder in builders { try builder.append(row) }
        rowCount += 1
    }

    /// The rows so far; begins anew.
    mutating func take() -> ColumnBatch {
        defer { rowCount = 0 }
        return ColumnBatch(columns: builders.map { $0.take() }, rowCount: rowCount)
    }
}

private protocol ColumnBuilder: AnyObject {
    /// Takes the row's value.
    func append(_ row: PostgresRow) throws(CatalogError)
    /// The values so far; begins anew.
    func take() -> ColumnValues
}

private func unexpected(_ index: Int32, _ row: PostgresRow, _ expected: String) -> CatalogError {
    CatalogError(
        .invalid,
        "result column \(index + 1): expected \(expected), found PostgreSQL's type \(row.type(index)); CAST it")
}

private final class BooleanBuilder: ColumnBuilder {
    private let index: Int32
    private var values: [Bool] = []
    private var nulls = NullMask()

    init(_ index: Int32) { self.index = index }

    func append(_ row: PostgresRow) throws(CatalogError) {
        if row.isNull(index) {
            nulls.insert(values.count)
            values.append(false)
        } else if row.type(index) == PostgresType.boolean {
            values.append(row.bytes(index).first != 0)
        } else {
            guard let number = row.wholeNumber(index) else { throw unexpected(index, row, "a boolean") }
            values.append(number != 0)
        }
    }

    func take() -> ColumnValues {
        defer { (values, nulls) = ([], NullMask()) }
        return ColumnValues(.boolean(values), nulls: nulls)
    }
}

private final class IntegerBuilder<Value: FixedWidthInteger>: ColumnBuilder {
    private let index: Int32
    private var values: [Value] = []
    private var nulls = NullMask()
    private let storage: ([Value]) -> ColumnValues.Storage

    init(_ index: Int32, _ storage: @escaping ([Value]) -> ColumnValues.Storage) {
        self.index = index
        self.storage = storage
    }

    func append(_ row: PostgresRow) throws(CatalogError) {
        if row.isNull(index) {
            nulls.insert(values.count)
            values.append(0)
        } else if let number = row.wholeNumber(index) {
            guard let value = Value(exactly: number) else { throw outside("\(number)") }
            values.append(value)
        } else if let number = row.realNumber(index) {
            guard let value = Value(exactly: number) else { throw outside("\(number)") }
            values.append(value)
        } else {
            throw unexpected(index, row, "a whole number")
        }
    }

    private func outside(_ found: String) -> CatalogError {
        CatalogError(
            .invalid,
            "result column \(index + 1): \(found) does not fit \(Value.bitWidth) bits; CAST it to a wider type")
    }

    func take() -> ColumnValues {
        defer { (values, nulls) = ([], NullMask()) }
        return ColumnValues(storage(values), nulls: nulls)
    }
}

private final class FloatBuilder<Value: BinaryFloatingPoint>: ColumnBuilder {
    private let index: Int32
    private var values: [Value] = []
    private var nulls = NullMask()
    private let storage: ([Value]) -> ColumnValues.Storage

    init(_ index: Int32, _ storage: @escaping ([Value]) -> ColumnValues.Storage) {
        self.index = index
        self.storage = storage
    }

    func append(_ row: PostgresRow) throws(CatalogError) {
        if row.isNull(index) {
            nulls.insert(values.count)
            values.append(.nan)
            return
        }
        guard let number = row.realNumber(index) else { throw unexpected(index, row, "a number") }
        // No number is no value, in every engine.
        if number.isNaN { nulls.insert(values.count) }
        values.append(Value(number))
    }

    func take() -> ColumnValues {
        defer { (values, nulls) = ([], NullMask()) }
        return ColumnValues(storage(values), nulls: nulls)
    }
}

private final class TextBuilder: ColumnBuilder {
    private let index: Int32
    private var values = TextValues()
    private var nulls = NullMask()

    init(_ index: Int32) { self.index = index }

    func append(_ row: PostgresRow) throws(CatalogError) {
        if row.isNull(index) {
            nulls.insert(values.count)
            values.append([])
            return
        }
        switch row.type(index) {
        case PostgresType.text, PostgresType.variableText, PostgresType.paddedText, PostgresType.name,
            PostgresType.unknown:
            values.append(row.bytes(index))
        default: throw unexpected(index, row, "a text")
        }
    }

    func take() -> ColumnValues {
        defer { (values, nulls) = (TextValues(), NullMask()) }
        return ColumnValues(.text(values), nulls: nulls)
    }
}

extension PostgresRow {
    /// A value of one of the integers' types; nil for others.
    @inline(__always)
    fileprivate func wholeNumber(_ column: Int32) -> Int64? {
        switch type(column) {
        case PostgresType.int8: number(column, as: Int64.self)
        case PostgresType.int4: Int64(number(column, as: Int32.self))
        case PostgresType.int2: Int64(number(column, as: Int16.self))
        case PostgresType.boolean: bytes(column).first == 0 ? 0 : 1
        case PostgresType.numeric: PostgresNumeric(bytes(column)).flatMap { Int64($0.text) }
        default: nil
        }
    }

    /// A number as a double; nil for what is none.
    @inline(__always)
    fileprivate func realNumber(_ column: Int32) -> Double? {
        switch type(column) {
        case PostgresType.float8: Double(bitPattern: number(column, as: UInt64.self))
        case PostgresType.float4: Double(Float(bitPattern: number(column, as: UInt32.self)))
        case PostgresType.numeric: PostgresNumeric(bytes(column)).flatMap { Double($0.text) }
        default: wholeNumber(column).map(Double.init)
        }
    }
}

/// A `numeric` in binary form: digits to the base 10,000 (`numeric_send`).
struct PostgresNumeric {
    /// As people write it, with an exponent where it has a fraction.
    let text: String

    /// Reads the form; nil where it is none.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= 8 else { return nil }
        func word(_ index: Int) -> UInt16 {
            UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self))
        }
        let count = Int(word(0))
        guard bytes.count >= 8 + 2 * count else { return nil }
        let weight = Int(Int16(bitPattern: word(1)))
        switch word(2) {
        case 0x0000, 0x4000: break
        case 0xD000:
            text = "inf"
            return
        case 0xF000:
            text = "-inf"
            return
        default:
            text = "nan"
            return
        }
        var digits = (0..<count).map { index in
            let part = "\(word(4 + index))"
            return String(repeating: "0", count: 4 - part.utf8.count) + part
        }.joined()
        let exponent = 4 * (weight + 1 - count)
        if exponent > 0, exponent < 400 { digits += String(repeating: "0", count: exponent) }
        let sign = word(2) == 0x4000 ? "-" : ""
        text = sign + (digits.isEmpty ? "0" : digits) + (exponent < 0 ? "e\(exponent)" : "")
    }
}
