import ArgumentParser
import Foundation
import IsolationForest
import ServiceKit

/// `peryton forest`: forests in files, without any server.
struct ForestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forest", abstract: "Grow, use and look at forests in files, without any server.",
        subcommands: [Fit.self, Score.self, Inspect.self])

    struct Fit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Grow a forest on a table.",
            discussion: """
                The table is a .csv (one row a line, names of the columns in the first line or not) or a .npy (rows × features). \
                Missing values are nothing, nan or null.

                Example:
                  peryton forest fit night.csv --out night.forest
                """)

        @Option(help: "File for the forest.")
        var out: String

        @Option(help: "Number of trees.")
        var trees = 100

        @Option(help: "Rows drawn for each tree. Default: 256, or all where there are fewer.")
        var sampleSize: Int?

        @Option(help: "Extension level, 0 to features − 1. Default: a mixture.")
        var extensionLevel: Int?

        @Option(help: "Seed of the random numbers; the same seed and rows give the same forest.")
        var seed: UInt64 = 0

        @Option(help: "Threads to use. Default: one a processor.")
        var threads: Int?

        @Argument(help: "The table.")
        var table: String

        func run() async throws {
            let (count, names, values) = try Table.readAll(table)
            let descriptions = (0..<count).map { FeatureDescription(name: names?[$0] ?? "column \($0 + 1)") }
            let parameters = ForestParameters(
                trees: trees, sampleSize: sampleSize, extensionChoice: extensionLevel.map { .level($0) } ?? .mixed,
                seed: seed)
            let forest = try Forest.train(
                on: FeatureTable(features: count, values: values), featureSet: "table", featureSetVersion: 1,
                features: descriptions, parameters: parameters,
                threads: threads ?? ProcessInfo.processInfo.activeProcessorCount)
            let bytes = forest.serialized()
            do {
                try Data(bytes).write(to: URL(fileURLWithPath: out), options: .atomic)
            } catch {
                throw CommandFailure("\(out): cannot be written: \(error.localizedDescription)")
            }
            say("\(out): \(trees) trees on \(forest.trainedRows) rows of \(count) features, \(bytes.count) bytes")
        }
    }

    struct Score: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Score the rows of a table with a forest.",
            discussion: """
                Prints one line a row, in the table's order: the anomaly score, and the tail probability, which is how often an \
                ordinary row scores as high. A row with too many missing values has nan and 1.

                Example:
                  peryton forest score night.forest tonight.npy --out scores.csv
                """)

        @Flag(help: "Add each feature's share in the row's oddness; the shares of a row add up to 1.")
        var explain = false

        @Option(help: "File for the scores. Default: standard output.")
        var out: String?

        @Option(help: "Threads to use. Default: one a processor.")
        var threads: Int?

        @Argument(help: "The forest, as `peryton forest fit` made it.")
        var forest: String

        @Argument(help: "The table, .csv or .npy, of the same features.")
        var table: String

        /// Rows in memory at once.
        private static let blockRows = 16_384

        func run() async throws {
            let forest = try ForestFile.read(forest)
            var rows = try Table.open(table)
            guard rows.features == forest.features.count else {
                throw CommandFailure(
                    "\(table): has \(rows.features) columns; expected \(forest.features.count), as \(self.forest) was grown on"
                )
            }
            let known = forest.features.map(\.name)
            if let names = rows.names, known.first != "column 1", names != known {
                throw CommandFailure(
                    "\(table): its columns are \(names.joined(separator: ", ")); expected \(known.joined(separator: ", "))"
                )
            }
            let sink = try ScoreSink(out)
            try sink.write((["score", "tail_probability"] + (explain ? known : [])).joined(separator: ",") + "\n")
            var block: [Float] = []
            while try rows.read(rows: Self.blockRows, into: &block) > 0 {
                try sink.write(try lines(for: block, forest))
                block.removeAll(keepingCapacity: true)
            }
        }

        private func lines(for block: [Float], _ forest: Forest) throws -> String {
            let table = try FeatureTable(features: forest.features.count, values: block)
            let scores = try forest.scores(of: table, threads: threads ?? ProcessInfo.processInfo.activeProcessorCount)
            var text = ""
            for (row, score) in scores.enumerated() {
                let values = Array(table[row])
                let isScoreable = values.withUnsafeBufferPointer { forest.isScoreable($0) }
                text += isScoreable ? "\(score),\(forest.tailProbability(ofScore: score))" : "nan,1"
                if explain { text += try forest.explain(values).reduce(into: "") { $0 += ",\(Float($1))" } }
                text += "\n"
            }
            return text
        }
    }

    struct Inspect: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show what a forest in a file is.")

        @Argument(help: "The forest.")
        var forest: String

        func run() async throws {
            let forest = try ForestFile.read(forest)
            let levels = forest.extensionLevels
            say("trees            \(forest.treeRange.count)")
            say("trained on       \(forest.trainedRows) rows")
            say("sample size      \(forest.sampleSize)")
            say("height limit     \(forest.heightLimit)")
            say(
                "extension level  \(levels.count == 1 ? "\(levels.lowerBound)" : "\(levels.lowerBound)–\(levels.upperBound), mixed")"
            )
            say("seed             \(forest.parameters.seed)")
            say("feature set      \(forest.featureSet) version \(forest.featureSetVersion)")
            var table = TextTable(["FEATURE", "UNIT", "MEDIAN"])
            for (feature, median) in zip(forest.features, forest.medians) {
                table.add([feature.name, feature.unit, "\(median)"])
            }
            say("\n" + table.text)
        }
    }
}

/// Forests in files.
enum ForestFile {
    static func read(_ path: String) throws -> Forest {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CommandFailure("\(path): no such file; expected a forest as `peryton forest fit` makes it")
        }
        do {
            return try Forest(serialized: Array(data))
        } catch {
            throw CommandFailure("\(path): \(error)")
        }
    }
}

/// Where scores go: a file, or standard output.
private struct ScoreSink {
    private let handle: FileHandle

    init(_ path: String?) throws {
        guard let path else {
            handle = .standardOutput
            return
        }
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let handle = FileHandle(forWritingAtPath: path)
        else {
            throw CommandFailure("\(path): cannot be written")
        }
        self.handle = handle
    }

    func write(_ text: String) throws {
        try handle.write(contentsOf: Data(text.utf8))
    }
}
