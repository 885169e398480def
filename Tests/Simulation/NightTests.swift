import Alerts
import Testing

@testable import Simulation

@Suite("Simulated night")
struct NightTests {
    static let tail = 0.005

    @Test("the same seed gives the same night, to the byte; another seed another one")
    func determinism() throws {
        let first = SimulatedSurvey(seed: 5, size: .count(300)).night()
        let second = SimulatedSurvey(seed: 5, size: .count(300)).night()
        let other = SimulatedSurvey(seed: 6, size: .count(300)).night()
        let gzip = try Gzip()
        for index in stride(from: 0, to: 300, by: 29) {
            let packet = try first.alerts[index].packet(seed: 5, gzip: gzip)
            #expect(try second.alerts[index].packet(seed: 5, gzip: gzip) == packet)
            #expect(try other.alerts[index].packet(seed: 6, gzip: gzip) != packet)
        }
    }

    @Test("candids are unique and ascend with time, some objects are seen twice, all classes have their share")
    func order() {
        let night = SimulatedSurvey(seed: 1, size: .full).night()
        #expect(night.alerts.count == 12_000)
        #expect(zip(night.alerts, night.alerts.dropFirst()).allSatisfy { $0.candid < $1.candid })
        #expect(zip(night.alerts, night.alerts.dropFirst()).allSatisfy { $0.candidate.jd <= $1.candidate.jd })
        #expect(Set(night.alerts.map(\.objectID)).count < 11_000)
        for sourceClass in SourceClass.allCases {
            let count = night.alerts.count { $0.truth == .ordinary(sourceClass) }
            #expect(abs(Double(count) / 12_000 - sourceClass.share) < 0.04, "\(sourceClass): \(count)")
        }
    }

    @Test("rarities of each kind are planted, at least half of them combinations, some in each half of the night")
    func rarities() {
        let night = SimulatedSurvey(seed: 2, size: .full).night()
        let planted = night.alerts.filter { $0.rarity != nil }
        #expect(24...36 ~= planted.count)
        #expect(planted.count { $0.rarity?.isCombination == true } * 2 >= planted.count)
        #expect(Set(planted.map(\.rarity)).count == RarityKind.allCases.count)
        #expect(planted.contains { $0.index < 6000 } && planted.contains { $0.index >= 6000 })
    }

    @Test(
        "each feature of a combination is inside 0.5–99.5 % of the ordinary alerts", arguments: [1, 2, 3] as [UInt64])
    func combinations(seed: UInt64) {
        let night = SimulatedSurvey(seed: seed, size: .full).night()
        let ordinary = night.alerts.filter { $0.rarity == nil }.map(\.features)
        for (feature, description) in FeatureSet.ztfCandidate.features.enumerated() {
            let column = ordinary.map { $0[feature] }.filter { !$0.isNaN }.sorted()
            let low = column[Int(Self.tail * Double(column.count))]
            let high = column[column.count - 1 - Int(Self.tail * Double(column.count))]
            for alert in night.alerts where alert.rarity?.isCombination == true {
                let value = alert.features[feature]
                #expect(low...high ~= value, "seed \(seed), \(alert.truth), \(description.name): \(value)")
            }
        }
    }

    @Test("rarities are planted in features that exist")
    func features() {
        let names = Set(FeatureSet.ztfCandidate.features.map(\.name))
        #expect(RarityFeature.allCases.allSatisfy { names.contains($0.rawValue) })
    }

    @Test("errors follow brightness, as in a real survey")
    func correlation() {
        let night = SimulatedSurvey(seed: 3, size: .small).night()
        let pairs = night.alerts.map { ($0.features[2], $0.features[1]) }
        let bright = pairs.filter { $0.0 > 3 }.map(\.1)
        let faint = pairs.filter { $0.0 < 0.5 }.map(\.1)
        #expect(bright.reduce(0, +) / Float(bright.count) < -1.3)
        #expect(faint.reduce(0, +) / Float(faint.count) > -0.9)
    }
}
