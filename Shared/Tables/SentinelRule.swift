/// A value that stands for null in some columns, such as 99 or −9999.
public struct SentinelRule: Sendable, Equatable {
    /// The columns by name, case aside; nil for all of numbers.
    public var columns: [String]?
    /// The value, exactly; for `float32` columns what that type makes of it.
    public var value: Double

    /// Makes a rule.
    public init(_ value: Double, columns: [String]? = nil) {
        self.value = value
        self.columns = columns
    }
}

/// A table whose sentinels are null.
struct SentinelTableSource: TableFileSource {
    private var source: any TableFileSource
    /// For each column the values that are null.
    private let values: [[Double]]

    init(_ source: any TableFileSource, rules: [SentinelRule], file: String) throws {
        self.source = source
        let names = source.columns.map { $0.name.lowercased() }
        for rule in rules {
            for name in rule.columns ?? [] where !names.contains(name.lowercased()) {
                throw TableError(.value, file: file, "has no column \(name), for which a value is said to be null")
            }
        }
        values = zip(source.columns, names).map { column, name in
            guard column.type.isNumeric else { return [] }
            return rules.filter { $0.columns?.contains { $0.lowercased() == name } ?? true }.map(\.value)
        }
    }

    var columns: [Column] { source.columns }
    var format: TableFormat { source.format }
    var rowCount: Int64? { source.rowCount }
    var provenance: Provenance { source.provenance }

    mutating func next(maximumRows: Int) throws -> ColumnBatch? {
        guard var batch = try source.next(maximumRows: maximumRows) else { return nil }
        for (index, values) in values.enumerated() {
            for value in values { batch.columns[index].makeNull(value) }
        }
        return batch
    }
}

extension ColumnValues {
    /// Makes all values null that equal a number.
    mutating func makeNull(_ number: Double) {
        func nulls<Value: Equatable>(_ values: inout [Value], _ value: Value?, _ zero: Value) {
            guard let value else { return }
            for index in values.indices where values[index] == value && !self.nulls.contains(index) {
                self.nulls.insert(index)
                values[index] = zero
            }
        }
        switch storage {
        case .uint8(var values):
            nulls(&values, UInt8(exactly: number), 0)
            storage = .uint8(values)
        case .int16(var values):
            nulls(&values, Int16(exactly: number), 0)
            storage = .int16(values)
        case .int32(var values):
            nulls(&values, Int32(exactly: number), 0)
            storage = .int32(values)
        case .int64(var values):
            nulls(&values, Int64(exactly: number), 0)
            storage = .int64(values)
        case .float32(var values):
            nulls(&values, Float(number), .nan)
            storage = .float32(values)
        case .float64(var values):
            nulls(&values, number, .nan)
            storage = .float64(values)
        case .boolean, .text: break
        }
    }
}
