/// A field of a FITS binary table's rows, as its TFORM says, and the columns it becomes.
struct FITSField {
    /// What one element is in the file.
    enum Element: Equatable {
        case logical
        case bits
        case uint8
        case int16
        case int32
        case int64
        case float32
        case float64
        /// Texts of so many bytes.
        case text(Int)
        /// A descriptor of two 32-bit or 64-bit numbers, how many and where in the heap, of elements by TFORM's letter.
        case descriptor(isWide: Bool, of: Character)
    }

    let element: Element
    let count: Int
    /// Where in a row.
    let offset: Int
    let scale: Double
    let zero: Double
    let null: Int64?
    /// What it becomes: one column for each element.
    let columns: [Column]

    /// The most elements of a field that become columns.
    static let maximumElements = 64

    /// Bytes in a row.
    var width: Int {
        switch element {
        case .logical, .uint8: count
        case .bits: (count + 7) / 8
        case .int16: 2 * count
        case .int32, .float32: 4 * count
        case .int64, .float64: 8 * count
        case .text(let width): width * count
        case .descriptor(let isWide, _): count * (isWide ? 16 : 8)
        }
    }

    /// Reads the keywords of field `number`; nil for fields without elements.
    init?(_ cards: FITSCards, number: Int, offset: Int, file: String) throws {
        let form = cards.text("TFORM\(number)").trimmingSpaces
        let written = cards.text("TTYPE\(number)").trimmingSpaces
        let name = written.isEmpty ? "column_\(number)" : written
        func wrong(_ kind: TableError.Kind, _ problem: String) -> TableError {
            TableError(kind, file: file, place: "column \(name)", problem)
        }
        let digits = form.prefix { $0.isNumber }
        guard let letter = form.dropFirst(digits.count).first, let repeats = digits.isEmpty ? 1 : Int(digits),
            repeats <= 1 << 28
        else { throw wrong(.malformed, "TFORM\(number) is \(form.isEmpty ? "missing" : "\"\(form)\"")") }
        var count = repeats
        switch letter {
        case "L": element = .logical
        case "X": element = .bits
        case "B": element = .uint8
        case "I": element = .int16
        case "J": element = .int32
        case "K": element = .int64
        case "E": element = .float32
        case "D": element = .float64
        case "C":
            element = .float32
            count *= 2
        case "M":
            element = .float64
            count *= 2
        case "A":
            let sizes = Self.dimensions(cards.text("TDIM\(number)"))
            let width = sizes.count > 1 && sizes[0] > 0 && repeats % sizes[0] == 0 ? sizes[0] : repeats
            element = .text(width)
            count = width == 0 ? 1 : repeats / width
        case "P", "Q":
            guard let kind = form.dropFirst(digits.count + 1).first, repeats <= 1 else {
                throw wrong(.malformed, "TFORM\(number) is \"\(form)\"")
            }
            element = .descriptor(isWide: letter == "Q", of: kind)
        default: throw wrong(.malformed, "TFORM\(number) is \"\(form)\"")
        }
        guard count > 0 else { return nil }
        guard count <= Self.maximumElements else {
            throw wrong(
                .unsupported,
                "has arrays of \(count) elements; up to \(Self.maximumElements) become columns of their own")
        }
        self.count = count
        self.offset = offset
        scale = try cards.number("TSCAL\(number)", or: 1)
        zero = try cards.number("TZERO\(number)", or: 0)
        null = element.isInteger ? try cards.integer("TNULL\(number)") : nil
        guard scale.isFinite, zero.isFinite else {
            throw wrong(.malformed, "TSCAL\(number) or TZERO\(number) is no number")
        }
        let type = Self.type(element, scale: scale, zero: zero)
        let isComplex = letter == "C" || letter == "M"
        let width: Int? = if case .text(let width) = element { width } else { nil }
        columns = (0..<count).map { index in
            var ending = count == 1 ? "" : "_\(index + 1)"
            if isComplex {
                ending = (count == 2 ? "" : "_\(index / 2 + 1)") + (index % 2 == 0 ? "_real" : "_imaginary")
            }
            return Column(
                name + ending, type, textWidth: width, unit: cards.text("TUNIT\(number)"),
                ucd: cards.text("TUCD\(number)"),
                extendedType: cards.text("TXTYP\(number)"), description: cards.text("TCOMM\(number)"))
        }
    }

    /// "(8,3)" as numbers.
    private static func dimensions(_ text: String) -> [Int] {
        text.drop { $0 != "(" }.dropFirst().prefix { $0 != ")" }.split(separator: ",").compactMap {
            Int(String($0).trimmingSpaces)
        }
    }

    /// What a column's type is: unsigned integers (TZERO of half their range) take the next wider type, other scales
    /// make 64-bit floats.
    private static func type(_ element: Element, scale: Double, zero: Double) -> ColumnType {
        let isShifted = scale == 1 && zero != 0
        let isScaled = scale != 1 || zero != 0
        return switch element {
        case .logical, .bits: .boolean
        case .uint8: isShifted && zero == -128 ? .int16 : isScaled ? .float64 : .uint8
        case .int16: isShifted && zero == 0x1p15 ? .int32 : isScaled ? .float64 : .int16
        case .int32: isShifted && zero == 0x1p31 ? .int64 : isScaled ? .float64 : .int32
        case .int64: isShifted && zero == 0x1p63 ? .int64 : isScaled ? .float64 : .int64
        case .float32: isScaled ? .float64 : .float32
        case .float64: .float64
        case .text, .descriptor: .text
        }
    }
}

extension FITSField.Element {
    /// Whether elements are whole numbers.
    var isInteger: Bool { self == .uint8 || self == .int16 || self == .int32 || self == .int64 }
}
