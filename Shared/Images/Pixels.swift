/// The kinds of numbers that pixels are kept as.
public enum PixelType: String, Sendable, CaseIterable {
    case uint8, int16, uint16, int32, uint32, int64, float, double

    /// Bytes of one pixel.
    public var byteCount: Int {
        switch self {
        case .uint8: 1
        case .int16, .uint16: 2
        case .int32, .uint32, .float: 4
        case .int64, .double: 8
        }
    }

    /// BITPIX of an image that holds such pixels.
    public var bitpix: Int {
        switch self {
        case .uint8: 8
        case .int16, .uint16: 16
        case .int32, .uint32: 32
        case .int64: 64
        case .float: -32
        case .double: -64
        }
    }

    /// BZERO of an image that holds such pixels: unsigned ones are stored as signed ones with an offset.
    public var offset: Int64 {
        switch self {
        case .uint16: 32_768
        case .uint32: 2_147_483_648
        default: 0
        }
    }

    /// Whether a pixel may be NaN.
    public var isFloating: Bool { self == .float || self == .double }
}

/// Pixel values of one type, row after row.
public enum Pixels: Sendable, Equatable {
    case uint8([UInt8])
    case int16([Int16])
    case uint16([UInt16])
    case int32([Int32])
    case uint32([UInt32])
    case int64([Int64])
    case float([Float])
    case double([Double])

    /// `count` pixels of one value; integers that cannot hold it become 0.
    public init(repeating value: Double, count: Int, type: PixelType) {
        switch type {
        case .uint8: self = .uint8(Array(repeating: UInt8(exactly: value) ?? 0, count: count))
        case .int16: self = .int16(Array(repeating: Int16(exactly: value) ?? 0, count: count))
        case .uint16: self = .uint16(Array(repeating: UInt16(exactly: value) ?? 0, count: count))
        case .int32: self = .int32(Array(repeating: Int32(exactly: value) ?? 0, count: count))
        case .uint32: self = .uint32(Array(repeating: UInt32(exactly: value) ?? 0, count: count))
        case .int64: self = .int64(Array(repeating: Int64(exactly: value) ?? 0, count: count))
        case .float: self = .float(Array(repeating: Float(value), count: count))
        case .double: self = .double(Array(repeating: value, count: count))
        }
    }

    /// What kind of numbers they are.
    public var type: PixelType {
        switch self {
        case .uint8: .uint8
        case .int16: .int16
        case .uint16: .uint16
        case .int32: .int32
        case .uint32: .uint32
        case .int64: .int64
        case .float: .float
        case .double: .double
        }
    }

    /// How many there are.
    public var count: Int {
        switch self {
        case .uint8(let values): values.count
        case .int16(let values): values.count
        case .uint16(let values): values.count
        case .int32(let values): values.count
        case .uint32(let values): values.count
        case .int64(let values): values.count
        case .float(let values): values.count
        case .double(let values): values.count
        }
    }

    /// The value at an index as a Double: integers over 2^53 are rounded.
    public subscript(index: Int) -> Double {
        switch self {
        case .uint8(let values): Double(values[index])
        case .int16(let values): Double(values[index])
        case .uint16(let values): Double(values[index])
        case .int32(let values): Double(values[index])
        case .uint32(let values): Double(values[index])
        case .int64(let values): Double(values[index])
        case .float(let values): Double(values[index])
        case .double(let values): values[index]
        }
    }

    /// Gives the memory of the pixels to `body`, to be changed in place.
    mutating func withMutableBytes<Result>(_ body: (UnsafeMutableRawBufferPointer) -> Result) -> Result {
        switch self {
        case .uint8(var values):
            self = .uint8([])
            defer { self = .uint8(values) }
            return values.withUnsafeMutableBytes(body)
        case .int16(var values):
            self = .uint8([])
            defer { self = .int16(values) }
            return values.withUnsafeMutableBytes(body)
        case .uint16(var values):
            self = .uint8([])
            defer { self = .uint16(values) }
            return values.withUnsafeMutableBytes(body)
        case .int32(var values):
            self = .uint8([])
            defer { self = .int32(values) }
            return values.withUnsafeMutableBytes(body)
        case .uint32(var values):
            self = .uint8([])
            defer { self = .uint32(values) }
            return values.withUnsafeMutableBytes(body)
        case .int64(var values):
            self = .uint8([])
            defer { self = .int64(values) }
            return values.withUnsafeMutableBytes(body)
        case .float(var values):
            self = .uint8([])
            defer { self = .float(values) }
            return values.withUnsafeMutableBytes(body)
        case .double(var values):
            self = .uint8([])
            defer { self = .double(values) }
            return values.withUnsafeMutableBytes(body)
        }
    }

    /// Gives the memory of the pixels to `body`.
    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        switch self {
        case .uint8(let values): values.withUnsafeBytes(body)
        case .int16(let values): values.withUnsafeBytes(body)
        case .uint16(let values): values.withUnsafeBytes(body)
        case .int32(let values): values.withUnsafeBytes(body)
        case .uint32(let values): values.withUnsafeBytes(body)
        case .int64(let values): values.withUnsafeBytes(body)
        case .float(let values): values.withUnsafeBytes(body)
        case .double(let values): values.withUnsafeBytes(body)
        }
    }
}
