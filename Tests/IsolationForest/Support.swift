@testable import IsolationForest

/// Rows of independent standard normal features.
func gaussianTable(rows: Int, features: Int, seed: UInt64) throws -> FeatureTable {
    var random = RandomSource(seed: seed, stream: 0)
    return try FeatureTable(features: features, values: (0..<rows * features).map { _ in Float(random.normal()) })
}

/// A table of these rows.
func table(_ rows: [[Float]]) throws -> FeatureTable {
    try FeatureTable(features: rows.first?.count ?? 0, values: rows.flatMap { $0 })
}

/// Names f0, f1, ….
func descriptions(_ count: Int) -> [FeatureDescription] {
    (0..<count).map { FeatureDescription(name: "f\($0)", unit: "mag") }
}

/// A forest whose features are called f0, f1, ….
func trainedForest(
    on table: FeatureTable, parameters: ForestParameters = ForestParameters(), threads: Int = 1
) throws -> Forest {
    try Forest.train(
        on: table, featureSet: "test", featureSetVersion: 1, features: descriptions(table.features),
        parameters: parameters, threads: threads)
}

/// Some trees of a forest whose features are called f0, f1, ….
func grownTrees(
    _ trees: Range<Int>, on table: FeatureTable, parameters: ForestParameters, scaling: FeatureScaling? = nil
) throws -> Forest {
    try Forest.grow(
        trees: trees, on: table, featureSet: "test", featureSetVersion: 1, features: descriptions(table.features),
        parameters: parameters, scaling: scaling)
}

/// Rows whose features follow a few hidden quantities, as those of real objects do.
struct RelatedFeatures {
    var random: RandomSource
    let weights: [[Double]]

    init(features: Int, hidden: Int, seed: UInt64) {
        var random = RandomSource(seed: seed, stream: 1)
        weights = (0..<features).map { _ in (0..<hidden).map { _ in random.normal() } }
        self.random = random
    }

    mutating func row() -> [Float] {
        let hidden = weights[0].map { _ in random.normal() }
        return weights.map { weight in
            Float(zip(weight, hidden).reduce(0) { $0 + $1.0 * $1.1 } + 0.4 * random.normal())
        }
    }
}

/// Indices from the highest value to the lowest.
func ranking(_ values: [Double]) -> [Int] { values.indices.sorted { values[$0] > values[$1] } }

/// Mean of some numbers.
func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
