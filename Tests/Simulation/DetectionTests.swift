import Alerts
import Foundation
import IsolationForest
import Testing

@testable import Simulation

/// A forest trained on the first third of a night, as the mesh trains it, must find what was planted.
@Suite("Planted rarities and the forest")
struct DetectionTests {
    @Test("four fifths of each kind are in the first hundredth; cuts along single features find fewer combinations")
    func firstHundredth() throws {
        for seed in [11, 12, 13] as [UInt64] {
            var found: [Cuts: Int] = [:]
            let night = SimulatedSurvey(seed: seed, size: .full).night()
            for cuts in Cuts.allCases {
                let ranks = try ranks(in: night, cuts.choice, seed: seed)
                for kind in RarityKind.allCases {
                    let places = ranks[kind] ?? []
                    let first = places.count { $0 < night.alerts.count / 100 }
                    if kind.isCombination { found[cuts, default: 0] += first }
                    if cuts == .alongOneFeature { continue }
                    #expect(
                        Double(first) >= 0.8 * Double(places.count),
                        "seed \(seed), \(cuts), \(kind.rawValue): \(places)")
                }
            }
            #expect(found[.alongOneFeature, default: 0] < found[.mixed, default: 0], "seed \(seed)")
            #expect(found[.alongOneFeature, default: 0] < found[.alongAll, default: 0], "seed \(seed)")
        }
    }

    /// The forests that are compared, by how many features a cut combines.
    private enum Cuts: CaseIterable {
        case alongOneFeature, mixed, alongAll

        var choice: ExtensionChoice {
            switch self {
            case .alongOneFeature: .level(0)
            case .mixed: .mixed
            case .alongAll: .level(FeatureSet.ztfCandidate.features.count - 1)
            }
        }
    }

    /// The places of the rarities by score, highest first, from 0.
    private func ranks(
        in night: Night, _ choice: ExtensionChoice, seed: UInt64
    ) throws -> [RarityKind: [Int]] {
        let features = FeatureSet.ztfCandidate.features.map { FeatureDescription(name: $0.name, unit: $0.unit) }
        let rows = night.alerts.map(\.features)
        let forest = try Forest.train(
            on: FeatureTable(features: features.count, values: rows.prefix(rows.count / 3).flatMap { $0 }),
            featureSet: "ztf.candidate", featureSetVersion: 1, features: features,
            parameters: ForestParameters(extensionChoice: choice, seed: seed), threads: 2)
        let scores = try forest.scores(
            of: FeatureTable(features: features.count, values: rows.flatMap { $0 }), threads: 2)
        var ranks: [RarityKind: [Int]] = [:]
        for (place, index) in scores.indices.sorted(by: { scores[$0] > scores[$1] }).enumerated() {
            if let kind = night.alerts[index].rarity { ranks[kind, default: []].append(place) }
        }
        return ranks
    }
}
