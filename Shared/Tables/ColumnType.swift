/// What the values of a column are; the same in files, in engines and on the bus.
public enum ColumnType: String, Sendable, CaseIterable {
    case boolean
    case uint8
    case int16
    case int32
    case int64
    case float32
    case float64
    /// UTF-8 text.
    case text

    /// Bytes of one value where all values are as long; nil for text.
    public var byteWidth: Int? {
        switch self {
        case .boolean, .uint8: 1
        case .int16: 2
        case .int32, .float32: 4
        case .int64, .float64: 8
        case .text: nil
        }
    }

    /// Whether values are whole numbers.
    public var isInteger: Bool {
        switch self {
        case .uint8, .int16, .int32, .int64: true
        case .boolean, .float32, .float64, .text: false
        }
    }

    /// Whether values are numbers.
    public var isNumeric: Bool { isInteger || self == .float32 || self == .float64 }
}
