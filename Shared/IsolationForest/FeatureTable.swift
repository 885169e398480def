/// Name and unit of one feature.
public struct FeatureDescription: Sendable, Equatable {
    /// Name as people see it, for example `magpsf`.
    public var name: String
    /// Unit, for example `mag`; empty for a pure number.
    public var unit: String

    /// A feature with its name and unit.
    public init(name: String, unit: String = "") {
        self.name = name
        self.unit = unit
    }
}

/// Rows × features of Float32, row after row; NaN where a value is missing.
public struct FeatureTable: Sendable, Equatable {
    /// Number of rows.
    public let rows: Int
    /// Number of features in each row.
    public let features: Int
    /// All values, row after row.
    public let values: [Float]

    /// A table over values that are already in row order.
    ///
    /// - Throws: `ForestError.table` when the values do not fill whole rows.
    public init(features: Int, values: [Float]) throws(ForestError) {
        guard features > 0, values.count % features == 0 else {
            throw .table(reason: "\(values.count) values do not fill rows of \(features) features")
        }
        self.features = features
        self.values = values
        rows = values.count / features
    }

    /// The values of one row.
    public subscript(row: Int) -> ArraySlice<Float> { values[row * features..<(row + 1) * features] }
}
