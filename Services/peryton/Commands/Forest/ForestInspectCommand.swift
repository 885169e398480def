import ArgumentParser
import Foundation
import IsolationForest
import ServiceKit

/// `peryton forest inspect`: what a forest is.
struct ForestInspectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "Show what a forest is.",
        discussion: """
            IN CUTS is how much a feature takes part in the cuts, each weighted by the rows that it separates.

            Examples:
              peryton forest inspect night.forest
              peryton forest inspect ztf/3
            """)

    @OptionGroup var mesh: MeshOptions

    @Argument(help: "The forest: a file, or a stream of the mesh, or stream/version.")
    var source: String

    func run() async throws {
        let loaded = try await ForestSource(source).load(mesh)
        let forest = loaded.forest
        say("forest           \(loaded.name)")
        say(
            "stored form      version \(Forest.storedFormVersion), \(loaded.bytes.count) bytes, CRC-32 \(loaded.checksum)"
        )
        let kinds = forest.treeKinds.map { "\($0.trees) \($0.kind)" }.joined(separator: ", ")
        say("trees            \(forest.treeRange.count), from \(forest.treeRange.lowerBound): \(kinds)")
        say("trained on       \(forest.trainedRows) rows")
        say("sample size      \(forest.sampleSize)")
        say("height limit     \(forest.heightLimit)")
        say("scaling          \(forest.scaling.choice == .robust ? "robust" : "none")")
        say("seed             \(forest.parameters.seed)")
        say("feature set      \(forest.featureSet) version \(forest.featureSetVersion)")
        say("calibrated on    \(forest.calibration.map { "\($0.rows) rows held out" } ?? "nothing")")
        say("\n" + features(of: forest))
        if let calibration = forest.calibration { say("\n" + tail(of: forest, calibration)) }
    }

    private func features(of forest: Forest) -> String {
        var table = TextTable(["FEATURE", "UNIT", "MEDIAN", "SPREAD", "IN CUTS"])
        let use = forest.featureUse
        for (index, feature) in forest.features.enumerated() {
            table.add([
                feature.name, feature.unit, "\(forest.scaling.medians[index])", "\(forest.scaling.spreads[index])",
                String(format: "%.1f %%", 100 * use[index]),
            ])
        }
        return table.text
    }

    /// The scores of a few tail probabilities.
    private func tail(of forest: Forest, _ calibration: Calibration) -> String {
        var table = TextTable(["TAIL PROBABILITY", "SCORE", "FROM"])
        for probability in [0.1, 0.01, 0.001, 0.0001] {
            guard let score = forest.score(ofTailProbability: probability) else { continue }
            // So few rows lie beyond that a fitted distribution stands for them.
            let isSeen = probability * Double(calibration.rows) >= 1
            table.add([
                String(format: "%g", probability), String(format: "%.4f", score), isSeen ? "rows" : "extrapolation",
            ])
        }
        return table.text
    }
}
