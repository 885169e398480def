extension ColumnValues {
    /// A value as people read it: its shortest text that tells it apart, "null" for none.
    public func text(_ row: Int) -> String {
        if nulls.contains(row) { return "null" }
        return switch storage {
        case .boolean(let values): values[row] ? "true" : "false"
        case .uint8(let values): "\(values[row])"
        case .int16(let values): "\(values[row])"
        case .int32(let values): "\(values[row])"
        case .int64(let values): "\(values[row])"
        case .float32(let values): "\(values[row])"
        case .float64(let values): "\(values[row])"
        case .text(let values): values[row]
        }
    }
}
