import Catalog
import IsolationForest
import Tables

/// The columns of a result that a forest judges.
struct FeatureColumns: Sendable {
    /// Places of the columns in the result, in the forest's order.
    let places: [Int]
    let features: [FeatureDescription]

    /// The columns that bear the names of a forest's features.
    init(of forest: Forest, in columns: [Column]) throws(CatalogError) {
        var places: [Int] = []
        for feature in forest.features {
            guard let place = columns.firstIndex(where: { $0.name.lowercased() == feature.name.lowercased() }) else {
                throw CatalogError(
                    .invalid,
                    "the forest judges \(feature.name), which the query does not give; it gives "
                        + columns.map(\.name).joined(separator: ", "))
            }
            guard columns[place].type.isNumeric else {
                throw CatalogError(
                    .invalid, "column \(columns[place].name): expected numbers, found \(columns[place].type.rawValue)")
            }
            places.append(place)
        }
        self.places = places
        features = forest.features
    }

    /// The columns that a forest of the result's own can judge: all numbers but names and places of the objects.
    init(forOwnForestOf columns: [Column], idColumn: String) throws(CatalogError) {
        places = columns.indices.filter { place in
            let column = columns[place]
            return column.type.isNumeric && column.name.lowercased() != idColumn.lowercased()
                && !column.ucd.lowercased().hasPrefix("meta.") && !column.ucd.lowercased().hasPrefix("pos.")
        }
        features = places.map { FeatureDescription(name: columns[$0].name, unit: columns[$0].unit) }
        guard !places.isEmpty else {
            throw CatalogError(
                .invalid, "the query gives no column to judge: expected numbers that neither name nor place an object")
        }
    }

    /// The features of a batch's rows, row after row; NaN where a value is missing.
    func values(of batch: ColumnBatch) -> [Float] {
        let width = places.count
        return [Float](unsafeUninitializedCapacity: batch.rowCount * width) { rows, count in
            for (feature, place) in places.enumerated() {
                for (row, value) in batch.columns[place].doubles.enumerated() {
                    rows[row * width + feature] = Float(value)
                }
            }
            count = batch.rowCount * width
        }
    }
}
