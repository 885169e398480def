import CSQLite
import Tables

/// Gathers a statement's rows into batches.
struct SQLiteBatchReader: BatchReader {
    private let builders: [any ColumnBuilder]
    private(set) var rowCount = 0

    init(columns: [Column]) {
        builders = columns.enumerated().map { index, column in
            let index = Int32(index)
            return switch column.type {
            case .boolean: BooleanBuilder(index)
            case .uint8: IntegerBuilder(index, UInt8.self) { .uint8($0.map { UInt8(truncatingIfNeeded: $0) }) }
            case .int16: IntegerBuilder(index, Int16.self) { .int16($0.map { Int16(truncatingIfNeeded: $0) }) }
            case .int32: IntegerBuilder(index, Int32.self) { .int32($0.map { Int32(truncatingIfNeeded: $0) }) }
            case .int64: IntegerBuilder(index, Int64.self) { .int64($0) }
            case .float32: FloatBuilder(index) { .float32($0.map { Float($0) }) }
            case .float64: FloatBuilder(index) { .float64($0) }
            case .text: TextBuilder(index)
            }
        }
    }

    /// Takes the statement's row.
    mutating func append(_ statement: SQLiteStatement) throws(CatalogError) {
        for builder in builders { try builder.append(statement.handle) }
        rowCount += 1
    }

    /// The rows so far; begins anew.
    mutating func take() -> ColumnBatch {
        defer { rowCount = 0 }
        return ColumnBatch(columns: builders.map { $0.take() }, rowCount: rowCount)
    }
}

private protocol ColumnBuilder: AnyObject {
    /// Takes the value of the statement's row.
    func append(_ statement: OpaquePointer) throws(CatalogError)
    /// The values so far; begins anew.
    func take() -> ColumnValues
}

private final class BooleanBuilder: ColumnBuilder {
    private let index: Int32
    private var values: [Bool] = []
    private var nulls = NullMask()

    init(_ index: Int32) { self.index = index }

    func append(_ statement: OpaquePointer) {
        if sqlite3_column_type(statement, index) == SQLITE_NULL { nulls.insert(values.count) }
        values.append(sqlite3_column_int(statement, index) != 0)
    }

    func take() -> ColumnValues {
        defer { (values, nulls) = ([], NullMask()) }
        return ColumnValues(.boolean(values), nulls: nulls)
    }
}

private final class IntegerBuilder: ColumnBuilder {
    private let index: Int32
    private let limits: ClosedRange<Int64>
    private let storage: ([Int64]) -> ColumnValues.Storage
    private var values: [Int64] = []
    private var nulls = NullMask()

    init<Value: FixedWidthInteger>(
        _ index: Int32, _ type: Value.Type, _ storage: @escaping ([Int64]) -> ColumnValues.Storage
    ) {
        self.index = index
        limits = Int64(Value.min)...Int64(Value.max)
        self.storage = storage
    }

    func append(_ statement: OpaquePointer) throws(CatalogError) {
        switch sqlite3_column_type(statement, index) {
        case SQLITE_INTEGER:
            let found = sqlite3_column_int64(statement, index)
            guard limits.contains(found) else { throw outside("\(found)") }
            values.append(found)
        case SQLITE_NULL:
            nulls.insert(values.count)
            values.append(0)
        default:
            // What SQL makes a real of, as a sum that overflows does.
            let found = sqlite3_column_double(statement, index)
            guard let value = Int64(exactly: found), limits.contains(value) else { throw outside("\(found)") }
            values.append(value)
        }
    }

    private func outside(_ found: String) -> CatalogError {
        CatalogError(
            .invalid,
            "result column \(index + 1): \(found) is not in \(limits.lowerBound)…\(limits.upperBound); CAST it to a wider type"
        )
    }

    func take() -> ColumnValues {
        defer { (values, nulls) = ([], NullMask()) }
        return ColumnValues(storage(values), nulls: nulls)
    }
}

private final class FloatBuilder: ColumnBuilder {
    private let index: Int32
    private let storage: ([Double]) -> ColumnValues.Storage
    private var values: [Double] = []
    private var nulls = NullMask()

    init(_ index: Int32, _ storage: @escaping ([Double]) -> ColumnValues.Storage) {
        self.index = index
        self.storage = storage
    }

    func append(_ statement: OpaquePointer) {
        if sqlite3_column_type(statement, index) == SQLITE_NULL {
            nulls.insert(values.count)
            values.append(.nan)
        } else {
            values.append(sqlite3_column_double(statement, index))
        }
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

    func append(_ statement: OpaquePointer) {
        if let text = sqlite3_column_text(statement, index) {
            values.append(UnsafeRawBufferPointer(start: text, count: Int(sqlite3_column_bytes(statement, index))))
        } else {
            nulls.insert(values.count)
            values.append([])
        }
    }

    func take() -> ColumnValues {
        defer { (values, nulls) = (TextValues(), NullMask()) }
        return ColumnValues(.text(values), nulls: nulls)
    }
}
