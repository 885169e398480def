import Tables

/// What a value is, once its names are known.
enum ValueType: Equatable, Sendable {
    /// NULL: goes with everything.
    case null
    /// What a column can hold.
    case plain(ColumnType)
    case geometry(GeometryKind)

    static let integer = ValueType.plain(.int64)
    static let double = ValueType.plain(.float64)
    static let text = ValueType.plain(.text)

    var isNumber: Bool {
        switch self {
        case .null: true
        case .plain(let type): type.isNumeric
        case .geometry: false
        }
    }

    var isInteger: Bool {
        if case .plain(let type) = self { type.isInteger } else { false }
    }

    var isText: Bool { self == .null || self == .text }

    /// How an error calls it.
    var forPeople: String {
        switch self {
        case .null: "NULL"
        case .plain(.text): "a text"
        case .plain(.boolean): "a boolean"
        case .plain: "a number"
        case .geometry(let kind): kind.forPeople
        }
    }

    /// The type that holds values of both; nil if there is none.
    func common(with other: ValueType) -> ValueType? {
        switch (self, other) {
        case (.null, let type), (let type, .null): type
        case (.plain(let left), .plain(let right)):
            if left == right {
                self
            } else if left.isNumeric, right.isNumeric {
                .plain(ValueType.wider(left, right))
            } else {
                nil
            }
        case (.geometry(let left), .geometry(let right)): left == right ? self : .geometry(.region)
        default: nil
        }
    }

    private static func wider(_ left: ColumnType, _ right: ColumnType) -> ColumnType {
        guard left.isInteger, right.isInteger else { return .float64 }
        let widest = max(left.byteWidth ?? 8, right.byteWidth ?? 8)
        return widest == 8 ? .int64 : widest == 4 ? .int32 : .int16
    }
}

/// What shape a geometry has.
enum GeometryKind: String, Sendable {
    case point
    case circle
    case polygon
    /// Any of them.
    case region

    var forPeople: String { self == .region ? "a region" : "a \(rawValue)" }

    /// The kind of a text column's values by its extended type; nil if they are no geometries.
    init?(extendedType: String) {
        switch extendedType.lowercased() {
        case "point", "adql:point": self = .point
        case "circle": self = .circle
        case "polygon": self = .polygon
        case "stc-s", "stc", "adql:region", "shape", "moc": self = .region
        default: return nil
        }
    }

    /// The extended type of a column that holds the kind.
    var extendedType: String { self == .region ? "stc-s" : rawValue }
}
