/// What was wrong with settings, rows or a stored forest: the thing, the place and what was expected.
public enum ForestError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A setting outside its range.
    case setting(name: String, value: String, allowed: String)
    /// A training table that no forest can be grown from.
    case table(reason: String)
    /// A value that cannot be trained on.
    case value(row: Int, feature: String, value: String, expected: String)
    /// A row to score that has another number of features than the forest.
    case rowLength(row: Int, expected: Int, actual: Int)
    /// Forests that cannot become one.
    case merge(reason: String)
    /// Bytes that are not a whole, undamaged forest; the offset is where the fault was seen.
    case stored(reason: String, offset: Int)

    /// One line for people.
    public var description: String {
        switch self {
        case .setting(let name, let value, let allowed): "\(name) is \(value); allowed is \(allowed)"
        case .table(let reason): reason
        case .value(let row, let feature, let value, let expected):
            "row \(row), feature \(feature): \(value); expected \(expected)"
        case .rowLength(let row, let expected, let actual):
            "row \(row) has \(actual) features; the forest expects \(expected)"
        case .merge(let reason): "the forests do not merge: \(reason)"
        case .stored(let reason, let offset): "not a usable stored forest, at byte \(offset): \(reason)"
        }
    }
}
