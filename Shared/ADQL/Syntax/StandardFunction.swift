/// A function that the language itself has and whose arguments follow no syntax of their own.
public enum StandardFunction: String, Sendable, CaseIterable {
    case abs = "ABS"
    case ceiling = "CEILING"
    case degrees = "DEGREES"
    case exp = "EXP"
    case floor = "FLOOR"
    case log = "LOG"
    case log10 = "LOG10"
    case mod = "MOD"
    case pi = "PI"
    case power = "POWER"
    case radians = "RADIANS"
    case rand = "RAND"
    case round = "ROUND"
    case sqrt = "SQRT"
    case truncate = "TRUNCATE"
    case acos = "ACOS"
    case asin = "ASIN"
    case atan = "ATAN"
    case atan2 = "ATAN2"
    case cos = "COS"
    case cot = "COT"
    case sin = "SIN"
    case tan = "TAN"
    case lower = "LOWER"
    case upper = "UPPER"
    case area = "AREA"
    case centroid = "CENTROID"
    case contains = "CONTAINS"
    case coord1 = "COORD1"
    case coord2 = "COORD2"
    case coordsys = "COORDSYS"
    case distance = "DISTANCE"
    case intersects = "INTERSECTS"
    case region = "REGION"

    /// What an argument may be by the grammar.
    enum Argument: Sendable {
        case number
        case text
        case geometry
        /// A point: POINT, CENTROID, a user function or a column.
        case point
        /// Digits, with or without a sign.
        case signedInteger
        /// Digits.
        case unsignedInteger
        /// A text in quotes.
        case literal
    }

    /// The argument lists that the grammar has.
    func argumentLists(in version: ADQLVersion) -> [[Argument]] {
        switch self {
        case .pi: [[]]
        case .rand: [[], [.unsignedInteger]]
        case .round, .truncate: [[.number], [.number, .signedInteger]]
        case .mod, .power, .atan2: [[.number, .number]]
        case .abs, .ceiling, .degrees, .exp, .floor, .log, .log10, .radians, .sqrt, .acos, .asin, .atan, .cos, .cot,
            .sin, .tan:
            [[.number]]
        case .lower, .upper: [[.text]]
        case .area, .centroid, .coordsys: [[.geometry]]
        case .contains, .intersects: [[.geometry, .geometry]]
        case .coord1, .coord2: [[.point]]
        case .distance:
            version >= .v2_1 ? [[.point, .point], [.number, .number, .number, .number]] : [[.point, .point]]
        case .region: version >= .v2_1 ? [[.literal]] : [[.text]]
        }
    }

    /// The version that has it first.
    var since: ADQLVersion { self == .lower || self == .upper ? .v2_1 : .v2_0 }
}
