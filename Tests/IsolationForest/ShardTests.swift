import Testing

@testable import IsolationForest

@Suite struct ShardTests {
    /// Points around (10, 1) of unit covariance, as the original service was measured on.
    static func points(_ count: Int, seed: UInt64) throws -> FeatureTable {
        var random = RandomSource(seed: seed, stream: 0)
        return try table((0..<count).map { _ in [Float(10 + random.normal()), Float(1 + random.normal())] })
    }

    /// Rows i, i + 8, i + 16, …: any number of rows makes eight shards.
    static func shards(of table: FeatureTable) throws -> [FeatureTable] {
        try (0..<8).map { shard in
            try FeatureTable(
                features: table.features,
                values: stride(from: shard, to: table.rows, by: 8).flatMap { table[$0] })
        }
    }

    /// The forest of eight places, each with an eighth of the rows.
    static func shardedForest(on table: FeatureTable, parameters: ForestParameters) throws -> Forest {
        let scaling = try FeatureScaling(of: table, features: descriptions(table.features))
        let shards = try shards(of: table)
        var parameters = parameters
        parameters.sampleSize = min(ForestParameters.defaultSampleSize, shards.map(\.rows).min() ?? 0)
        let trees = parameters.trees / 8
        let parts = try shards.enumerated().map { index, shard in
            try grownTrees(index * trees..<(index + 1) * trees, on: shard, parameters: parameters, scaling: scaling)
        }
        return try Forest(merging: parts).calibrated(on: shards[0], knownTo: 0..<trees)
    }

    @Test(
        "Shards agree with one forest on all rows: the original service's E is below 0.05",
        arguments: [ExtensionChoice.mixed, .level(0), .level(1)], [2_047, 2_049, 4_000, 4_001])
    func shardsAgreeWithSerial(choice: ExtensionChoice, rows: Int) throws {
        let points = try Self.points(rows, seed: UInt64(rows))
        let parameters = ForestParameters(trees: 800, extensionChoice: choice, seed: 3)
        let serial = try trainedForest(on: points, parameters: parameters, threads: 2)
        let sharded = try Self.shardedForest(on: points, parameters: parameters)
        #expect(sharded.treeRange == 0..<800)
        #expect(sharded.trainedRows == (rows + 7) / 8)

        var squares = 0.0
        var largest = 0.0
        for (one, eight) in try zip(serial.scores(of: points), sharded.scores(of: points)) {
            let difference = (eight - one) / one
            squares += difference * difference
            largest = max(largest, difference.magnitude)
        }
        let error = 100 / Double(rows) * squares.squareRoot()
        let rms = 100 * (squares / Double(rows)).squareRoot()
        print("\(rows) rows in 8 shards, \(choice): E \(error) %, RMS \(rms) %, largest \(100 * largest) %")
        #expect(error < 0.05)
        #expect(rms < 2.5)
        #expect(largest < 0.1)
    }

    @Test("Tail probabilities of a forest of shards are true for fresh rows")
    func shardsAreCalibrated() throws {
        let forest = try Self.shardedForest(on: Self.points(8_000, seed: 1), parameters: ForestParameters(trees: 160))
        #expect(forest.calibration?.rows == 1_000)
        let fresh = try Self.points(20_000, seed: 2)
        let rare = try forest.scores(of: fresh).filter { forest.tailProbability(ofScore: $0) <= 0.05 }
        #expect(abs(Double(rare.count) / 20_000 - 0.05) < 0.02)
    }

    @Test("A merged forest scores by the mean path, not by the mean score")
    func meanPath() throws {
        let points = try Self.points(1_000, seed: 4)
        let scaling = try FeatureScaling(of: points, features: descriptions(2))
        let parameters = ForestParameters(trees: 40, seed: 5)
        let parts = try [0..<10, 10..<40].map {
            try grownTrees($0, on: points, parameters: parameters, scaling: scaling)
        }
        let merged = try Forest(merging: parts)
        // h is proportional to −ln s, by the same factor in all three.
        func path(_ forest: Forest, _ row: [Float]) throws -> Double { -Mathematics.log(try forest.score(row)) }
        for index in 0..<100 {
            let row = Array(points[index])
            let mean = try (10 * path(parts[0], row) + 30 * path(parts[1], row)) / 40
            #expect(abs(try path(merged, row) - mean) < 1e-12)
        }
    }

    @Test("Old trees give way to new ones: the range moves on, and the scores follow the rows")
    func rolling() throws {
        let parameters = ForestParameters(trees: 60, seed: 6)
        let before = try Self.points(2_000, seed: 7)
        var random = RandomSource(seed: 8, stream: 0)
        let after = try table((0..<2_000).map { _ in [Float(13 + random.normal()), Float(1 + random.normal())] })
        var forest = try trainedForest(on: before, parameters: parameters)
        let stranger: [Float] = [13, 1]
        let first = try forest.score(stranger)
        for _ in 0..<6 {
            let newest = forest.treeRange.upperBound
            let grown = try grownTrees(
                newest..<newest + 10, on: after, parameters: parameters, scaling: forest.scaling)
            forest = try Forest(merging: [grown, forest.dropping(oldest: 10)])
                .calibrated(on: after, knownTo: newest..<newest + 10)
            #expect(forest.treeRange.count == 60)
            #expect(try Forest(serialized: forest.serialized()).serialized() == forest.serialized())
        }
        #expect(forest.treeRange == 60..<120)
        #expect(try forest.score(stranger) < first - 0.05)
        #expect(forest.tailProbability(ofScore: try forest.score(stranger)) > 0.2)
        // All trees replaced: the same as if they had been grown at once.
        let scaling = try FeatureScaling(of: before, features: descriptions(2))
        let anew = try grownTrees(60..<120, on: after, parameters: parameters, scaling: scaling)
        #expect(try anew.scores(of: before) == forest.scores(of: before))
    }

    @Test("Parts that are not of one forest do not merge, and the reason is given")
    func invalidMerges() throws {
        let rows = try Self.points(1_000, seed: 9)
        let parameters = ForestParameters(trees: 20)
        let part = try grownTrees(0..<10, on: rows, parameters: parameters)
        func reason(_ other: Forest) throws -> String {
            try #require(throws: ForestError.self) { try Forest(merging: [part, other]) }.description
        }
        var seeded = parameters
        seeded.seed = 1
        #expect(
            try reason(grownTrees(10..<20, on: rows, parameters: seeded))
                == "the forests do not merge: they have different settings")
        let others = try Self.points(1_000, seed: 10)
        #expect(
            try reason(grownTrees(10..<20, on: others, parameters: parameters))
                == "the forests do not merge: they were grown in different scalings; grow them with one, computed once")
        let few = try Self.points(200, seed: 11)
        #expect(
            try reason(grownTrees(10..<20, on: few, parameters: parameters, scaling: part.scaling))
                == "the forests do not merge: their trees were grown from samples of 256 and of 200 rows; set the "
                + "sample size where rows are fewer than 256")
        let wider = try grownTrees(10..<20, on: gaussianTable(rows: 300, features: 3, seed: 1), parameters: parameters)
        #expect(try reason(wider) == "the forests do not merge: they have different features")
        #expect(try reason(part) == "the forests do not merge: after tree 9 comes tree 0")
        #expect(
            try reason(grownTrees(11..<20, on: rows, parameters: parameters))
                == "the forests do not merge: after tree 9 comes tree 11")
    }

    @Test("Ranges of trees that cannot be are refused", arguments: [-1..<5, 5..<5, 0..<100_001])
    func invalidRanges(trees: Range<Int>) throws {
        let rows = try Self.points(100, seed: 12)
        let error = try #require(throws: ForestError.self) {
            try grownTrees(trees, on: rows, parameters: ForestParameters())
        }
        #expect(error.description.hasPrefix("range of trees is \(trees); allowed is 1 to 100000 trees"))
    }

    @Test("No more trees are dropped than leave one")
    func invalidDrops() throws {
        let part = try grownTrees(3..<8, on: Self.points(100, seed: 13), parameters: ForestParameters())
        #expect(try part.dropping(oldest: 4).treeRange == 7..<8)
        #expect(try part.dropping(oldest: 0).treeRange == 3..<8)
        for count in [-1, 5] {
            let error = try #require(throws: ForestError.self) { try part.dropping(oldest: count) }
            #expect(error.description == "trees to drop is \(count); allowed is 0 to 4")
        }
    }

    @Test("A table that the named trees cannot have been grown on does not calibrate")
    func invalidCalibrations() throws {
        let rows = try Self.points(1_000, seed: 14)
        let part = try grownTrees(10..<20, on: rows, parameters: ForestParameters())
        func reason(_ table: FeatureTable, _ trees: Range<Int>?) throws -> String {
            try #require(throws: ForestError.self) { try part.calibrated(on: table, knownTo: trees) }.description
        }
        #expect(try reason(rows, 5..<15) == "trees 5..<15 are not among the forest's 10..<20")
        let few = try Self.points(100, seed: 15)
        #expect(
            try reason(few, nil)
                == "a forest trained on 1000 rows is calibrated on the same, not on 100 rows; name the trees that know "
                + "these")
        #expect(try reason(few, 10..<12) == "trees of 256 rows each were not grown on a table of 100")
        #expect(try reason(FeatureTable(features: 2, values: []), 0..<0) == "no rows to calibrate on")
        #expect(try part.calibrated(on: few, knownTo: 0..<0).calibration?.rows == 100)
    }
}
