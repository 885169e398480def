/// Numbers as VOTable writes them.
enum VOTableNumbers {
    /// A whole number, also "0x1F".
    @inline(__always)
    static func integer(_ text: UnsafeRawBufferPointer) -> Int64? {
        if let value = TextParsing.integer(text) { return value }
        guard text.count > 2, text[0] == UInt8(ascii: "0"), text[1] | 0x20 == UInt8(ascii: "x") else { return nil }
        return Int64(String(decoding: text.dropFirst(2), as: UTF8.self), radix: 16)
    }

    /// Stores a cell or an element of it; false where it is no value of the column.
    @inline(__always)
    static func store(_ text: UnsafeRawBufferPointer, _ field: VOTableField, in store: ColumnStore, row: Int) -> Bool {
        let value = TextParsing.trimmed(text)
        if value.isEmpty {
            store.setNull(row)
            return true
        }
        switch store.type {
        case .boolean:
            if value.count == 1, value[0] == UInt8(ascii: "1") || value[0] == UInt8(ascii: "0") {
                store.set(row, value[0] == UInt8(ascii: "1"))
            } else if let truth = TextParsing.boolean(value) {
                store.set(row, truth)
            } else if value.count == 1 && value[0] == UInt8(ascii: "?") {
                store.setNull(row)
            } else {
                return false
            }
            return true
        case .uint8, .int16, .int32, .int64:
            guard let number = integer(value) else { return false }
            if number == field.null {
                store.setNull(row)
                return true
            }
            return set(number, store, row)
        case .float32, .float64:
            return TextParsing.store(value, in: store, row: row)
        case .text: return false
        }
    }

    @inline(__always)
    private static func set(_ number: Int64, _ store: ColumnStore, _ row: Int) -> Bool {
        switch store.type {
        case .uint8:
            guard let value = UInt8(exactly: number) else { return false }
            store.set(row, value)
        case .int16:
            guard let value = Int16(exactly: number) else { return false }
            store.set(row, value)
        case .int32:
            guard let value = Int32(exactly: number) else { return false }
            store.set(row, value)
        default: store.set(row, number)
        }
        return true
    }
}

/// Rows of TABLEDATA.
struct VOTableTextCells: VOTableCells {
    private let tokens: XMLTokens
    private let fields: [VOTableField]
    private let file: String
    private var isEnded: Bool
    private var row: Int64 = 0
    private var cell: [UInt8] = []

    init(tokens: XMLTokens, fields: [VOTableField], file: String, isEmpty: Bool) {
        self.tokens = tokens
        self.fields = fields
        self.file = file
        isEnded = isEmpty
    }

    mutating func readRow(into stores: [ColumnStore], row: Int) throws -> Bool {
        guard !isEnded else { return false }
        while true {
            switch try tokens.next() {
            case .start:
                guard tokens.isNamed("TR") else {
                    try tokens.skipElement()
                    continue
                }
                self.row += 1
                try readCells(into: stores, row)
                return true
            case .end:
                // The end of TABLEDATA, as each TR ends where it is read.
                isEnded = true
                return false
            case .text: break
            case .done:
                isEnded = true
                return false
            }
        }
    }

    private mutating func readCells(into stores: [ColumnStore], _ row: Int) throws {
        var number = 0
        var column = 0
        while true {
            switch try tokens.next() {
            case .start:
                guard tokens.isNamed("TD") else {
                    try tokens.skipElement()
                    continue
                }
                guard number < fields.count else { throw wrongCount(number + 1) }
                try readCell(number, stores, column, row)
                column += fields[number].columns.count
                number += 1
            case .end:
                guard number == fields.count else { throw wrongCount(number) }
                return
            case .text: break
            case .done: throw tokens.error("the file ends in a row")
            }
        }
    }

    private func wrongCount(_ count: Int) -> TableError {
        tokens.error("row \(row) has \(count) cells where the table has \(fields.count) fields")
    }

    private mutating func readCell(_ number: Int, _ stores: [ColumnStore], _ column: Int, _ row: Int) throws {
        var token = try tokens.next()
        if case .text = token {
            // Most cells are one part of text.
            cell.removeAll(keepingCapacity: true)
            tokens.withText { cell.append(contentsOf: $0) }
            token = try tokens.next()
            while case .text = token {
                guard cell.count < 1 << 28 else { throw tokens.error("a cell is longer than \(1 << 28) bytes") }
                tokens.withText { cell.append(contentsOf: $0) }
                token = try tokens.next()
            }
        } else {
            cell.removeAll(keepingCapacity: true)
        }
        guard case .end = token else { throw tokens.error("something else than text stands in a cell") }
        try cell.withUnsafeBytes { try take($0, fields[number], stores, column, row) }
    }

    private func take(
        _ text: UnsafeRawBufferPointer, _ field: VOTableField, _ stores: [ColumnStore], _ column: Int, _ row: Int
    ) throws {
        if field.columns.count == 1 {
            let store = stores[column]
            if store.type == .text {
                if text.isEmpty { store.setNull(row) } else { store.append(text) }
            } else if !VOTableNumbers.store(text, field, in: store, row: row) {
                throw wrong(text, field, store.type)
            }
            return
        }
        if let length = field.textLength {
            for (index, _) in field.columns.enumerated() {
                let part = text.dropFirst(index * length).prefix(length)
                let plain = FITSRowDecoder.text(UnsafeRawBufferPointer(rebasing: part))
                if plain.isEmpty { stores[column + index].setNull(row) } else { stores[column + index].append(plain) }
            }
            return
        }
        // Bits may stand without spaces between them.
        let isBits = if case .bit = field.element { true } else { false }
        let parts =
            isBits
            ? text.indices.filter { text[$0] > 0x20 }.map { text[$0..<$0 + 1] }
            : text.split { $0 <= 0x20 || $0 == UInt8(ascii: ",") }
        guard parts.isEmpty || parts.count == field.columns.count else { throw wrong(text, field, stores[column].type) }
        for index in field.columns.indices {
            let store = stores[column + index]
            if parts.isEmpty {
                store.setNull(row)
            } else if !VOTableNumbers.store(UnsafeRawBufferPointer(rebasing: parts[index]), field, in: store, row: row)
            {
                throw wrong(text, field, store.type)
            }
        }
    }

    private func wrong(_ text: UnsafeRawBufferPointer, _ field: VOTableField, _ type: ColumnType) -> TableError {
        let expected = field.columns.count == 1 ? type.words : "\(field.columns.count) times \(type.words)"
        return TableError(
            .value, file: file, place: "line \(tokens.line), row \(row), column \(field.name)",
            "expected \(expected), found \(TextParsing.quoted(text))")
    }
}
