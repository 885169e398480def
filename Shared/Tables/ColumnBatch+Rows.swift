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

extension ColumnValues {
    /// Puts zero, NaN or false where values are null.
    mutating func clearNulls() {
        func cleared<Value>(_ values: [Value], _ zero: Value) -> [Value] {
            var values = values
            for index in values.indices where nulls.contains(index) { values[index] = zero }
            return values
        }
        switch storage {
        case .boolean(let values): storage = .boolean(cleared(values, false))
        case .uint8(let values): storage = .uint8(cleared(values, 0))
        case .int16(let values): storage = .int16(cleared(values, 0))
        case .int32(let values): storage = .int32(cleared(values, 0))
        case .int64(let values): storage = .int64(cleared(values, 0))
        case .float32(let values): storage = .float32(cleared(values, .nan))
        case .float64(let values): storage = .float64(cleared(values, .nan))
        case .text: break
        }
    }
}
