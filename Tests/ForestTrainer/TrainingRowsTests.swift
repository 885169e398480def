import Mesh
import Messages
import TestSupport
import Testing

@testable import ForestTrainer

@Suite("The rows of a training")
struct TrainingRowsTests {
    private func window(last: UInt64 = 1_000, cap: Int, seed: UInt64 = 5) -> TrainingRows.Window {
        TrainingRows.Window(firstSequence: 1, lastSequence: last, rowCap: cap, seed: seed)
    }

    /// Draws from alerts whose two features are their sequence and its negative.
    private func draw(
        _ sequences: some Sequence<UInt64>, _ window: TrainingRows.Window
    ) -> (values: [Float], count: Int, threshold: UInt64) {
        var rows = TrainingRows(window)
        for sequence in sequences { rows.add(sequence: sequence, values: [Float(sequence), -Float(sequence)]) }
        return rows.finish()
    }

    private func sequences(_ values: [Float]) -> [UInt64] {
        stride(from: 0, to: values.count, by: 2).map { UInt64(values[$0]) }
    }

    @Test("all alerts are taken where there are no more than the cap", arguments: [1, 7, 100] as [UInt64])
    func fewAlerts(last: UInt64) {
        let sample = draw(1...last, window(last: last, cap: 100))
        #expect(sample.count == Int(last))
        #expect(sequences(sample.values) == Array(1...last))
        #expect(sample.values[1] == -1)
    }

    @Test("never more than the cap", arguments: [1, 2, 3, 99, 500, 999])
    func cap(cap: Int) {
        let sample = draw(1...1_000, window(cap: cap))
        #expect(sample.count == cap)
        #expect(sample.values.count == 2 * cap)
        #expect(Set(sequences(sample.values)).count == cap)
    }

    @Test("the same rows in the same order, whatever the order in which alerts come", arguments: testSeeds(10))
    func order(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let window = window(cap: 120)
        let inOrder = draw(1...1_000, window)
        let shuffled = draw((1...1_000).shuffled(using: &random), window)
        #expect(shuffled.values == inOrder.values)
        #expect(shuffled.threshold == inOrder.threshold)
        #expect(sequences(inOrder.values) == sequences(inOrder.values).sorted())
    }

    @Test("the threshold tells which alerts are rows: exactly those with a hash at or under it", arguments: [3, 250])
    func threshold(cap: Int) {
        let window = window(cap: cap)
        let sample = draw(1...1_000, window)
        let members = (1...1_000).filter {
            TrainingSample.hash(seed: window.seed, sequence: $0) <= sample.threshold
        }
        #expect(members == sequences(sample.values))
    }

    @Test("another seed draws other rows")
    func seeds() {
        let first = draw(1...1_000, window(cap: 100, seed: 1)).values
        let second = draw(1...1_000, window(cap: 100, seed: 2)).values
        #expect(first != second)
    }

    @Test("the sample is uniform: early and late alerts have the same share", arguments: testSeeds(5))
    func uniform(seed: UInt64) {
        let sample = sequences(draw(1...20_000, window(last: 20_000, cap: 4_000, seed: seed)).values)
        // Each tenth holds 400 in the mean with a standard deviation of 18; six of them are never passed by chance.
        for tenth in 0..<10 {
            let share = sample.filter { ($0 - 1) / 2_000 == UInt64(tenth) }.count
            #expect(abs(share - 400) < 108)
        }
    }

    @Test("no alerts, no rows")
    func none() {
        let sample = draw([], window(cap: 10))
        #expect(sample.count == 0)
        #expect(sample.values.isEmpty)
        #expect(sample.threshold == 0)
    }
}

@Suite("The window of a training")
struct TrainingWindowTests {
    @Test("its text brings it back")
    func roundTrip() {
        let window = TrainingRows.Window(
            firstSequence: 12, lastSequence: .max, rowCap: 50_000, seed: 0xFFFF_FFFF_FFFF_FFFF)
        #expect(window.text == "12 18446744073709551615 50000 18446744073709551615")
        #expect(TrainingRows.Window(text: window.text) == window)
    }

    @Test(
        "other texts are refused",
        arguments: ["", "1 2 3", "1 2 3 4 5", "1 2 3 x", "-1 2 3 4", "1 2 3.5 4", "1 2 3 18446744073709551616"])
    func refused(text: String) {
        #expect(TrainingRows.Window(text: text) == nil)
    }
}
