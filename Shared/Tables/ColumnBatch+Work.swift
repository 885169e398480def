// What is done with batches beside reading and writing them.
extension ColumnValues {
    /// The values as doubles; NaN where a value is null or no number.
    public var doubles: [Double] {
        var values: [Double] =
            switch storage {
            case .uint8(let values): values.map(Double.init)
            case .int16(let values): values.map(Double.init)
            case .int32(let values): values.map(Double.init)
            case .int64(let values): values.map(Double.init)
            case .float32(let values): values.map(Double.init)
            case .float64(let values): values
            case .boolean, .text: [Double](repeating: .nan, count: count)
            }
        if !nulls.isEmpty {
            for index in values.indices where nulls.contains(index) { values[index] = .nan }
        }
        return values
    }
}

extension ColumnBatch {
    /// Bytes of the values.
    public var approximateBytes: Int {
        columns.reduce(0) { sum, column in
            if case .text(let values) = column.storage { return sum + values.bytes.count + values.count }
            return sum + column.count * (column.type.byteWidth ?? 1)
        }
    }
}

extension ColumnValues {
    /// The values of these places, in this order.
    public func gathered(_ places: [Int]) -> ColumnValues {
        let values: Storage =
            switch storage {
            case .boolean(let values): .boolean(places.map { values[$0] })
            case .uint8(let values): .uint8(places.map { values[$0] })
            case .int16(let values): .int16(places.map { values[$0] })
            case .int32(let values): .int32(places.map { values[$0] })
            case .int64(let values): .int64(places.map { values[$0] })
            case .float32(let values): .float32(places.map { values[$0] })
            case .float64(let values): .float64(places.map { values[$0] })
            case .text(let values):
                .text(
                    places.reduce(into: TextValues()) { gathered, place in
                        gathered.append(values.bytes[values.range(place)])
                    })
            }
        var mask = NullMask()
        if !nulls.isEmpty {
            for (index, place) in places.enumerated() where nulls.contains(place) { mask.insert(index) }
        }
        return ColumnValues(values, nulls: mask)
    }
}

extension ColumnBatch {
    /// Puts rows of the same columns behind these; an empty batch without columns takes any.
    public mutating func append(_ other: ColumnBatch) throws(TableMismatch) {
        guard !columns.isEmpty || rowCount > 0 else {
            self = other
            return
        }
        guard columns.count == other.columns.count else {
            throw TableMismatch("\(other.columns.count) columns behind \(columns.count)")
        }
        for index in columns.indices { try columns[index].append(other.columns[index]) }
        rowCount += other.rowCount
    }
}

extension ColumnValues {
    /// Puts values of the same type behind these.
    public mutating func append(_ other: ColumnValues) throws(TableMismatch) {
        let start = count
        switch (storage, other.storage) {
        case (.boolean(var values), .boolean(let more)):
            storage = .boolean([])
            values += more
            storage = .boolean(values)
        case (.uint8(var values), .uint8(let more)):
            storage = .boolean([])
            values += more
            storage = .uint8(values)
        case (.int16(var values), .int16(let more)):
            storage = .boolean([])
            values += more
            storage = .int16(values)
        case (.int32(var values), .int32(let more)):
            storage = .boolean([])
            values += more
            storage = .int32(values)
        case (.int64(var values), .int64(let more)):
            storage = .boolean([])
            values += more
            storage = .int64(values)
        case (.float32(var values), .float32(let more)):
            storage = .boolean([])
            values += more
            storage = .float32(values)
        case (.float64(var values), .float64(let more)):
            storage = .boolean([])
            values += more
            storage = .float64(values)
        case (.text(var values), .text(let more)):
            storage = .boolean([])
            values.append(more)
            storage = .text(values)
        default: throw TableMismatch("\(other.type.rawValue) values behind \(type.rawValue) values")
        }
        if !other.nulls.isEmpty {
            for index in 0..<other.count where other.nulls.contains(index) { nulls.insert(start + index) }
        }
    }
}

/// Why rows cannot stand behind each other.
public struct TableMismatch: Error, Sendable, CustomStringConvertible {
    /// What does not go together.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
