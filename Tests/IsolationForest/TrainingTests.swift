import Synchronization
import Testing

@testable import IsolationForest

@Suite struct TrainingTests {
    @Test(
        "The same seed and rows give the same bytes on one thread and on three",
        arguments: [ExtensionChoice.mixed, .level(0), .level(1), .level(2), .level(4)])
    func trainingDoesNotDependOnThreads(choice: ExtensionChoice) throws {
        let table = try gaussianTable(rows: 2_049, features: 5, seed: 1)
        let parameters = ForestParameters(trees: 40, extensionChoice: choice, seed: 11)
        let one = try trainedForest(on: table, parameters: parameters)
        let three = try trainedForest(on: table, parameters: parameters, threads: 3)
        #expect(one.serialized() == three.serialized())
        var other = parameters
        other.seed = 12
        #expect(try trainedForest(on: table, parameters: other).serialized() != one.serialized())
    }

    @Test("Parts grown apart and merged in any order are the forest grown in one place, to the byte")
    func partsMerge() throws {
        let table = try gaussianTable(rows: 1_000, features: 4, seed: 2)
        let parameters = ForestParameters(trees: 30)
        func part(_ trees: Range<Int>) throws -> Forest {
            let grown = try Forest.grow(
                trees: trees, on: table, featureSet: "test", featureSetVersion: 1, features: descriptions(4),
                parameters: parameters)
            return try Forest(serialized: grown.serialized())
        }
        let merged = try Forest(merging: [part(17..<30), part(0..<5), part(5..<17)]).calibrated(on: table)
        #expect(merged.serialized() == (try trainedForest(on: table, parameters: parameters)).serialized())
        #expect(throws: ForestError.merge(reason: "after tree 4 comes tree 17")) {
            try Forest(merging: [part(0..<5), part(17..<30)])
        }
        #expect(throws: ForestError.merge(reason: "there are none")) { try Forest(merging: []) }
    }

    @Test("Any number of rows works", arguments: [3, 7, 255, 256, 257, 511, 2_047, 2_049, 4_001])
    func anyNumberOfRows(rows: Int) throws {
        let table = try gaussianTable(rows: rows, features: 3, seed: 3)
        let forest = try trainedForest(on: table, parameters: ForestParameters(trees: 20))
        #expect(forest.sampleSize == min(256, rows))
        let scores = try forest.scores(of: table)
        #expect(scores.allSatisfy { $0 > 0 && $0 < 1 })
        #expect(forest.calibration?.rows == rows)
    }

    @Test(
        "Settings outside their range are refused with name, value and range",
        arguments: [
            (ForestParameters(trees: 0), "trees is 0; allowed is 1 to 100000"),
            (ForestParameters(trees: -4), "trees is -4; allowed is 1 to 100000"),
            (ForestParameters(sampleSize: 1), "sample size is 1; allowed is 2 to 100"),
            (ForestParameters(sampleSize: 101), "sample size is 101; allowed is 2 to 100"),
            (ForestParameters(heightLimit: 0), "height limit is 0; allowed is 1 to 1000"),
            (ForestParameters(extensionChoice: .level(3)), "extension level is 3; allowed is 0 to 2"),
            (ForestParameters(extensionChoice: .level(-1)), "extension level is -1; allowed is 0 to 2"),
        ])
    func invalidSettings(parameters: ForestParameters, message: String) throws {
        let table = try gaussianTable(rows: 100, features: 3, seed: 4)
        let error = try #require(throws: ForestError.self) { try trainedForest(on: table, parameters: parameters) }
        #expect(error.description == message)
    }

    @Test("Rows that no forest can be grown from are refused with row and feature")
    func invalidRows() throws {
        func message(_ rows: [[Float]]) throws -> String {
            try #require(throws: ForestError.self) { try trainedForest(on: table(rows)) }.description
        }
        #expect(try message([[1, 2], [3, 4]]) == "a forest needs at least 3 rows; the table has 2")
        #expect(try message([[1, .nan], [3, .nan], [5, .nan]]) == "feature f1 has no value in any row")
        #expect(try message([[1, 2], [1, 2], [1, 2]]) == "no feature varies among the 3 rows")
        #expect(
            try message([[1, 2], [3, .infinity], [5, 6]])
                == "row 1, feature f1: inf; expected a finite number, or NaN if missing")
        let uneven = try #require(throws: ForestError.self) { try FeatureTable(features: 2, values: [1, 2, 3]) }
        #expect(uneven.description == "3 values do not fill rows of 2 features")
    }

    @Test("A constant feature is never cut")
    func constantFeature() throws {
        let varying = try gaussianTable(rows: 1_000, features: 2, seed: 5)
        let rows = (0..<1_000).map { Array(varying[$0]) + [7] }
        for choice in [ExtensionChoice.mixed, .level(0), .level(1), .level(2)] {
            let forest = try trainedForest(
                on: table(rows), parameters: ForestParameters(trees: 20, extensionChoice: choice))
            for position in 0..<forest.store.count {
                let tree = forest.store.tree(at: position)
                let terms = tree.termFeatures.indices
                #expect(!terms.contains { tree.termFeatures[$0] == 2 && tree.coefficients.isEmpty })
                #expect(
                    !tree.coefficients.indices.contains {
                        tree.termFeatures[$0] == 2 && tree.coefficients[$0] != 0
                    })
            }
            #expect(try forest.score([0.5, 0.5, 7]) == forest.score([0.5, 0.5, 1e9]))
        }
    }

    @Test("Cancelling ends the training; progress goes up to 1")
    func cancellationAndProgress() throws {
        let table = try gaussianTable(rows: 500, features: 3, seed: 6)
        #expect(throws: CancellationError.self) {
            try Forest.train(
                on: table, featureSet: "test", featureSetVersion: 1, features: descriptions(3), isCancelled: { true })
        }
        let reports = Mutex<[Double]>([])
        _ = try Forest.train(
            on: table, featureSet: "test", featureSetVersion: 1, features: descriptions(3), threads: 2,
            progress: { share in reports.withLock { $0.append(share) } })
        let seen = reports.withLock { $0 }
        #expect(seen.count >= 16)
        #expect(seen == seen.sorted())
        #expect(seen.last == 1)
    }

    @Test("Every cut separates rows, and a tree's leaves hold its whole sample")
    func treesAreWellFormed() throws {
        let table = try gaussianTable(rows: 3_000, features: 12, seed: 7)
        let forest = try trainedForest(on: table)
        for position in 0..<forest.store.count {
            let tree = forest.store.tree(at: position)
            #expect(tree.leafSizes.allSatisfy { $0 > 0 })
            #expect(tree.leafSizes.reduce(0, +) == 256)
            #expect(tree.sizesAndDepths().depths.allSatisfy { $0 <= 8 })
        }
    }
}
