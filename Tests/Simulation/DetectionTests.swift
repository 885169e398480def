import Alerts
import Foundation
import IsolationForest
import Testing

@testable import Simulation

/// A forest trained on the first third of a night, as the mesh trains it, must find what was planted.
@Suite("Planted rarities and the forest")
struct DetectionTests {
    @Test(
        "four fifths of each kind are in the first hundredth; cuts along single features find fewer combinations",
        arguments: [11, 12, 13] as [UInt64])
    func firstHundredth(seed: UInt64) throws {
        let night = SimulatedSurvey(seed: seed, size: .full).night()
        let extended = try ranks(in: night, .mixed, seed: seed)
        let oblique = try ranks(in: night, .level(FeatureSet.ztfCandidate.features.count - 1), seed: seed)
        let axisParallel = try ranks(in: night, .level(0), seed: seed)
        for kind in RarityKind.allCases {
            for found in [extended, oblique] {
                let places = found[kind] ?? []
                let first = places.count { $0 < night.alerts.count / 100 }
                #expect(Double(first) >= 0.8 * Double(places.count), "seed \(seed), \(kind.rawValue): \(places)")
            }
        }
        let combinations = RarityKind.allCases.filter(\.isCombination)
        let first = { (ranks: [RarityKind: [Int]]) in
            combinations.flatMap { ranks[$0] ?? [] }.count { $0 < night.alerts.count / 100 }
        }
        #expect(first(axisParallel) < first(extended), "seed \(seed)")
        #expect(first(axisParallel) < first(oblique), "seed \(seed)")
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
