import ArgumentParser
import IsolationForest
import ServiceKit

/// `peryton forest score`: the rows of a table are scored.
struct ForestScoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score", abstract: "Score the rows of a table with a forest.",
        discussion: """
            Prints one line a row, in the table's order: the anomaly score, and the tail probability, which is how often an \
            ordinary row scores as high. A row with too many missing values has nan and 1.

            Example:
              peryton forest score night.forest tonight.npy --out scores.csv
            """)

    @OptionGroup var mesh: MeshOptions

    @Flag(help: "Add each feature's share in the row's oddness; the shares of a row add up to 1.")
    var explain = false

    @Option(help: "File for the scores. Default: standard output.")
    var out: String?

    @OptionGroup var threads: ThreadOptions

    @Argument(help: "The forest: a file, or a stream of the mesh, or stream/version.")
    var source: String

    @Argument(help: "The table, .csv or .npy, of the same features.")
    var table: String

    /// Rows in memory at once.
    private static let blockRows = 16_384

    func run() async throws {
        let forest = try await ForestSource(source).load(mesh).forest
        var rows = try Table.open(table, for: forest)
        let sink = try OutputFile(out)
        let names = explain ? forest.features.map(\.name) : []
        try sink.write((["score", "tail_probability"] + names).joined(separator: ",") + "\n")
        var block: [Float] = []
        while try rows.read(rows: Self.blockRows, into: &block) > 0 {
            try sink.write(try lines(for: block, forest))
            block.removeAll(keepingCapacity: true)
        }
    }

    private func lines(for block: [Float], _ forest: Forest) throws -> String {
        let table = try FeatureTable(features: forest.features.count, values: block)
        let scores = try forest.scores(of: table, threads: threads.count)
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
