import CSQLite
import Tables

/// Binds the values of a batch to a statement's parameters, row by row.
struct SQLiteRowBinder {
    private let columns: [any ColumnBinder]

    init(_ batch: ColumnBatch) {
        columns = batch.columns.enumerated().map { index, column in
            let index = Int32(index + 1)
            return switch column.storage {
            case .boolean(let values): IntegerBinder(values.map { $0 ? 1 : 0 }, column.nulls, index)
            case .uint8(let values): IntegerBinder(values.map(Int64.init), column.nulls, index)
            case .int16(let values): IntegerBinder(values.map(Int64.init), column.nulls, index)
            case .int32(let values): IntegerBinder(values.map(Int64.init), column.nulls, index)
            case .int64(let values): IntegerBinder(values, column.nulls, index)
            case .float32(let values): FloatBinder(values.map(Double.init), column.nulls, index)
            case .float64(let values): FloatBinder(values, column.nulls, index)
            case .text(let values): TextBinder(values, column.nulls, index)
            }
        }
    }

    /// Binds a row to parameters 1….
    func bind(row: Int, to statement: SQLiteStatement) {
        for column in columns { column.bind(row, statement) }
    }
}

private protocol ColumnBinder: AnyObject {
    func bind(_ row: Int, _ statement: SQLiteStatement)
}

private final class IntegerBinder: ColumnBinder {
    private let values: [Int64]
    private let nulls: NullMask
    private let index: Int32

    init(_ values: [Int64], _ nulls: NullMask, _ index: Int32) {
        self.values = values
        self.nulls = nulls
        self.index = index
    }

    func bind(_ row: Int, _ statement: SQLiteStatement) {
        if !nulls.isEmpty, nulls.contains(row) { return statement.bindNull(at: index) }
        statement.bind(values[row], at: index)
    }
}

/// NaN is bound as NULL by SQLite itself.
private final class FloatBinder: ColumnBinder {
    private let values: [Double]
    private let nulls: NullMask
    private let index: Int32

    init(_ values: [Double], _ nulls: NullMask, _ index: Int32) {
        self.values = values
        self.nulls = nulls
        self.index = index
    }

    func bind(_ row: Int, _ statement: SQLiteStatement) {
        if !nulls.isEmpty, nulls.contains(row) { return statement.bindNull(at: index) }
        statement.bind(values[row], at: index)
    }
}

private final class TextBinder: ColumnBinder {
    private let values: TextValues
    private let nulls: NullMask
    private let index: Int32

    init(_ values: TextValues, _ nulls: NullMask, _ index: Int32) {
        self.values = values
        self.nulls = nulls
        self.index = index
    }

    func bind(_ row: Int, _ statement: SQLiteStatement) {
        if !nulls.isEmpty, nulls.contains(row) { return statement.bindNull(at: index) }
        let range = values.range(row)
        // Empty text is not NULL.
        values.bytes.withUnsafeBytes { bytes in
            statement.bind(
                unmovedText: range.isEmpty
                    ? UnsafeRawBufferPointer(start: nil, count: 0) : UnsafeRawBufferPointer(rebasing: bytes[range]),
                at: index)
        }
    }
}
