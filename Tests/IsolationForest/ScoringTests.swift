import Testing

@testable import IsolationForest

@Suite struct ScoringTests {
    @Test(
        "One row, a block of pointers and a table give the same bits, on any number of threads",
        arguments: [ExtensionChoice.mixed, .level(0), .level(1), .level(5), .level(10)])
    func routesAgree(choice: ExtensionChoice) throws {
        var values = try gaussianTable(rows: 1_001, features: 11, seed: 1).values
        for index in stride(from: 0, to: values.count, by: 13) { values[index] = .nan }
        let table = try FeatureTable(features: 11, values: values)
        let forest = try trainedForest(on: table, parameters: ForestParameters(trees: 25, extensionChoice: choice))
        let single = try (0..<table.rows).map { try forest.score(Array(table[$0])) }
        #expect(try forest.scores(of: table) == single)
        #expect(try forest.scores(of: table, threads: 3) == single)
        let fromPointers = try table.values.withUnsafeBufferPointer { values in
            try forest.scores(
                of: (0..<table.rows).map { UnsafeBufferPointer(rebasing: values[$0 * 11..<($0 + 1) * 11]) },
                threads: 2)
        }
        #expect(fromPointers == single)
        #expect(try forest.scores(of: []) == [])
    }

    @Test("A row of the wrong length is refused with its number")
    func wrongLength() throws {
        let forest = try trainedForest(on: gaussianTable(rows: 100, features: 3, seed: 2))
        #expect(throws: ForestError.rowLength(row: 0, expected: 3, actual: 2)) { try forest.score([1, 2]) }
        #expect(throws: ForestError.rowLength(row: 0, expected: 3, actual: 2)) { try forest.explain([1, 2]) }
        let rows: [Float] = [1, 2, 3, 4, 5]
        rows.withUnsafeBufferPointer { values in
            let first = UnsafeBufferPointer(rebasing: values[0..<3])
            let second = UnsafeBufferPointer(rebasing: values[3..<5])
            #expect(throws: ForestError.rowLength(row: 1, expected: 3, actual: 2)) {
                try forest.scores(of: [first, second])
            }
        }
    }

    @Test("The empty corners beside two blobs look ordinary at level 0, and do not at full extension or in the mixture")
    func ghostRegions() throws {
        var random = RandomSource(seed: 3, stream: 3)
        let blobs = try table(
            (0..<2_000).map { index in
                let centre: (Float, Float) = index % 2 == 0 ? (10, 0) : (0, 10)
                return [centre.0 + Float(random.normal()), centre.1 + Float(random.normal())]
            })
        /// How much rarer the ghost corners (0, 0) and (10, 10) look than the middle between them, which is as far away.
        func ghostScore(_ choice: ExtensionChoice) throws -> (ghost: Double, blob: Double) {
            let forest = try trainedForest(
                on: blobs, parameters: ForestParameters(trees: 400, extensionChoice: choice))
            return (
                mean([try forest.score([0, 0]), try forest.score([10, 10])]),
                mean([try forest.score([10, 0]), try forest.score([0, 10])])
            )
        }
        let axis = try ghostScore(.level(0))
        let full = try ghostScore(.level(1))
        let mixed = try ghostScore(.mixed)
        #expect(full.ghost - full.blob > 1.3 * (axis.ghost - axis.blob))
        #expect(mixed.ghost - mixed.blob > 1.3 * (axis.ghost - axis.blob))
    }

    @Test("Scores on circles around a blob spread less at full extension than at level 0")
    func circles() throws {
        let blob = try gaussianTable(rows: 4_000, features: 2, seed: 4)
        func spread(_ choice: ExtensionChoice) throws -> Double {
            let forest = try trainedForest(
                on: blob, parameters: ForestParameters(trees: 300, extensionChoice: choice))
            var variances: [Double] = []
            for radius in [3.5, 4.0, 4.5] {
                var random = RandomSource(seed: 1, stream: 1)
                let scores = try (0..<300).map { _ in
                    let (x, y) = (random.normal(), random.normal())
                    let factor = radius / (x * x + y * y).squareRoot()
                    return try forest.score([Float(x * factor), Float(y * factor)])
                }
                let centre = mean(scores)
                variances.append(mean(scores.map { ($0 - centre) * ($0 - centre) }))
            }
            return mean(variances)
        }
        #expect(try spread(.level(1)) < 0.5 * spread(.level(0)))
    }

    @Test("Rows whose every feature is ordinary but whose combination is not are found by the mixture, not at level 0")
    func combinations() throws {
        var source = RelatedFeatures(features: 20, hidden: 6, seed: 5)
        let ordinary = (0..<5_000).map { _ in source.row() }
        // Each feature is taken from another ordinary row, so that only their relations are broken.
        let broken = (0..<50).map { _ in
            (0..<20).map { feature in ordinary[source.random.below(ordinary.count)][feature] }
        }
        func foundShare(_ choice: ExtensionChoice) throws -> Double {
            let rows = try table(ordinary + broken)
            let forest = try trainedForest(on: rows, parameters: ForestParameters(extensionChoice: choice))
            let first = ranking(try forest.scores(of: rows)).prefix(150)
            return Double(first.filter { $0 >= ordinary.count }.count) / Double(broken.count)
        }
        let axis = try foundShare(.level(0))
        let mixed = try foundShare(.mixed)
        #expect(mixed >= 0.8, "found \(mixed)")
        #expect(axis < 0.5, "found \(axis)")
    }

    @Test("A missing value does not make a row look rare, and neither does an infinite one")
    func missingValues() throws {
        var source = RelatedFeatures(features: 12, hidden: 3, seed: 6)
        let forest = try trainedForest(on: table((0..<4_000).map { _ in source.row() }))
        var rareWhole = 0
        var rareWithout = 0
        for index in 0..<2_000 {
            var row = source.row()
            if forest.tailProbability(ofScore: try forest.score(row)) <= 0.05 { rareWhole += 1 }
            for step in 0..<4 { row[(index + 3 * step) % 12] = .nan }
            let score = try forest.score(row)
            if forest.tailProbability(ofScore: score) <= 0.05 { rareWithout += 1 }
            row = row.map { $0.isNaN ? .infinity : $0 }
            #expect(try forest.score(row) == score)
        }
        #expect(rareWithout <= rareWhole + 20, "\(rareWithout) with values missing, \(rareWhole) whole")
    }

    @Test("A row is scoreable with at least half of its features known")
    func scoreable() throws {
        let forest = try trainedForest(on: gaussianTable(rows: 100, features: 5, seed: 7))
        func isScoreable(_ row: [Float]) -> Bool { row.withUnsafeBufferPointer { forest.isScoreable($0) } }
        #expect(isScoreable([1, 2, 3, 4, 5]))
        #expect(isScoreable([1, 2, 3, .nan, .nan]))
        #expect(!isScoreable([1, 2, .infinity, .nan, .nan]))
        #expect(!isScoreable([1, 2, 3, 4]))
    }

    @Test("Units do not decide: a feature in other units leaves the order of scores as it was")
    func units() throws {
        let rows = try gaussianTable(rows: 2_000, features: 4, seed: 8)
        let scaled = try FeatureTable(
            features: 4, values: rows.values.enumerated().map { $0 % 4 == 1 ? $1 * 1_024 : $1 })
        #expect(
            try trainedForest(on: rows).scores(of: rows) == trainedForest(on: scaled).scores(of: scaled))
    }
}
