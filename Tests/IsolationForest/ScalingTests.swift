import Testing

@testable import IsolationForest

@Suite struct ScalingTests {
    @Test("A scaling comes back whole from its bytes", arguments: [FeatureScalingChoice.robust, .none], [1, 5, 300])
    func roundTrip(choice: FeatureScalingChoice, features: Int) throws {
        let rows = try gaussianTable(rows: 100, features: features, seed: 1)
        let scaling = try FeatureScaling(of: rows, features: descriptions(features), choice: choice)
        #expect(scaling.medians.count == features)
        #expect(scaling.spreads.allSatisfy { $0 > 0.5 && $0 < 2 })
        let back = try FeatureScaling(serialized: scaling.serialized())
        #expect(back == scaling)
    }

    @Test("Every damaged, shortened or lengthened scaling is refused")
    func damage() throws {
        let rows = try gaussianTable(rows: 100, features: 3, seed: 2)
        let bytes = try FeatureScaling(of: rows, features: descriptions(3)).serialized()
        for index in bytes.indices {
            var damaged = bytes
            damaged[index] ^= 1
            #expect(throws: ForestError.self) { try FeatureScaling(serialized: damaged) }
            #expect(throws: ForestError.self) { try FeatureScaling(serialized: Array(bytes.prefix(index))) }
        }
        #expect(throws: ForestError.self) { try FeatureScaling(serialized: bytes + [0]) }
    }

    @Test("The largest and the smallest numbers there are have spreads that can be stored")
    func extremeSpreads() throws {
        let rows = try table(
            (0..<100).map { row in
                let sign: Float = row % 2 == 0 ? 1 : -1
                return [sign * .greatestFiniteMagnitude, sign * .leastNonzeroMagnitude, Float(row)]
            })
        let forest = try trainedForest(on: rows, parameters: ForestParameters(trees: 10))
        #expect(forest.scaling.spreads.allSatisfy { $0.isFinite && $0 > 0 })
        let back = try Forest(serialized: forest.serialized())
        let scores = try back.scores(of: rows)
        #expect(try scores == forest.scores(of: rows) && scores.allSatisfy { $0 > 0 && $0 < 1 })
    }

    @Test("Without scaling, cuts are in the rows' own units: thresholds lie among the values")
    func unscaledCuts() throws {
        var random = RandomSource(seed: 3, stream: 0)
        let rows = try table((0..<1_000).map { _ in [Float(5_000 + 10 * random.normal()), Float(random.normal())] })
        let forest = try trainedForest(
            on: rows, parameters: ForestParameters(trees: 20, extensionChoice: .level(0), scaling: .none))
        for position in 0..<forest.store.count {
            let tree = forest.store.tree(at: position)
            for (threshold, feature) in zip(tree.thresholds, tree.termFeatures) {
                #expect(feature == 0 ? abs(threshold - 5_000) < 100 : abs(threshold) < 10)
            }
        }
        #expect(forest.scaling.choice == .none)
        #expect(abs(forest.medians[0] - 5_000) < 2)
    }

    @Test("Without scaling, the unit of one feature changes scores; with it, it does not")
    func units() throws {
        let rows = try gaussianTable(rows: 1_000, features: 3, seed: 4)
        let larger = try FeatureTable(
            features: 3, values: rows.values.enumerated().map { $0 % 3 == 0 ? $1 * 1_024 : $1 })
        func scores(_ rows: FeatureTable, _ choice: FeatureScalingChoice) throws -> [Double] {
            try trainedForest(on: rows, parameters: ForestParameters(extensionChoice: .level(2), scaling: choice))
                .scores(of: rows)
        }
        #expect(try scores(rows, .robust) == scores(larger, .robust))
        #expect(try scores(rows, .none) != scores(larger, .none))
    }

    @Test("Without scaling, a missing value counts as the median and explanations still add up")
    func missingValues() throws {
        var random = RandomSource(seed: 5, stream: 0)
        let rows = try table((0..<1_000).map { _ in (0..<4).map { Float(Double($0) * 100 + random.normal()) } })
        for choice in [ExtensionChoice.mixed, .level(0), .level(1), .level(3)] {
            let forest = try trainedForest(
                on: rows, parameters: ForestParameters(extensionChoice: choice, scaling: .none))
            var row: [Float] = [0, 100, 200, 300]
            row[1] = forest.medians[1]
            let whole = try forest.score(row)
            row[1] = .nan
            #expect(try forest.score(row) == whole)
            let shares = try forest.explain([0, 100, 260, 300])
            #expect(abs(shares.reduce(0, +) - 1) < 1e-9)
            #expect(shares[2] > 0.5, "\(choice): \(shares)")
            #expect(try forest.score([0, 100, .greatestFiniteMagnitude, 300]) > whole)
            #expect(try Forest(serialized: forest.serialized()).serialized() == forest.serialized())
        }
    }

    @Test("Without scaling, values whose products overflow are refused")
    func largeValues() throws {
        let rows = try table([[1, 2], [3, 1e20], [5, 6]])
        let error = try #require(throws: ForestError.self) {
            try trainedForest(on: rows, parameters: ForestParameters(scaling: .none))
        }
        #expect(
            error.description
                == "row 1, feature f1: 1e+20; expected a number from -1e15 to 1e15, as nothing is scaled")
    }

    @Test("A scaling of another kind or of other features does not grow trees")
    func mismatch() throws {
        let rows = try gaussianTable(rows: 100, features: 3, seed: 6)
        let unscaled = try FeatureScaling(of: rows, features: descriptions(3), choice: .none)
        let error = try #require(throws: ForestError.self) {
            try grownTrees(0..<5, on: rows, parameters: ForestParameters(), scaling: unscaled)
        }
        #expect(error.description == "scaling is none, of 3 features; allowed is robust, of 3 features")
        let fewer = try FeatureScaling(
            of: gaussianTable(rows: 100, features: 2, seed: 6), features: descriptions(2))
        #expect(throws: ForestError.self) {
            try grownTrees(0..<5, on: rows, parameters: ForestParameters(), scaling: fewer)
        }
    }
}
