/// The distribution of each feature among the night's ordinary alerts.
struct FeatureQuantiles {
    private let names: [String: Int]
    /// Sorted values that are not NaN, by feature.
    private let columns: [[Float]]

    init(rows: [[Float]], names: [String]) {
        self.names = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        columns = names.indices.map { feature in rows.map { $0[feature] }.filter { !$0.isNaN }.sorted() }
    }

    /// The value that a share of the ordinary alerts are under.
    func value(_ name: String, share: Double) -> Double {
        guard let feature = names[name] else { return .nan }
        return value(feature, share: share)
    }

    /// How many features of a row lie outside a central range, missing ones included.
    func countOutside(_ row: [Float], tail: Double) -> Int {
        row.indices.count { feature in
            let range = value(feature, share: tail)...value(feature, share: 1 - tail)
            return !range.contains(Double(row[feature]))
        }
    }

    private func value(_ feature: Int, share: Double) -> Double {
        let column = columns[feature]
        guard let last = column.last else { return .nan }
        let position = share * Double(column.count - 1)
        let lower = Int(position)
        guard lower + 1 < column.count else { return Double(last) }
        let weight = position - Double(lower)
        return Double(column[lower]) * (1 - weight) + Double(column[lower + 1]) * weight
    }
}
