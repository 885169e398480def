@testable import IsolationForest

/// Rows of independent standard normal features.
func gaussianTable(rows: Int, features: Int, seed: UInt64) throws -> FeatureTable {
    var random = RandomSource(seed: seed, stream: 0)
    return try FeatureTable(features: features, values: (0..<rows * features).map { _ in Float(random.normal()) })
}

/// A forest whose features are called f0, f1, ….
func trainedForest(
    on table: FeatureTable, parameters: ForestParameters = ForestParameters(), threads: Int = 1
) throws -> Forest {
    try Forest.train(
        on: table, featureSet: "test", featureSetVersion: 1,
        features: (0..<table.features).map { FeatureDescription(name: "f\($0)") }, parameters: parameters,
        threads: threads)
}
