import Testing

@testable import IsolationForest

@Suite("Inspection")
struct InspectionTests {
    @Test("the kinds of trees of a mixture are counted")
    func kinds() throws {
        let forest = try trainedForest(
            on: gaussianTable(rows: 300, features: 5, seed: 1), parameters: ForestParameters(trees: 20))
        let kinds = forest.treeKinds
        #expect(kinds.reduce(0) { $0 + $1.trees } == 20)
        #expect(Set(kinds.map(\.kind)).count == kinds.count)
        #expect(kinds.contains { $0.kind == "4 features and deviations" })
        let classic = try trainedForest(
            on: gaussianTable(rows: 300, features: 5, seed: 1),
            parameters: ForestParameters(trees: 20, extensionChoice: .level(0)))
        #expect(classic.treeKinds.map(\.kind) == ["level 0"])
        #expect(classic.treeKinds.map(\.trees) == [20])
    }

    @Test(
        "features are used about equally where they are alike, and one that does not vary is not used",
        arguments: [ExtensionChoice.mixed, .level(0), .level(1), .level(3)], [FeatureScalingChoice.robust, .none])
    func use(_ choice: ExtensionChoice, scaling: FeatureScalingChoice) throws {
        var random = RandomSource(seed: 3, stream: 0)
        let rows = (0..<600).map { _ in
            [Float(random.normal()), 7, Float(1e6 * random.normal()), Float(random.normal())]
        }
        let forest = try trainedForest(
            on: table(rows), parameters: ForestParameters(extensionChoice: choice, scaling: scaling))
        let use = forest.featureUse
        #expect(abs(use.reduce(0, +) - 1) < 1e-9)
        #expect(use[1] == 0)
        // Where nothing is scaled, a feature of large numbers decides every cut that it has a part in.
        let alike = scaling == .robust || choice == .level(0)
        for feature in [0, 2, 3] where alike { #expect(use[feature] > 0.2 && use[feature] < 0.5) }
        #expect(alike || use[2] > 0.6)
    }

    @Test("the score of a tail probability is where the tail probability becomes so small")
    func tailScores() throws {
        let forest = try trainedForest(on: gaussianTable(rows: 3_000, features: 4, seed: 2))
        for probability in [0.5, 0.1, 0.01, 1e-3, 1e-6] {
            let score = try #require(forest.score(ofTailProbability: probability))
            #expect(forest.tailProbability(ofScore: score) <= probability)
            #expect(forest.tailProbability(ofScore: score - 1e-9) > probability)
        }
    }
}
