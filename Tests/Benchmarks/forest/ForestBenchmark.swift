import Foundation
import IsolationForest

/// The Swift half of `make bench-forest`: does what it is told on standard input and answers with seconds.
///
/// So ours and the peers, which Python runs, take turns in one run, on the same rows. Commands, one a line:
///
/// - `rows PATH FEATURES`: the rows, little-endian 32-bit floats;
/// - `scale THREADS`: medians, spreads and relations of the features;
/// - `fit TREES LEVEL THREADS COUNT`: COUNT times, trees on the rows as they are, which are taken to be scaled already, as peers take them;
/// - `train TREES LEVEL THREADS`: all of it: scaling, trees, calibration;
/// - `block THREADS`, `one COUNT`, `calibrate THREADS`, `load COUNT`: with the forest of the last `fit` or `train`.
///
/// LEVEL is a number, `full` or `mixed`. The answer is `SECONDS`, of `load` `SECONDS BYTES`.
@main
struct ForestBenchmark {
    static func main() throws {
        var bench = ForestBenchmark()
        while let line = readLine() {
            let answer = try bench.answer(line.split(separator: " ").map(String.init))
            FileHandle.standardOutput.write(Data((answer + "\n").utf8))
        }
    }

    private var table: FeatureTable?
    /// What takes the rows as they are.
    private var unscaled: FeatureScaling?
    private var forest: Forest?

    private mutating func answer(_ words: [String]) throws -> String {
        func number(_ index: Int) throws -> Int {
            guard words.count > index, let number = Int(words[index]) else { throw Misunderstood(words: words) }
            return number
        }
        switch words.first {
        case "rows":
            let data = try Data(contentsOf: URL(fileURLWithPath: words[1]))
            let values = data.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
            let table = try FeatureTable(features: try number(2), values: values)
            self.table = table
            unscaled = try FeatureScaling(of: table, features: names(table), choice: .none)
            return "0"
        case "scale":
            let (table, threads) = (try need(table), try number(1))
            return try seconds { _ = try FeatureScaling(of: table, features: names(table), threads: threads) }
        case "fit":
            let (table, threads) = (try need(table), try number(3))
            var parameters = try parameters(words, table)
            parameters.scaling = .none
            let (count, features, scaling) = (try number(4), names(table), unscaled)
            return try seconds {
                for _ in 0..<count {
                    forest = try Forest.grow(
                        trees: 0..<parameters.trees, on: table, featureSet: "bench", featureSetVersion: 1,
                        features: features, parameters: parameters, scaling: scaling, threads: threads)
                }
            }
        case "train":
            let (table, threads) = (try need(table), try number(3))
            let parameters = try parameters(words, table)
            return try seconds {
                forest = try Forest.train(
                    on: table, featureSet: "bench", featureSetVersion: 1, features: names(table),
                    parameters: parameters, threads: threads)
            }
        case "calibrate":
            let (table, forest, threads) = (try need(table), try need(forest), try number(1))
            return try seconds { _ = try forest.calibrated(on: table, threads: threads) }
        case "block":
            let (table, forest, threads) = (try need(table), try need(forest), try number(1))
            return try seconds { _ = try forest.scores(of: table, threads: threads) }
        case "one":
            let (table, forest, count) = (try need(table), try need(forest), try number(1))
            let rows = (0..<count).map { Array(table[$0 % table.rows]) }
            return try seconds { for row in rows { _ = try forest.score(row) } }
        case "load":
            let (bytes, count) = (try need(forest).serialized(), try number(1))
            return try seconds { for _ in 0..<count { _ = try Forest(serialized: bytes) } } + " \(bytes.count)"
        default:
            throw Misunderstood(words: words)
        }
    }

    private func parameters(_ words: [String], _ table: FeatureTable) throws -> ForestParameters {
        guard words.count > 2, let trees = Int(words[1]) else { throw Misunderstood(words: words) }
        let choice: ExtensionChoice
        switch words[2] {
        case "mixed": choice = .mixed
        case "full": choice = .level(table.features - 1)
        default:
            guard let level = Int(words[2]) else { throw Misunderstood(words: words) }
            choice = .level(level)
        }
        return ForestParameters(trees: trees, extensionChoice: choice, seed: 1)
    }

    private func names(_ table: FeatureTable) -> [FeatureDescription] {
        (0..<table.features).map { FeatureDescription(name: "f\($0)") }
    }

    private func need<Value>(_ value: Value?) throws -> Value {
        guard let value else { throw Misunderstood(words: ["nothing to work on: `rows` and `fit` come first"]) }
        return value
    }

    private func seconds(_ work: () throws -> Void) rethrows -> String {
        let start = ContinuousClock.now
        try work()
        return "\(start.duration(to: .now) / .seconds(1))"
    }

    private struct Misunderstood: Error {
        let words: [String]
    }
}
