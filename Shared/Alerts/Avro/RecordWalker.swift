/// What a plan's selection took from one record.
struct SelectedFields {
    /// Numbers and flags (1, 0) by slot; NaN where missing.
    var numbers: [Double]
    /// Whole numbers by slot; nil where missing.
    var integers: [Int64?]
    /// Places of texts in the packet by slot; nil where missing.
    var texts: [Range<Int>?]
    /// Places of bytes in the packet by slot; nil where missing.
    var bytes: [Range<Int>?]
    /// The table, row after row, each of `columns` numbers.
    var rows: [Double] = []
    var columns: Int

    init(selection: FieldSelection) {
        numbers = Array(repeating: .nan, count: selection.numbers)
        integers = Array(repeating: nil, count: selection.integers)
        texts = Array(repeating: nil, count: selection.texts)
        bytes = Array(repeating: nil, count: selection.bytes)
        columns = selection.columns
    }

    var rowCount: Int { columns == 0 ? 0 : rows.count / columns }
}

/// Walks one record by a plan: stores what is wanted, skips the rest, allocates only for the table's rows.
///
/// Bounded by construction: each step takes a byte or more or is `.nothing`, blocks never claim more items than bytes,
/// and nesting has a limit.
struct RecordWalker {
    var cursor: AvroCursor
    private let plan: ReadPlan
    private let steps: UnsafePointer<PlanStep>
    private var fields: SelectedFields
    /// The numbers being filled: the record's, or those of one row.
    private var numbers: UnsafeMutablePointer<Double>

    /// Deepest nesting of values that is followed.
    private static let deepest = 64

    /// Reads one record.
    ///
    /// - Parameter cursor: at the record's first byte; afterwards behind its last one.
    static func read(_ plan: ReadPlan, _ cursor: inout AvroCursor) throws(AvroFault) -> SelectedFields {
        let fields = SelectedFields(selection: plan.selection)
        let columns = plan.selection.columns
        // One scratch block: the record's numbers, then one row's.
        let scratch = UnsafeMutablePointer<Double>.allocate(capacity: fields.numbers.count + columns)
        scratch.initialize(repeating: .nan, count: fields.numbers.count + columns)
        defer { scratch.deallocate() }
        let walked: Result<RecordWalker, AvroFault> = plan.steps.withUnsafeBufferPointer { buffer in
            guard let steps = buffer.baseAddress else {
                return .failure(AvroFault(offset: 0, found: "an empty plan", expected: "a record"))
            }
            var walker = RecordWalker(cursor: cursor, plan: plan, steps: steps, fields: fields, numbers: scratch)
            do throws(AvroFault) {
                try walker.walk(steps[0], depth: 0)
                return .success(walker)
            } catch {
                return .failure(error)
            }
        }
        let walker = try walked.get()
        cursor = walker.cursor
        var result = walker.fields
        for slot in result.numbers.indices { result.numbers[slot] = scratch[slot] }
        return result
    }

    private mutating func walk(_ step: PlanStep, depth: Int) throws(AvroFault) {
        switch step.operation {
        case .nothing: return
        case .int: store(try cursor.int(), step)
        case .long: store(try cursor.long(), step)
        case .float: store(Double(try cursor.float()), step)
        case .double: store(try cursor.double(), step)
        case .boolean:
            let value = try cursor.boolean()
            if step.store == .flag { numbers[Int(step.slot)] = value ? 1 : 0 }
        case .bytes: try walkBytes(step)
        case .fixed: _ = try cursor.take(Int(step.count), "a fixed value")
        case .enumeration:
            let at = cursor.offset
            let symbol = try cursor.int()
            guard 0..<Int64(step.count) ~= symbol else {
                throw AvroFault(
                    offset: at, found: "symbol \(symbol) of an enum", expected: "0 to \(Int(step.count) - 1)")
            }
        case .union:
            let at = cursor.offset
            let branch = try cursor.long()
            guard 0..<Int64(step.count) ~= branch else {
                throw AvroFault(
                    offset: at, found: "branch \(branch) of a union", expected: "0 to \(Int(step.count) - 1)")
            }
            let chosen = steps[Int(step.first) + Int(branch)]
            try walk(chosen, depth: depth + 1)
        case .record:
            try enter(depth)
            for index in Int(step.first)..<Int(step.first) + Int(step.count) {
                do throws(AvroFault) {
                    try walk(steps[index], depth: depth + 1)
                } catch {
                    throw error.inside(plan.names[index])
                }
            }
        case .array, .map: try walkBlocks(step, depth: depth)
        }
    }

    private func enter(_ depth: Int) throws(AvroFault) {
        guard depth < Self.deepest else {
            throw AvroFault(
                offset: cursor.offset, found: "values nested deeper than \(Self.deepest)", expected: "a flatter record")
        }
    }

    @inline(__always)
    private mutating func store(_ value: Int64, _ step: PlanStep) {
        switch step.store {
        case .number: numbers[Int(step.slot)] = Double(value)
        case .integer: fields.integers[Int(step.slot)] = value
        default: break
        }
    }

    @inline(__always)
    private mutating func store(_ value: Double, _ step: PlanStep) {
        if step.store == .number { numbers[Int(step.slot)] = value }
    }

    private mutating func walkBytes(_ step: PlanStep) throws(AvroFault) {
        let length = try cursor.length()
        let at = try cursor.take(length, "bytes")
        switch step.store {
        case .text: fields.texts[Int(step.slot)] = at..<at + length
        case .bytes: fields.bytes[Int(step.slot)] = at..<at + length
        case .flag:
            let letter = length == 1 ? cursor.byte(at) : 0
            if letter == UInt8(ascii: "t") || letter == UInt8(ascii: "1") { numbers[Int(step.slot)] = 1 }
            if letter == UInt8(ascii: "f") || letter == UInt8(ascii: "0") { numbers[Int(step.slot)] = 0 }
        default: break
        }
    }

    private mutating func walkBlocks(_ step: PlanStep, depth: Int) throws(AvroFault) {
        try enter(depth)
        let item = steps[Int(step.first)]
        let itemsTakeBytes = step.operation == .map || item.operation != .nothing
        var number = 0
        while true {
            let (count, blockEnd) = try cursor.block(itemsTakeBytes: itemsTakeBytes)
            if count == 0 { return }
            if let blockEnd, step.isSkipped {
                cursor.jump(to: blockEnd)
                continue
            }
            if itemsTakeBytes {
                for _ in 0..<count {
                    do throws(AvroFault) {
                        if step.operation == .map { _ = try cursor.take(try cursor.length(), "a key") }
                        if step.store == .table {
                            try walkRow(item, depth: depth + 1)
                        } else {
                            try walk(item, depth: depth + 1)
                        }
                    } catch {
                        throw error.inside("[\(number)]")
                    }
                    number += 1
                }
            }
            if let blockEnd, cursor.offset != blockEnd {
                throw AvroFault(
                    offset: cursor.offset, found: "the end of a block's items",
                    expected: "it at byte \(blockEnd), as the block says")
            }
        }
    }

    private mutating func walkRow(_ item: PlanStep, depth: Int) throws(AvroFault) {
        let outer = numbers
        let row = outer + fields.numbers.count
        for column in 0..<fields.columns { row[column] = .nan }
        numbers = row
        defer { numbers = outer }
        try walk(item, depth: depth)
        fields.rows.append(contentsOf: UnsafeBufferPointer(start: row, count: fields.columns))
    }
}
