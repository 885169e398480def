/// Rows of BINARY and BINARY2.
struct VOTableBinaryCells: VOTableCells {
    private let input: Base64Input
    private let tokens: XMLTokens
    private let fields: [VOTableField]
    private let file: String
    private let hasFlags: Bool
    private var rowNumber: Int64 = 0
    private var offsets: [Int] = []
    private var counts: [Int] = []

    init(tokens: XMLTokens, fields: [VOTableField], hasFlags: Bool, file: String) {
        self.tokens = tokens
        self.fields = fields
        self.file = file
        self.hasFlags = hasFlags
        input = Base64Input(tokens: tokens)
        offsets = Array(repeating: 0, count: fields.count)
        counts = offsets
    }

    mutating func readRow(into stores: [ColumnStore], row: Int) throws -> Bool {
        // A table without fields has rows without bytes: none.
        guard !fields.isEmpty, try input.fill(atLeast: 1) else { return false }
        rowNumber += 1
        let end = try layOut()
        try input.withBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            var column = 0
            for index in fields.indices {
                let field = fields[index]
                let isNull = hasFlags && bytes[index >> 3] & (0x80 >> UInt8(index & 7)) != 0
                if isNull {
                    for number in 0..<field.columns.count { stores[column + number].setNull(row) }
                } else {
                    let cell = UnsafeRawBufferPointer(start: base + offsets[index], count: counts[index])
                    try take(cell, field, stores, column, row)
                }
                column += field.columns.count
            }
        }
        input.consume(end)
        return true
    }

    /// Finds where the cells of the row are; where it ends.
    private mutating func layOut() throws -> Int {
        var at = hasFlags ? (fields.count + 7) / 8 : 0
        for index in fields.indices {
            if let width = fields[index].width {
                offsets[index] = at
                counts[index] = width
            } else {
                try need(at + 4)
                let count = input.withBytes { bytes in
                    bytes.baseAddress.map { Int(($0 + at).bigEndian(Int32.self)) } ?? 0
                }
                guard count >= 0 else { throw wrong("row \(rowNumber) has an array of \(count) elements") }
                let isBits = if case .bit = fields[index].element { true } else { false }
                offsets[index] = at + 4
                counts[index] = isBits ? (count + 7) / 8 : count * fields[index].elementWidth
            }
            at = offsets[index] + counts[index]
        }
        try need(at)
        return at
    }

    private func need(_ count: Int) throws {
        guard try !input.fill(atLeast: count) else { return }
        throw wrong("the values end in row \(rowNumber)")
    }

    private func wrong(_ problem: String) -> TableError { tokens.error(problem) }

    private func take(
        _ cell: UnsafeRawBufferPointer, _ field: VOTableField, _ stores: [ColumnStore], _ column: Int, _ row: Int
    ) throws {
        switch field.element {
        case .text, .wideText:
            let width = cell.count / field.columns.count
            for index in field.columns.indices {
                let part = UnsafeRawBufferPointer(rebasing: cell[index * width..<(index + 1) * width])
                takeText(part, field, stores[column + index], row)
            }
        default:
            if field.isList {
                let words = (0..<(cell.count / field.elementWidth)).map { Self.word(cell, $0, field.element) }
                if words.isEmpty {
                    stores[column].setNull(row)
                } else {
                    stores[column].append(words.joined(separator: " ").utf8)
                }
                return
            }
            guard let base = cell.baseAddress else { return }
            for index in field.columns.indices {
                take(base + index * field.elementWidth, base, index, field, stores[column + index], row)
            }
        }
    }

    private func takeText(_ bytes: UnsafeRawBufferPointer, _ field: VOTableField, _ store: ColumnStore, _ row: Int) {
        if case .wideText = field.element {
            let count = bytes.count / 2
            var isASCII = true
            for index in 0..<count {
                let (high, low) = (bytes[2 * index], bytes[2 * index + 1])
                isASCII = isASCII && high == 0 && low < 0x80 && low != 0
            }
            if count == 0 {
                takeEmpty(store, row)
            } else if isASCII {
                withUnsafeTemporaryAllocation(byteCount: count, alignment: 1) { room in
                    for index in 0..<count { room[index] = bytes[2 * index + 1] }
                    store.append(UnsafeRawBufferPointer(room))
                }
            } else {
                var units: [UInt16] = []
                for index in 0..<count {
                    let unit = UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self))
                    if unit == 0 { break }
                    units.append(unit)
                }
                let text = String(decoding: units, as: UTF16.self)
                if text.isEmpty { takeEmpty(store, row) } else { store.append(text.utf8) }
            }
            return
        }
        // Texts of fixed length are filled up; others are as they are.
        let end = bytes.firstIndex(of: 0) ?? bytes.count
        let plain = UnsafeRawBufferPointer(rebasing: bytes[..<end])
        let text = field.textLength == nil ? plain : FITSRowDecoder.text(plain)
        if text.isEmpty { takeEmpty(store, row) } else { store.append(text) }
    }

    /// In BINARY2 flags say what is null.
    private func takeEmpty(_ store: ColumnStore, _ row: Int) {
        if hasFlags { store.append(EmptyCollection<UInt8>()) } else { store.setNull(row) }
    }

    private func take(
        _ at: UnsafeRawPointer, _ cell: UnsafeRawPointer, _ index: Int, _ field: VOTableField, _ store: ColumnStore,
        _ row: Int
    ) {
        func put<Value: FixedWidthInteger>(_ value: Value) {
            if !hasFlags, let null = field.null, Int64(value) == null {
                store.setNull(row)
            } else {
                store.set(row, value)
            }
        }
        switch field.element {
        case .boolean:
            switch at.load(as: UInt8.self) {
            case UInt8(ascii: "T"), UInt8(ascii: "t"), UInt8(ascii: "1"): store.set(row, true)
            case UInt8(ascii: "F"), UInt8(ascii: "f"), UInt8(ascii: "0"): store.set(row, false)
            default: store.setNull(row)
            }
        case .bit:
            let byte = (cell + index >> 3).load(as: UInt8.self)
            // A single one is the first bit by the standard, but another one to astropy.
            store.set(row, field.columns.count == 1 ? byte != 0 : byte & (0x80 >> UInt8(index & 7)) != 0)
        case .uint8: put(at.load(as: UInt8.self))
        case .int16: put(at.bigEndian(Int16.self))
        case .int32: put(at.bigEndian(Int32.self))
        case .int64: put(at.bigEndian(Int64.self))
        case .float32: store.set(row, at.bigEndianFloat())
        case .float64: store.set(row, at.bigEndianDouble())
        case .text, .wideText: break
        }
    }

    private static func word(_ cell: UnsafeRawBufferPointer, _ index: Int, _ element: VOTableField.Element) -> String {
        guard let base = cell.baseAddress else { return "" }
        return switch element {
        case .boolean: String(UnicodeScalar(cell[index]))
        case .bit: String(cell[index], radix: 2)
        case .uint8: String(cell[index])
        case .int16: String((base + 2 * index).bigEndian(Int16.self))
        case .int32: String((base + 4 * index).bigEndian(Int32.self))
        case .int64: String((base + 8 * index).bigEndian(Int64.self))
        case .float32: (base + 4 * index).bigEndianFloat().description
        case .float64: (base + 8 * index).bigEndianDouble().description
        case .text, .wideText: ""
        }
    }
}
