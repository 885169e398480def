import Foundation
import IsolationForest

/// The Swift half of `make bench-forest`: does what it is told on standard input and answers with seconds.
///
/// So ours and the peers, which Python runs, take turns in one run, on the same rows. Commands, one a line:
/// `rows PATH FEATURES` (little-endian 32-bit floats), `fit TREES LEVEL THREADS`, `block THREADS`, `one COUNT`, `load`.
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
            table = try FeatureTable(features: try number(2), values: values)
            return "0"
        case "fit":
            let table = try need(table)
            let choice: ExtensionChoice =
                switch words[2] {
                case "mixed": .mixed
                case "full": .level(table.features - 1)
                default: .level(try number(2))
                }
            let parameters = ForestParameters(trees: try number(1), extensionChoice: choice, seed: 1)
            let features = (0..<table.features).map { FeatureDescription(name: "f\($0)") }
            let threads = try number(3)
            return try seconds {
                forest = try Forest.grow(
                    trees: 0..<parameters.trees, on: table, featureSet: "bench", featureSetVersion: 1,
                    features: features,
                    parameters: parameters, threads: threads)
            }
        case "block":
            let (table, forest, threads) = (try need(table), try need(forest), try number(1))
            return try seconds { _ = try forest.scores(of: table, threads: threads) }
        case "one":
            let (table, forest, count) = (try need(table), try need(forest), try number(1))
            let rows = (0..<count).map { Array(table[$0 % table.rows]) }
            return try seconds { for row in rows { _ = try forest.score(row) } }
        case "load":
            let bytes = try need(forest).serialized()
            return try seconds { _ = try Forest(serialized: bytes) } + " \(bytes.count)"
        default:
            throw Misunderstood(words: words)
        }
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
