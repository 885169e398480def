import Alerts
import ArgumentParser
import Foundation
import IsolationForest
import ServiceKit
import Simulation

/// `peryton evaluate`: how well forests find what simulated nights have planted.
struct EvaluateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Count how many planted rarities of each kind stand among the first 1 % of simulated nights.",
        discussion: """
            Forests are trained on the first third of each night, as the mesh trains them. Only the combination of features is \
            rare in the kinds that are marked so.

            Example:
              peryton evaluate --seeds 5
            """)

    @Option(help: "Number of nights.")
    var seeds: UInt64 = 5

    @Option(help: "Size of each night: small, full, or a number of alerts.")
    var night = SimulatedSurvey.Size.full

    func validate() throws {
        guard (1...1_000).contains(seeds) else { throw ValidationError("seeds \(seeds): expected 1 to 1000") }
    }

    func run() async throws {
        let features = FeatureSet.ztfCandidate.features.map { FeatureDescription(name: $0.name, unit: $0.unit) }
        let choices: [(name: String, choice: ExtensionChoice)] = [
            ("LEVEL 0", .level(0)), ("FULL", .level(features.count - 1)), ("DEFAULT", .mixed),
        ]
        var found: [RarityKind: [Int]] = [:]
        var planted: [RarityKind: Int] = [:]
        let progress = ProgressLine("evaluating")
        for seed in 1...seeds {
            let alerts = SimulatedSurvey(seed: seed, size: night).night().alerts
            let rows = alerts.map(\.features)
            for kind in alerts.compactMap(\.rarity) { planted[kind, default: 0] += 1 }
            for (column, choice) in choices.enumerated() {
                let kinds = try Self.first(of: alerts, rows, choice.choice, features, seed: seed)
                for kind in kinds { found[kind, default: Array(repeating: 0, count: choices.count)][column] += 1 }
                progress.show(
                    (Double(seed - 1) + Double(column + 1) / Double(choices.count)) / Double(seeds),
                    "night \(seed) of \(seeds)")
            }
        }
        progress.clear()
        var table = TextTable(["KIND", "PLANTED"] + choices.map(\.name) + ["RARE IS"])
        for kind in RarityKind.allCases {
            let counts = found[kind] ?? Array(repeating: 0, count: choices.count)
            table.add(
                [kind.rawValue, "\(planted[kind] ?? 0)"] + counts.map(String.init)
                    + [kind.isCombination ? "the combination" : "a feature"])
        }
        say(table.text)
    }

    /// The rarities among the first hundredth of a night, by the score of a forest.
    private static func first(
        of alerts: [SimulatedAlert], _ rows: [[Float]], _ choice: ExtensionChoice, _ features: [FeatureDescription],
        seed: UInt64
    ) throws -> [RarityKind] {
        let threads = ProcessInfo.processInfo.activeProcessorCount
        let forest = try Forest.train(
            on: FeatureTable(features: features.count, values: rows.prefix(rows.count / 3).flatMap { $0 }),
            featureSet: "ztf.candidate", featureSetVersion: 1, features: features,
            parameters: ForestParameters(extensionChoice: choice, seed: seed), threads: threads)
        let scores = try forest.scores(
            of: FeatureTable(features: features.count, values: rows.flatMap { $0 }), threads: threads)
        let order = scores.indices.sorted { scores[$0] > scores[$1] }
        return order.prefix(max(1, alerts.count / 100)).compactMap { alerts[$0].rarity }
    }
}
