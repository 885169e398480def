/// Some rows of a table, column by column.
public struct ColumnBatch: Sendable {
    /// One for each column of the table, in its order; all with `rowCount` values.
    public var columns: [ColumnValues]
    /// Number of rows.
    public var rowCount: Int

    /// Makes a batch.
    public init(columns: [ColumnValues], rowCount: Int) {
        self.columns = columns
        self.rowCount = rowCount
    }
}

/// The values of one column in a batch, and which of them are null.
public struct ColumnValues: Sendable {
    /// Values by type; where a value is null there is 0, NaN, false or empty text.
    public enum Storage: Sendable {
        case boolean([Bool])
        case uint8([UInt8])
        case int16([Int16])
        case int32([Int32])
        case int64([Int64])
        case float32([Float])
        case float64([Double])
        case text(TextValues)
    }

    /// The values.
    public var storage: Storage
    /// Which are null; a NaN that is not null is a NaN.
    public var nulls: NullMask

    /// Makes values.
    public init(_ storage: Storage, nulls: NullMask = NullMask()) {
        self.storage = storage
        self.nulls = nulls
    }

    /// What the values are.
    public var type: ColumnType {
        switch storage {
        case .boolean: .boolean
        case .uint8: .uint8
        case .int16: .int16
        case .int32: .int32
        case .int64: .int64
        case .float32: .float32
        case .float64: .float64
        case .text: .text
        }
    }

    /// Number of values.
    public var count: Int {
        switch storage {
        case .boolean(let values): values.count
        case .uint8(let values): values.count
        case .int16(let values): values.count
        case .int32(let values): values.count
        case .int64(let values): values.count
        case .float32(let values): values.count
        case .float64(let values): values.count
        case .text(let values): values.count
        }
    }
}

/// Texts one behind the other in one array: a batch of a million is two allocations.
public struct TextValues: Sendable, Equatable {
    /// UTF-8 of all texts.
    public private(set) var bytes: [UInt8] = []
    /// Where each text ends in `bytes`; it begins where the one before it ends.
    public private(set) var ends: [Int] = []

    /// No texts.
    public init() {}

    /// These texts.
    public init(_ texts: some Sequence<String>) {
        for text in texts { append(text.utf8) }
    }

    /// Texts by where they end in one array.
    init(bytes: [UInt8], ends: [Int]) {
        self.bytes = bytes
        self.ends = ends
    }

    /// Some of the texts.
    func texts(_ range: Range<Int>) -> TextValues {
        guard let last = range.last else { return TextValues() }
        let start = self.range(range.lowerBound).lowerBound
        return TextValues(bytes: Array(bytes[start..<ends[last]]), ends: ends[range].map { $0 - start })
    }

    /// Number of texts.
    public var count: Int { ends.count }

    /// Appends a text in UTF-8.
    public mutating func append(_ utf8: some Sequence<UInt8>) {
        bytes.append(contentsOf: utf8)
        ends.append(bytes.count)
    }

    /// Appends a text in UTF-8 from memory.
    public mutating func append(_ utf8: UnsafeRawBufferPointer) {
        bytes.append(contentsOf: utf8)
        ends.append(bytes.count)
    }

    /// Puts texts behind these.
    public mutating func append(_ other: TextValues) {
        let start = bytes.count
        bytes += other.bytes
        ends += other.ends.map { $0 + start }
    }

    /// Where a text is in `bytes`.
    public func range(_ index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1])..<ends[index] }

    /// A text.
    public subscript(index: Int) -> String { String(decoding: bytes[range(index)], as: UTF8.self) }

    /// Makes room.
    public mutating func reserveCapacity(texts: Int, bytes count: Int) {
        ends.reserveCapacity(texts)
        bytes.reserveCapacity(count)
    }
}

/// Which values of a column are null: one bit each, and nothing at all while there is none.
public struct NullMask: Sendable, Equatable {
    private var words: [UInt64] = []
    /// How many are null.
    public private(set) var count = 0

    /// Nothing is null.
    public init() {}

    /// Nulls by their bits.
    init(words: [UInt64]) {
        self.words = words
        count = words.reduce(0) { $0 + $1.nonzeroBitCount }
    }

    /// Whether there is any null.
    public var isEmpty: Bool { count == 0 }

    /// Whether a value is null.
    @inline(__always)
    public func contains(_ index: Int) -> Bool {
        let word = index >> 6
        return word < words.count && words[word] & (1 << UInt64(index & 63)) != 0
    }

    /// The bits, for loops over a whole column.
    func withWords<Result>(_ body: (UnsafeBufferPointer<UInt64>) throws -> Result) rethrows -> Result {
        try words.withUnsafeBufferPointer(body)
    }

    /// Marks a value as null.
    public mutating func insert(_ index: Int) {
        let word = index >> 6
        if word >= words.count { words.append(contentsOf: repeatElement(0, count: word + 1 - words.count)) }
        let bit = UInt64(1) << UInt64(index & 63)
        if words[word] & bit == 0 {
            words[word] |= bit
            count += 1
        }
    }
}
