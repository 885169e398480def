import Tables

/// Column types in VOTable's words, as TAP_SCHEMA tells them.
enum VOTableType {
    static func name(of type: ColumnType) -> String {
        switch type {
        case .boolean: "boolean"
        case .uint8: "unsignedByte"
        case .int16: "short"
        case .int32: "int"
        case .int64: "long"
        case .float32: "float"
        case .float64: "double"
        case .text: "char"
        }
    }

    static func type(named name: String) -> ColumnType {
        ColumnType.allCases.first { self.name(of: $0) == name } ?? .text
    }
}
