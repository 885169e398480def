/// Takes one field out of rows of a FITS binary table, into a store for each of its elements.
struct FITSRowDecoder {
    let field: FITSField
    let rowWidth: Int
    let file: String

    /// Decodes so many rows from `rows` on; the first is row `first` of the stores.
    func decode(_ rows: UnsafeRawPointer, count: Int, into stores: ArraySlice<ColumnStore>, first: Int) throws {
        for (element, store) in stores.enumerated() {
            let base = rows + field.offset
            switch field.element {
            case .logical: logicals(base + element, count, store, first)
            case .bits:
                for row in 0..<count {
                    let byte = (base + row * rowWidth + element >> 3).load(as: UInt8.self)
                    store.set(first + row, byte & (0x80 >> UInt8(element & 7)) != 0)
                }
            case .uint8: try integers(base + element, UInt8.self, count, store, first)
            case .int16: try integers(base + 2 * element, Int16.self, count, store, first)
            case .int32: try integers(base + 4 * element, Int32.self, count, store, first)
            case .int64: try integers(base + 8 * element, Int64.self, count, store, first)
            case .float32:
                let isScaled = store.type == .float64
                each(base + 4 * element, count) { row, at in
                    let value = at.bigEndianFloat()
                    if isScaled {
                        store.set(first + row, Double(value) * field.scale + field.zero)
                    } else {
                        store.set(first + row, value)
                    }
                }
            case .float64:
                let (scale, zero) = (field.scale, field.zero)
                each(base + 8 * element, count) { row, at in
                    store.set(
                        first + row,
                        scale == 1 && zero == 0 ? at.bigEndianDouble() : at.bigEndianDouble() * scale + zero)
                }
            case .text(let width):
                each(base + width * element, count) { row, at in
                    let text = FITSRowDecoder.text(UnsafeRawBufferPointer(start: at, count: width))
                    if text.isEmpty { store.setNull(first + row) } else { store.append(text) }
                }
            case .descriptor: break
            }
        }
    }

    @inline(__always)
    private func each(_ base: UnsafeRawPointer, _ count: Int, _ body: (Int, UnsafeRawPointer) -> Void) {
        for row in 0..<count { body(row, base + row * rowWidth) }
    }

    private func logicals(_ base: UnsafeRawPointer, _ count: Int, _ store: ColumnStore, _ first: Int) {
        each(base, count) { row, at in
            let byte = at.load(as: UInt8.self)
            if byte == UInt8(ascii: "T") || byte == UInt8(ascii: "F") {
                store.set(first + row, byte == UInt8(ascii: "T"))
            } else {
                store.setNull(first + row)
            }
        }
    }

    @inline(__always)
    private func integers<Raw: FixedWidthInteger>(
        _ base: UnsafeRawPointer, _ type: Raw.Type, _ count: Int, _ store: ColumnStore, _ first: Int
    ) throws {
        let isPlain = field.scale == 1 && field.zero == 0
        for row in 0..<count {
            let value = (base + row * rowWidth).bigEndian(type)
            if let null = field.null, Int64(value) == null {
                store.setNull(first + row)
            } else if isPlain {
                store.set(first + row, value)
            } else {
                try setScaled(Int64(value), store, first + row)
            }
        }
    }

    private func setScaled(_ value: Int64, _ store: ColumnStore, _ row: Int) throws {
        switch store.type {
        case .int16: store.set(row, Int16(truncatingIfNeeded: value - 128))
        case .int32: store.set(row, Int32(truncatingIfNeeded: value + 0x8000))
        case .int64 where field.element == .int32: store.set(row, value + 0x8000_0000)
        case .int64:
            // Unsigned: what is stored is the value less 2⁶³.
            guard value < 0 else {
                throw TableError(
                    .value, file: file, place: "column \(field.columns[0].name)",
                    "the unsigned value \(UInt64(bitPattern: value) ^ (1 << 63)) does not fit into 64 bits with a sign")
            }
            store.set(row, value ^ Int64.min)
        default: store.set(row, Double(value) * field.scale + field.zero)
        }
    }

    /// A text up to a zero byte, without spaces at its end.
    static func text(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var end = bytes.firstIndex(of: 0) ?? bytes.count
        while end > 0 && bytes[end - 1] == 0x20 { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: bytes[..<end])
    }
}
