import Glibc

/// Values of one column on their way into a batch.
final class ColumnStore {
    let type: ColumnType
    let capacity: Int
    private let values: UnsafeMutableRawPointer
    private(set) var nulls = NullMask()
    private var texts = TextValues()

    init(_ type: ColumnType, capacity: Int) {
        self.type = type
        self.capacity = capacity
        values = .allocate(byteCount: max(1, capacity) * (type.byteWidth ?? 1), alignment: 16)
        if type == .text { texts.reserveCapacity(texts: capacity, bytes: 8 * capacity) }
    }

    deinit { values.deallocate() }

    /// Where the values are, for loops over rows; of texts nothing is there.
    @inline(__always)
    func pointer<Value>(to type: Value.Type) -> UnsafeMutablePointer<Value> { values.assumingMemoryBound(to: type) }

    @inline(__always)
    func set<Value>(_ row: Int, _ value: Value) {
        values.storeBytes(of: value, toByteOffset: row * MemoryLayout<Value>.stride, as: Value.self)
    }

    /// Appends a text; texts come in the order of their rows.
    @inline(__always)
    func append(_ text: UnsafeRawBufferPointer) { texts.append(text) }

    /// Appends a text.
    func append(_ text: some Sequence<UInt8>) { texts.append(text) }

    /// Makes a value null, and what stands there zero, NaN, false or empty.
    func setNull(_ row: Int) {
        nulls.insert(row)
        switch type {
        case .boolean, .uint8: set(row, UInt8(0))
        case .int16: set(row, Int16(0))
        case .int32: set(row, Int32(0))
        case .int64: set(row, Int64(0))
        case .float32: set(row, Float.nan)
        case .float64: set(row, Double.nan)
        case .text: texts.append(EmptyCollection<UInt8>())
        }
    }

    /// Makes a value null whose text was appended already.
    func markNull(_ row: Int) { nulls.insert(row) }

    /// The first values.
    func columnValues(_ count: Int) -> ColumnValues {
        func array<Value>(_ type: Value.Type) -> [Value] {
            [Value](UnsafeBufferPointer(start: values.assumingMemoryBound(to: type), count: count))
        }
        let storage: ColumnValues.Storage =
            switch type {
            case .boolean: .boolean(array(Bool.self))
            case .uint8: .uint8(array(UInt8.self))
            case .int16: .int16(array(Int16.self))
            case .int32: .int32(array(Int32.self))
            case .int64: .int64(array(Int64.self))
            case .float32: .float32(array(Float.self))
            case .float64: .float64(array(Double.self))
            case .text: .text(texts)
            }
        return ColumnValues(storage, nulls: nulls)
    }

    /// Rows of a batch that was asked for: few enough that their memory is small.
    static func rows(_ maximum: Int, width: Int) -> Int { max(1, min(maximum, 1 << 16, (1 << 26) / max(1, width))) }
}
