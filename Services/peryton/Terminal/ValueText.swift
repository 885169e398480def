import Tables

/// Values of a table as people read them on a terminal.
enum ValueText {
    /// What stands for a null.
    static let null = "null"

    /// A value, floats by the shortest text that reads back as the same number.
    static func text(_ values: ColumnValues, _ row: Int) -> String {
        guard !values.nulls.contains(row) else { return null }
        return switch values.storage {
        case .boolean(let flags): flags[row] ? "true" : "false"
        case .uint8(let numbers): "\(numbers[row])"
        case .int16(let numbers): "\(numbers[row])"
        case .int32(let numbers): "\(numbers[row])"
        case .int64(let numbers): "\(numbers[row])"
        case .float32(let numbers): short(numbers[row].description)
        case .float64(let numbers): short(numbers[row].description)
        case .text(let texts): printable(texts[row])
        }
    }

    /// Without the ".0" of a whole number.
    private static func short(_ number: String) -> String {
        switch number {
        case "nan": "NaN"
        default: number.hasSuffix(".0") ? String(number.dropLast(2)) : number
        }
    }

    /// A text on one line, with nothing in it that a terminal would take for an order.
    static func printable(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        return text.unicodeScalars.reduce(into: "") { line, scalar in
            switch scalar {
            case "\n": line += "\\n"
            case "\t": line += "\\t"
            case "\r": line += "\\r"
            case let scalar where isControl(scalar): line += "\\u{\(String(scalar.value, radix: 16))}"
            default: line.unicodeScalars.append(scalar)
            }
        }
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
            // Marks that turn the direction of writing.
            || (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
    }
}
