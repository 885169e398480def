import Alerts
import ArgumentParser
import IsolationForest
import ServiceKit

/// `peryton forest fit`: a table becomes a forest.
struct ForestFitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fit", abstract: "Grow a forest on a table.",
        discussion: """
            The table is a .csv (one row a line, names of the columns in the first line or not, "name [unit]" where they have \
            units) or a .npy (rows × features). Missing values are nothing, nan or null.

            Example:
              peryton forest fit night.csv --out night.forest
            """)

    /// What happens to features before they are cut.
    enum Scaling: String, CaseIterable, ExpressibleByArgument {
        case robust
        case none

        var choice: FeatureScalingChoice { self == .robust ? .robust : .none }
    }

    @Option(help: "File for the forest.")
    var out: String

    @Option(help: "Number of trees.")
    var trees = 100

    @Option(help: "Rows drawn for each tree. Default: 256, or all where there are fewer.")
    var sampleSize: Int?

    @Option(help: "Cuts on the longest way down a tree. Default: the logarithm of the sample size to base 2.")
    var heightLimit: Int?

    @Option(help: "Extension level, 0 to features − 1. Default: a mixture.")
    var extensionLevel: Int?

    @Option(help: "Scale features by medians and spreads (robust), or take them as they are (none).")
    var scaling = Scaling.robust

    @Option(help: "Feature set that the columns are; that of a stream, such as ztf.candidate, also names them.")
    var featureSet = "table"

    @Option(help: "Version of the feature set.")
    var featureSetVersion: UInt32 = 1

    @Option(help: "Seed of the random numbers; the same seed and rows give the same forest.")
    var seed: UInt64 = 0

    @OptionGroup var threads: ThreadOptions

    @Argument(help: "The table.")
    var table: String

    func run() async throws {
        let (count, columns, values) = try Table.readAll(table)
        let parameters = ForestParameters(
            trees: trees, sampleSize: sampleSize, heightLimit: heightLimit,
            extensionChoice: extensionLevel.map { .level($0) } ?? .mixed, scaling: scaling.choice, seed: seed)
        let forest = try Forest.train(
            on: FeatureTable(features: count, values: values), featureSet: featureSet,
            featureSetVersion: featureSetVersion, features: try features(columns, count: count),
            parameters: parameters, threads: threads.count)
        let bytes = forest.serialized()
        try OutputFile.write(bytes, to: out)
        say("\(out): \(trees) trees on \(forest.trainedRows) rows of \(count) features, \(bytes.count) bytes")
    }

    /// Names and units: those of the feature set where it is one that Peryton knows, else the table's.
    private func features(_ columns: [FeatureDescription]?, count: Int) throws -> [FeatureDescription] {
        guard FeatureSet.all.contains(where: { $0.name == featureSet }) else { return columns ?? .numbered(count) }
        guard let known = FeatureSet.named(featureSet, version: featureSetVersion) else {
            let versions = FeatureSet.all.filter { $0.name == featureSet }.map { "\($0.version)" }
            throw CommandFailure(
                "feature set \(featureSet) has no version \(featureSetVersion); it has "
                    + versions.joined(separator: ", "))
        }
        let features = known.features.map { FeatureDescription(name: $0.name, unit: $0.unit) }
        guard features.count == count else {
            throw CommandFailure(
                "\(table): has \(count) columns; expected \(features.count), the features of \(featureSet) version "
                    + "\(featureSetVersion)")
        }
        if let columns { try Table.check(columns, of: table, against: features) }
        return features
    }
}
