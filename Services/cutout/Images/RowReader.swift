import Tables

/// Values of a batch by column and row, whatever their exact type.
struct RowReader {
    private let batch: ColumnBatch

    init(_ batch: ColumnBatch) {
        self.batch = batch
    }

    /// As text; numbers as they print, null as nothing.
    func text(_ column: Int, _ row: Int) -> String {
        let values = batch.columns[column]
        guard !values.nulls.contains(row) else { return "" }
        return switch values.storage {
        case .boolean(let all): all[row] ? "true" : "false"
        case .uint8(let all): String(all[row])
        case .int16(let all): String(all[row])
        case .int32(let all): String(all[row])
        case .int64(let all): String(all[row])
        case .float32(let all): String(all[row])
        case .float64(let all): String(all[row])
        case .text(let all): all[row]
        }
    }

    /// As a number; nil for null and for text that is none.
    func double(_ column: Int, _ row: Int) -> Double? {
        let values = batch.columns[column]
        guard !values.nulls.contains(row) else { return nil }
        return switch values.storage {
        case .boolean(let all): all[row] ? 1 : 0
        case .uint8(let all): Double(all[row])
        case .int16(let all): Double(all[row])
        case .int32(let all): Double(all[row])
        case .int64(let all): Double(all[row])
        case .float32(let all): Double(all[row])
        case .float64(let all): all[row]
        case .text(let all): Double(all[row])
        }
    }

    /// As a whole number, 0 for null.
    func integer(_ column: Int, _ row: Int) -> Int64 {
        switch batch.columns[column].storage {
        case .int64(let all): batch.columns[column].nulls.contains(row) ? 0 : all[row]
        default: Int64(double(column, row) ?? 0)
        }
    }
}
