import Testing

@testable import IsolationForest

@Suite struct CalibrationTests {
    @Test("Of fresh ordinary rows, as many as it says have a tail probability under 5, 1 and 0.1 %")
    func freshRowsAreCalibrated() throws {
        let forest = try trainedForest(on: gaussianTable(rows: 20_000, features: 6, seed: 1))
        let fresh = try gaussianTable(rows: 40_000, features: 6, seed: 2)
        let probabilities = try forest.scores(of: fresh).map { forest.tailProbability(ofScore: $0) }
        for (level, tolerance) in [(0.5, 0.02), (0.05, 0.006), (0.01, 0.003), (0.001, 0.0008)] {
            let share = Double(probabilities.filter { $0 <= level }.count) / Double(fresh.rows)
            #expect(abs(share - level) < tolerance, "\(share) at \(level)")
        }
    }

    @Test("Rows too few to leave any out of a tree are held out in tenths, and fresh rows are calibrated all the same")
    func fewRows() throws {
        var shares: [Double] = []
        for seed in 0..<5 as Range<UInt64> {
            let forest = try trainedForest(on: gaussianTable(rows: 250, features: 4, seed: seed))
            let fresh = try gaussianTable(rows: 2_000, features: 4, seed: 100 + seed)
            let probabilities = try forest.scores(of: fresh).map { forest.tailProbability(ofScore: $0) }
            shares.append(Double(probabilities.filter { $0 <= 0.1 }.count) / Double(fresh.rows))
        }
        #expect(abs(mean(shares) - 0.1) < 0.03, "\(shares)")
    }

    @Test("The tail probability never rises with the score, is never zero, and is 1 without calibration")
    func monotone() throws {
        let rows = try gaussianTable(rows: 1_000, features: 3, seed: 3)
        let forest = try trainedForest(on: rows)
        var last = 1.0
        for step in 0...10_000 {
            let probability = forest.tailProbability(ofScore: Double(step) / 10_000)
            #expect(probability > 0 && probability <= last)
            last = probability
        }
        let part = try Forest.grow(
            trees: 0..<10, on: rows, featureSet: "test", featureSetVersion: 1, features: descriptions(3),
            parameters: ForestParameters())
        #expect(part.tailProbability(ofScore: 0.99) == 1)
    }

    @Test(
        "Few or equal held-out scores still make a distribution",
        arguments: [[0.5], [0.5, 0.5, 0.5], [0.4, 0.5, 0.6]])
    func degenerateScores(scores: [Double]) {
        let calibration = Calibration(heldOutScores: scores)
        var last = 1.0
        for step in 0...1_000 {
            let probability = calibration.tailProbability(ofScore: Double(step) / 1_000)
            #expect(probability > 0 && probability <= last)
            last = probability
        }
        #expect(calibration.tailProbability(ofScore: 0.3) == 1)
        #expect(calibration.tailProbability(ofScore: 0.9) < 0.5)
    }

    @Test("A batch of nothing but anomalies is flagged whole")
    func anomalousBatch() throws {
        let forest = try trainedForest(on: gaussianTable(rows: 5_000, features: 6, seed: 4))
        var random = RandomSource(seed: 5, stream: 5)
        let batch = try table((0..<500).map { _ in (0..<6).map { _ in Float(7 + random.normal()) } })
        let scores = try forest.scores(of: batch)
        #expect(scores.allSatisfy { forest.tailProbability(ofScore: $0) <= 0.01 })
    }

    @Test("A table other than the training rows does not calibrate")
    func otherTable() throws {
        let forest = try trainedForest(on: gaussianTable(rows: 100, features: 3, seed: 6))
        let other = try gaussianTable(rows: 101, features: 3, seed: 6)
        #expect(throws: ForestError.self) { try forest.calibrated(on: other) }
    }
}
