import IsolationForest
import TestSupport
import Testing

@testable import ForestTrainer

@Suite("Features that no alert has")
struct UnmeasuredFeatureTests {
    /// NaN equals nothing, so gaps are compared as a number that never stands in the data.
    private func comparable(_ values: [Float]) -> [Float] { values.map { $0.isNaN ? -9_999 : $0 } }

    @Test("a feature that no row has becomes a constant; gaps in other features stay gaps")
    func filled() {
        let values: [Float] = [1, .nan, 3, .nan, .nan, 6]
        #expect(comparable(Training.fillingUnmeasured(values, features: 3)) == [1, 0, 3, -9_999, 0, 6])
    }

    @Test("where every feature has a value somewhere, nothing changes")
    func unchanged() {
        let values: [Float] = [1, .nan, .nan, 2]
        #expect(comparable(Training.fillingUnmeasured(values, features: 2)) == [1, -9_999, -9_999, 2])
        #expect(Training.fillingUnmeasured([], features: 2).isEmpty)
    }

    @Test("so a forest can be grown, which never blames that feature")
    func trainable() throws {
        var random = SeededGenerator(seed: 3)
        let rows = 200
        let values = (0..<rows).flatMap { _ in
            [Float.random(in: -1...1, using: &random), .nan, Float.random(in: -1...1, using: &random)]
        }
        let features = ["a", "unmeasured", "b"].map { FeatureDescription(name: $0) }
        #expect(throws: ForestError.self) {
            try Forest.train(
                on: FeatureTable(features: 3, values: values), featureSet: "test", featureSetVersion: 1,
                features: features)
        }
        let table = try FeatureTable(features: 3, values: Training.fillingUnmeasured(values, features: 3))
        let forest = try Forest.train(on: table, featureSet: "test", featureSetVersion: 1, features: features)
        #expect(try forest.explain([5, 40, -5])[1] == 0)
        #expect(try forest.score([5, 40, -5]) == forest.score([5, .nan, -5]))
    }
}
