import Glibc

/// What is known of a table only when all of it was seen.
struct TableFacts {
    var rowCount: Int64 = 0
    /// For each column: whether it has nulls.
    var hasNulls: [Bool]
    /// For each text column: bytes of its longest text, and of all together.
    var textWidths: [Int]
    var textBytes: [Int64]
    /// Whether a limit cut rows off.
    var isTruncated = false
}

/// Holds a table in a temporary file until all of it was seen, and then writes it.
///
/// For formats that must say first what is known last: how wide texts are, and, where a file cannot be changed once it is
/// written, how many rows there are.
final class SpooledTableSink: TableFileSink {
    private let columns: [Column]
    private let path: String
    private let make: ([Column], TableFacts) throws -> any TableFileSink
    private var descriptor: Int32
    private var facts: TableFacts
    private var batchSizes: [Int] = []
    private(set) var byteCount: Int64 = 0

    init(path: String, columns: [Column], make: @escaping ([Column], TableFacts) throws -> any TableFileSink) throws {
        self.columns = columns
        self.path = path
        self.make = make
        facts = TableFacts(
            hasNulls: Array(repeating: false, count: columns.count),
            textWidths: Array(repeating: 1, count: columns.count), textBytes: Array(repeating: 0, count: columns.count))
        descriptor = try TemporaryFile.open(beside: path)
    }

    deinit { close(descriptor) }

    func write(_ batch: ColumnBatch) throws {
        try batch.check(against: columns, file: path)
        try batch.withColumnPointers { pointers in
            for (index, column) in pointers.enumerated() {
                if column.hasNulls { facts.hasNulls[index] = true }
                guard let ends = column.ends else {
                    try put(column.values, batch.rowCount * (column.type.byteWidth ?? 0))
                    continue
                }
                for row in 0..<batch.rowCount {
                    facts.textWidths[index] = max(facts.textWidths[index], column.text(row).count)
                }
                try put(ends, batch.rowCount * MemoryLayout<Int>.stride)
                if batch.rowCount > 0 {
                    try put(column.values, ends[batch.rowCount - 1])
                    facts.textBytes[index] += Int64(ends[batch.rowCount - 1])
                }
            }
        }
        for column in batch.columns {
            try column.nulls.withWords { words in
                var count = words.count
                try put(&count, MemoryLayout<Int>.size)
                if let base = words.baseAddress { try put(base, words.count * MemoryLayout<UInt64>.stride) }
            }
        }
        batchSizes.append(batch.rowCount)
        facts.rowCount += Int64(batch.rowCount)
    }

    private func put(_ bytes: UnsafeRawPointer, _ count: Int) throws {
        var done = 0
        while done < count {
            let step = Glibc.write(descriptor, bytes + done, count - done)
            guard step > 0 else { throw TableError.system("write a temporary file for", file: path, code: errno) }
            done += step
        }
        byteCount += Int64(count)
    }

    private func take(_ bytes: UnsafeMutableRawBufferPointer) throws {
        var done = 0
        while done < bytes.count {
            let step = read(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
            guard step > 0 else { throw TableError.system("read a temporary file for", file: path, code: errno) }
            done += step
        }
    }

    private func take<Value>(_ count: Int, zero: Value) throws -> [Value] {
        var values = [Value](repeating: zero, count: count)
        try values.withUnsafeMutableBytes { try take($0) }
        return values
    }

    func markTruncated() { facts.isTruncated = true }

    func finish() throws {
        var known = columns
        for index in known.indices where known[index].type == .text { known[index].textWidth = facts.textWidths[index] }
        let sink = try make(known, facts)
        lseek(descriptor, 0, SEEK_SET)
        for rowCount in batchSizes {
            var batch = ColumnBatch(columns: [], rowCount: rowCount)
            for column in columns { batch.columns.append(ColumnValues(try takeValues(column.type, rowCount))) }
            for index in columns.indices {
                let words: [UInt64] = try take(try take(1, zero: 0)[0], zero: 0)
                batch.columns[index].nulls = NullMask(words: words)
            }
            var target = sink
            try target.write(batch)
        }
        var target = sink
        if facts.isTruncated { try target.markTruncated() }
        try target.finish()
    }

    private func takeValues(_ type: ColumnType, _ count: Int) throws -> ColumnValues.Storage {
        switch type {
        case .boolean: .boolean(try take(count, zero: false))
        case .uint8: .uint8(try take(count, zero: 0))
        case .int16: .int16(try take(count, zero: 0))
        case .int32: .int32(try take(count, zero: 0))
        case .int64: .int64(try take(count, zero: 0))
        case .float32: .float32(try take(count, zero: 0))
        case .float64: .float64(try take(count, zero: 0))
        case .text:
            try {
                let ends: [Int] = try take(count, zero: 0)
                return .text(TextValues(bytes: try take(ends.last ?? 0, zero: 0), ends: ends))
            }()
        }
    }
}
