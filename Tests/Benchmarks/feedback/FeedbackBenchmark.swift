import Foundation
import IsolationForest

/// The Swift half of `make bench-feedback`: does what it is told on standard input and answers with numbers.
///
/// Commands, one a line:
///
/// - `rows PATH FEATURES LABELS`: the rows, little-endian 32-bit floats, and one byte a row, 1 for an anomaly;
/// - `loop SEED ask|rank BUDGET…`: a forest of all rows; BUDGET times the highest row not shown yet is shown, and with
///   `ask` its label is fed back; the anomalies shown after each BUDGET;
/// - `stream SEED`: a forest of the first half of the rows, whose highest hundredth is shown and fed back; of the second
///   half, as many of the highest by the forest and by feedback: how many, and the anomalies among each;
/// - `cost SEED LABELS`: the seconds to fit so many labels, to judge all rows and to score them, one by one.
@main
struct FeedbackBenchmark {
    static func main() throws {
        var bench = FeedbackBenchmark()
        while let line = readLine() {
            let answer = try bench.answer(line.split(separator: " ").map(String.init))
            FileHandle.standardOutput.write(Data((answer.map { "\($0)" }.joined(separator: " ") + "\n").utf8))
        }
    }

    private var rows: [[Float]] = []
    private var isAnomaly: [Bool] = []

    private mutating func answer(_ words: [String]) throws -> [Double] {
        func number(_ index: Int) throws -> Int {
            guard words.count > index, let number = Int(words[index]) else { throw Misunderstood(words: words) }
            return number
        }
        switch words.first {
        case "rows":
            guard words.count > 3 else { throw Misunderstood(words: words) }
            let values = try Data(contentsOf: URL(fileURLWithPath: words[1]))
                .withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
            let features = try number(2)
            rows = stride(from: 0, to: values.count, by: features).map { Array(values[$0..<$0 + features]) }
            isAnomaly = try Data(contentsOf: URL(fileURLWithPath: words[3])).map { $0 == 1 }
            return [Double(rows.count)]
        case "loop":
            guard words.count > 3 else { throw Misunderstood(words: words) }
            let found = try loop(
                forest: forest(on: rows[...], seed: number(1)), asks: words[2] == "ask", budgets: words[3...])
            return found.map(Double.init)
        case "stream": return try stream(seed: number(1)).map(Double.init)
        case "cost": return try cost(seed: number(1), labels: number(2))
        default: throw Misunderstood(words: words)
        }
    }

    private func forest(on rows: ArraySlice<[Float]>, seed: Int) throws -> Forest {
        let table = try FeatureTable(features: rows.first?.count ?? 0, values: rows.flatMap { $0 })
        let names = (0..<table.features).map { FeatureDescription(name: "f\($0)") }
        return try Forest.train(
            on: table, featureSet: "bench", featureSetVersion: 1, features: names,
            parameters: ForestParameters(seed: UInt64(seed)))
    }

    private func label(_ row: Int) -> LabelledRow {
        LabelledRow(values: rows[row], verdict: isAnomaly[row] ? .yes : .no)
    }

    /// Anomalies shown after so many rows each.
    private func loop(forest: Forest, asks: Bool, budgets: ArraySlice<String>) throws -> [Int] {
        let leaves = try rows.map { try forest.leaves(of: $0) }
        let steps = budgets.compactMap { Int($0) }
        var model = try FeedbackModel(forest: forest, labels: [])
        var shown = Set<Int>()
        var labels: [LabelledRow] = []
        var found: [Int] = []
        while shown.count < min(steps.last ?? 0, rows.count) {
            var highest = (row: 0, score: -1.0)
            for row in rows.indices where !shown.contains(row) {
                let score = try model.judgedScore(of: leaves[row]).score
                if score > highest.score { highest = (row, score) }
            }
            shown.insert(highest.row)
            labels.append(label(highest.row))
            if asks { model = try FeedbackModel(forest: forest, labels: labels) }
            if steps.contains(shown.count) { found.append(shown.count { isAnomaly[$0] }) }
        }
        return found
    }

    /// Notices in the second half, and the anomalies among those of the forest and of feedback.
    private func stream(seed: Int) throws -> [Int] {
        let half = rows.count / 2
        let forest = try forest(on: rows[..<half], seed: seed)
        func highest(_ range: Range<Int>, _ count: Int, _ score: (Int) throws -> Double) rethrows -> [Int] {
            let scores = try range.map { try score($0) }
            return range.sorted { scores[$0 - range.lowerBound] > scores[$1 - range.lowerBound] }
                .prefix(count).map { $0 }
        }
        let past = try highest(0..<half, half / 100) { try forest.score(rows[$0]) }
        let model = try FeedbackModel(forest: forest, labels: past.map(label))
        let live = half..<rows.count
        let alone = try highest(live, live.count / 100) { try forest.score(rows[$0]) }
        let judged = try highest(live, live.count / 100) { try model.judgedScore(rows[$0]).score }
        return [alone.count, alone.count { isAnomaly[$0] }, judged.count { isAnomaly[$0] }]
    }

    /// Seconds to fit, to judge all rows and to score them: medians of five, taken in turns.
    private func cost(seed: Int, labels count: Int) throws -> [Double] {
        let forest = try forest(on: rows[...], seed: seed)
        let scores = try rows.map { try forest.score($0) }
        // Half of them the highest, half of them any.
        let ranking = rows.indices.sorted { scores[$0] > scores[$1] }
        let step = max(1, (rows.count - count / 2) / max(1, count - count / 2))
        let chosen =
            ranking.prefix(count / 2)
            + stride(from: count / 2, to: rows.count, by: step).prefix(count - count / 2).map { ranking[$0] }
        let labels = chosen.map(label)
        var times: [[Double]] = [[], [], []]
        for _ in 0..<5 {
            var model = try FeedbackModel(forest: forest, labels: [])
            times[0].append(try seconds { model = try FeedbackModel(forest: forest, labels: labels) })
            times[1].append(
                try seconds {
                    for row in rows { _ = try model.judgedScore(row) }
                })
            times[2].append(
                try seconds {
                    for row in rows { _ = forest.tailProbability(ofScore: try forest.score(row)) }
                })
        }
        return times.map { $0.sorted()[2] }
    }

    private func seconds(_ work: () throws -> Void) rethrows -> Double {
        let start = ContinuousClock.now
        try work()
        return start.duration(to: .now) / .seconds(1)
    }

    private struct Misunderstood: Error {
        let words: [String]
    }
}
