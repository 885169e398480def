/// A field of a FITS table that is text (FITS 4.0, section 7.2).
struct FITSTextField {
    let column: Column
    private let range: Range<Int>
    private let scale: Double
    private let zero: Double
    private let null: [UInt8]
    private let file: String

    init(_ cards: FITSCards, number: Int, rowWidth: Int, file: String) throws {
        let written = cards.text("TTYPE\(number)").trimmingSpaces
        let name = written.isEmpty ? "column_\(number)" : written
        let form = cards.text("TFORM\(number)").trimmingSpaces
        let sizes = form.dropFirst().split(separator: ".").map { Int($0) }
        guard let letter = form.first, let first = sizes.first, let width = first, width > 0, width <= rowWidth else {
            throw TableError(.malformed, file: file, place: "column \(name)", "TFORM\(number) is \"\(form)\"")
        }
        let start = Int(try cards.integer("TBCOL\(number)", in: 1...Int64(max(1, rowWidth)))) - 1
        guard start + width <= rowWidth else {
            throw TableError(.malformed, file: file, place: "column \(name)", "reaches beyond its row")
        }
        range = start..<start + width
        scale = try cards.number("TSCAL\(number)", or: 1)
        zero = try cards.number("TZERO\(number)", or: 0)
        let isScaled = scale != 1 || zero != 0
        let type: ColumnType
        switch letter {
        case "A": type = .text
        case "I": type = isScaled ? .float64 : width <= 4 ? .int16 : width <= 9 ? .int32 : .int64
        // A single-precision float holds six digits behind its first.
        case "E": type = !isScaled && (sizes.count > 1 ? sizes[1] ?? 7 : 7) <= 6 ? .float32 : .float64
        case "F", "D": type = .float64
        default: throw TableError(.malformed, file: file, place: "column \(name)", "TFORM\(number) is \"\(form)\"")
        }
        null = Array(cards.text("TNULL\(number)").trimmingSpaces.utf8)
        self.file = file
        column = Column(
            name, type, textWidth: type == .text ? width : nil, unit: cards.text("TUNIT\(number)"),
            ucd: cards.text("TUCD\(number)"), description: cards.text("TCOMM\(number)"))
    }

    func take(_ line: UnsafeRawBufferPointer, into store: ColumnStore, row: Int, number: Int64) throws {
        let text = UnsafeRawBufferPointer(rebasing: line[range])
        if column.type == .text {
            let text = FITSRowDecoder.text(text)
            if text.isEmpty || !null.isEmpty && text.elementsEqual(null) {
                store.setNull(row)
            } else {
                store.append(text)
            }
            return
        }
        let value = TextParsing.trimmed(text)
        if value.isEmpty || !null.isEmpty && value.elementsEqual(null) {
            store.setNull(row)
            return
        }
        if column.type.isInteger {
            if TextParsing.store(value, in: store, row: row) { return }
        } else {
            // Fortran writes exponents with D.
            let bytes = value.map { $0 == UInt8(ascii: "D") || $0 == UInt8(ascii: "d") ? UInt8(ascii: "E") : $0 }
            if let found = bytes.withUnsafeBytes({ TextParsing.float64($0) }) {
                let scaled = scale == 1 && zero == 0 ? found : found * scale + zero
                if column.type == .float32 { store.set(row, Float(scaled)) } else { store.set(row, scaled) }
                return
            }
        }
        throw TableError(
            .value, file: file, place: "row \(number), column \(column.name)",
            "expected \(column.type.words), found \(TextParsing.quoted(text))")
    }
}
