import Testing

@testable import IsolationForest

@Suite struct DriftTests {
    /// Rows of which `share` have all features moved by `shift` standard deviations.
    private static func rows(_ count: Int, share: Double = 0, shift: Double, seed: UInt64) throws -> FeatureTable {
        var random = RandomSource(seed: seed, stream: 9)
        return try table(
            (0..<count).map { _ in
                let moved = random.uniform() < share ? shift : 0
                return (0..<6).map { _ in Float(moved + random.normal()) }
            })
    }

    private static func meter(_ forest: Forest, _ rows: FeatureTable) throws -> DriftMeter {
        var meter = DriftMeter(calibrationRows: forest.calibration?.rows ?? 0)
        for score in try forest.scores(of: rows) {
            meter.add(tailProbability: forest.tailProbability(ofScore: score))
        }
        return meter
    }

    @Test("Uniform probabilities never look like drift, over a thousand seeds, at the limit that chance sets alone")
    func falseAlarms() {
        var alarms = 0
        var largest = 0.0
        for seed in 0..<1_000 as Range<UInt64> {
            var random = RandomSource(seed: seed, stream: 0)
            // The calibration is a sample, too: here of as many rows as it likes.
            var meter = DriftMeter(window: 1_000, calibrationRows: .max)
            for _ in 0..<1_000 { meter.add(tailProbability: 1 - random.uniform()) }
            largest = max(largest, meter.distance)
            if meter.isBeyond(0) { alarms += 1 }
        }
        print("largest distance of 1000 × 1000 uniform probabilities: \(largest)")
        #expect(alarms == 0)
        // D √n is above 1.36 in a twentieth of all cases, above 1.95 in a thousandth.
        #expect(largest > 1.36 / 1_000.0.squareRoot() && largest < 2.694 / 1_000.0.squareRoot())
    }

    @Test("Fresh rows of the same kind do not drift, whatever the seed", arguments: 0..<10 as Range<UInt64>)
    func sameRows(seed: UInt64) throws {
        let forest = try trainedForest(
            on: Self.rows(4_000, shift: 0, seed: seed), parameters: ForestParameters(seed: seed), threads: 2)
        let meter = try Self.meter(forest, Self.rows(5_000, shift: 0, seed: 100 + seed))
        #expect(meter.distance < 0.06, "\(meter.distance)")
        #expect(!meter.isBeyond(0.1))
    }

    @Test(
        "Rows that have moved are seen to drift: all by half a deviation, or a quarter by two",
        arguments: [(1.0, 0.5), (0.25, 2)])
    func movedRows(share: Double, shift: Double) throws {
        let forest = try trainedForest(on: Self.rows(4_000, shift: 0, seed: 1), threads: 2)
        let meter = try Self.meter(forest, Self.rows(5_000, share: share, shift: shift, seed: 2))
        #expect(meter.isBeyond(0.1), "\(meter.distance)")
    }

    @Test("Rows that look too ordinary drift as well")
    func narrowerRows() throws {
        let forest = try trainedForest(on: Self.rows(4_000, shift: 0, seed: 3), threads: 2)
        let narrow = try FeatureTable(
            features: 6, values: Self.rows(2_000, shift: 0, seed: 4).values.map { $0 * 0.7 })
        let meter = try Self.meter(forest, narrow)
        #expect(meter.isBeyond(0.1), "\(meter.distance)")
    }

    @Test("Old rows are forgotten beyond the window")
    func window() {
        var meter = DriftMeter(window: 1_000, calibrationRows: 10_000)
        #expect(meter.distance == 0)
        #expect(!meter.isBeyond(0))
        for _ in 0..<1_000 { meter.add(tailProbability: 1e-9) }
        #expect(meter.count == 1_000)
        #expect(meter.distance == 1 - 1.0 / 200)
        #expect(meter.isBeyond(0.5))
        for step in 0..<1_000 { meter.add(tailProbability: (Double(step) + 0.5) / 1_000) }
        #expect(meter.count == 1_000)
        #expect(meter.distance < 0.001)
        for probability in [0, 1, 2, -Double.infinity, .nan, .leastNormalMagnitude] {
            meter.add(tailProbability: probability)
        }
        #expect(meter.count == 1_000)
    }

    @Test("Too few rows are never beyond a limit")
    func fewRows() {
        var meter = DriftMeter(calibrationRows: 10_000)
        for _ in 0..<999 { meter.add(tailProbability: 0.001) }
        #expect(!meter.isBeyond(0.1))
        meter.add(tailProbability: 0.001)
        #expect(meter.isBeyond(0.1))
    }
}
