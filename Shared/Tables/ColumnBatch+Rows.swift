extension ColumnBatch {
    /// Some of the rows.
    public func rows(_ range: Range<Int>) -> ColumnBatch {
        if range == 0..<rowCount { return self }
        return ColumnBatch(columns: columns.map { $0.rows(range) }, rowCount: range.count)
    }
}

extension ColumnValues {
    /// Some of the values.
    public func rows(_ range: Range<Int>) -> ColumnValues {
        let part: Storage =
            switch storage {
            case .boolean(let values): .boolean(Array(values[range]))
            case .uint8(let values): .uint8(Array(values[range]))
            case .int16(let values): .int16(Array(values[range]))
            case .int32(let values): .int32(Array(values[range]))
            case .int64(let values): .int64(Array(values[range]))
            case .float32(let values): .float32(Array(values[range]))
            case .float64(let values): .float64(Array(values[range]))
            case .text(let values): .text(values.texts(range))
            }
        var mask = NullMask()
        if !nulls.isEmpty {
            for row in range where nulls.contains(row) { mask.insert(row - range.lowerBound) }
        }
        return ColumnValues(part, nulls: mask)
    }
}
