/// A FIELD of a VOTable and the columns it becomes.
struct VOTableField {
    /// What one element is.
    enum Element {
        case boolean
        case bit
        case uint8
        case int16
        case int32
        case int64
        case float32
        case float64
        case text
        case wideText
    }

    let name: String
    let element: Element
    /// Elements of a cell; nil where each cell has its own number.
    let count: Int?
    /// For text: how many signs a text has, where that is fixed; and how many texts a cell has.
    let textLength: Int?
    /// A number that stands for null.
    var null: Int64?
    private(set) var columns: [Column]

    /// Signs in a UTF-16 text are two bytes.
    var elementWidth: Int {
        switch element {
        case .boolean, .uint8, .text, .bit: 1
        case .int16, .wideText: 2
        case .int32, .float32: 4
        case .int64, .float64: 8
        }
    }

    /// Whether a cell becomes one text: numbers with spaces between them.
    var isList: Bool { count == nil && element != .text && element != .wideText }

    /// Bytes of a cell in binary; nil where each has its own length.
    var width: Int? {
        switch element {
        case .text, .wideText: textLength.map { $0 * elementWidth * columns.count }
        case .bit: count.map { ($0 + 7) / 8 }
        default: count.map { $0 * elementWidth }
        }
    }

    init(_ attributes: [String: String], number: Int, tokens: XMLTokens) throws {
        name = attributes["name"] ?? attributes["ID"] ?? "column_\(number)"
        let datatype = attributes["datatype"] ?? "char"
        var isComplex = false
        let type: ColumnType
        switch datatype {
        case "boolean": (element, type) = (.boolean, .boolean)
        case "bit": (element, type) = (.bit, .boolean)
        case "unsignedByte": (element, type) = (.uint8, .uint8)
        case "short": (element, type) = (.int16, .int16)
        case "int": (element, type) = (.int32, .int32)
        case "long": (element, type) = (.int64, .int64)
        case "float": (element, type) = (.float32, .float32)
        case "double": (element, type) = (.float64, .float64)
        case "floatComplex": (element, type, isComplex) = (.float32, .float32, true)
        case "doubleComplex": (element, type, isComplex) = (.float64, .float64, true)
        case "char": (element, type) = (.text, .text)
        case "unicodeChar": (element, type) = (.wideText, .text)
        default: throw tokens.error("the field \(name) has the datatype \(datatype), which VOTable does not have")
        }
        let shape = try Self.shape(attributes["arraysize"], name, tokens)
        var elements = shape.reduce(isComplex ? 2 : 1) { $0 * ($1 ?? 1) }
        var isFixed = !shape.contains(nil)
        if type == .text {
            // The first size is the texts' length, the others are how many.
            textLength = shape.isEmpty ? 1 : shape[0]
            elements = shape.dropFirst().reduce(1) { $0 * ($1 ?? 1) }
            isFixed = !shape.dropFirst().contains(nil)
            guard isFixed, textLength != nil || elements == 1 else {
                throw tokens.error("the field \(name) has lists of texts of their own length, which are not read")
            }
        } else {
            textLength = nil
        }
        guard elements <= FITSField.maximumElements && elements > 0 || !isFixed else {
            throw tokens.error(
                "the field \(name) has arrays of \(elements) elements; 1 to \(FITSField.maximumElements) become columns of their own"
            )
        }
        count = isFixed ? elements : nil
        let column = Column(
            name, isFixed ? type : .text, unit: attributes["unit"] ?? "", ucd: attributes["ucd"] ?? "",
            extendedType: attributes["xtype"] ?? "")
        columns = (0..<(isFixed ? elements : 1)).map { index in
            var column = column
            if isFixed && isComplex {
                column.name += (elements == 2 ? "" : "_\(index / 2 + 1)") + (index % 2 == 0 ? "_real" : "_imaginary")
            } else if isFixed && elements > 1 {
                column.name += "_\(index + 1)"
            }
            return column
        }
    }

    /// "8x3*" as 8 and nil.
    private static func shape(_ text: String?, _ name: String, _ tokens: XMLTokens) throws -> [Int?] {
        guard let text, !text.trimmingSpaces.isEmpty else { return [] }
        return try text.trimmingSpaces.split(separator: "x").map { part in
            if part.hasSuffix("*") { return nil }
            guard let size = Int(part), (0...1 << 20).contains(size) else {
                throw tokens.error("the field \(name) has the arraysize \(text)")
            }
            return size
        }
    }

    mutating func setDescription(_ text: String) {
        for index in columns.indices { columns[index].description = text }
    }

    mutating func setNames(_ names: ArraySlice<String>) {
        for (index, name) in zip(columns.indices, names) { columns[index].name = name }
    }
}
