import Foundation
import Messages
import Testing

@testable import Alerts

@Suite("Features")
struct FeatureTests {
    typealias Column = ZTFAlertValues.Column
    let set = FeatureSet.ztfCandidate

    /// The features of a candidate, by name; each history row is days before the alert, filter, magnitude, sign.
    func features(
        _ candidate: [Column: Double], history: [(days: Double, fid: Double, magnitude: Double, sign: Double)] = []
    ) -> [String: Float] {
        let jd = 2_460_000.0
        var values = Column.allCases.map { candidate[$0] ?? .nan }
        values[Column.jd.rawValue] = jd
        let rows: [Double] = history.flatMap { [jd - $0.days, $0.fid, $0.magnitude, 0.1, $0.sign, 20] }
        let vector = set.values(of: ZTFAlertValues(values: values, rows: rows))
        return Dictionary(uniqueKeysWithValues: zip(set.features.map(\.name), vector))
    }

    @Test("the set is found by name and version, its names are unique, each feature is described")
    func declaration() {
        #expect(FeatureSet.named("ztf.candidate", version: 1)?.features == set.features)
        #expect(FeatureSet.named("ztf.candidate", version: 2) == nil)
        #expect(FeatureSet.named("ztf", version: 1) == nil)
        #expect(Set(set.features.map(\.name)).count == set.features.count)
        #expect(set.features.allSatisfy { $0.description.contains("NaN") && !$0.unit.isEmpty })
    }

    @Test("a sentinel makes exactly the features that use its field NaN", arguments: [-999.0, 1e9, .nan, .infinity])
    func sentinels(sentinel: Double) {
        let good: [Column: Double] = [
            .fid: 1, .ra: 1, .dec: 1, .magpsf: 18, .sigmapsf: 0.1, .isdiffpos: 1, .diffmaglim: 20, .magnr: 17,
            .magdiff: 0.1, .chipsf: 2, .fwhm: 2, .elong: 1.1, .sumrat: 0.9, .rb: 0.8, .drb: 0.9, .distnr: 0.3,
            .sharpnr: 0.01, .chinr: 0.5, .sgmag1: 18, .srmag1: 17.5, .sgscore1: 0.9, .distpsnr1: 0.2, .neargaia: 1,
            .ndethist: 12, .ncovhist: 100, .jdstarthist: 2_459_900,
        ]
        let users: [Column: Int] = [
            .magpsf: 3, .sigmapsf: 1, .diffmaglim: 1, .magnr: 1, .magdiff: 1, .chipsf: 1, .fwhm: 1, .elong: 1,
            .sumrat: 1, .rb: 1, .drb: 1, .distnr: 1, .sharpnr: 1, .chinr: 1, .sgmag1: 1, .srmag1: 1, .sgscore1: 1,
            .distpsnr1: 1, .neargaia: 1, .ndethist: 2, .ncovhist: 1, .jdstarthist: 1,
        ]
        let missingAnyway = features(good).values.count(where: \.isNaN)
        for (column, count) in users {
            var candidate = good
            candidate[column] = sentinel
            let missing = features(candidate).values.count(where: \.isNaN)
            #expect(missing == missingAnyway + count, "\(column)")
        }
    }

    @Test("rise, fade and amplitude come from the same band and sign")
    func rates() {
        let seen = features(
            [.fid: 1, .magpsf: 18.5, .isdiffpos: 1],
            history: [
                (20, 1, 20, 1), (15, 1, .nan, .nan), (10, 1, 18, 1), (9, 2, 14, 1), (8, 1, 12, 0), (0.02, 1, 18.4, 1),
            ])
        #expect(seen["log10_rise_rate"] == Float(log10(0.01 + 2.0 / 10)))
        #expect(seen["log10_fade_rate"] == Float(log10(0.01 + 0.5 / 10)))
        #expect(seen["log10_amplitude"] == Float(log10(0.01 + 2.0)))
        #expect(seen["difference_color"]?.isNaN == true)
    }

    @Test("the colour is g − r of the nearest pair, whichever band the alert is in")
    func color() {
        let history: [(days: Double, fid: Double, magnitude: Double, sign: Double)] = [(4, 2, 17, 1), (1, 2, 17.5, 1)]
        #expect(features([.fid: 1, .magpsf: 18, .isdiffpos: 1], history: history)["difference_color"] == 0.5)
        let fromRed = features([.fid: 2, .magpsf: 18, .isdiffpos: 1], history: [(1, 1, 18.25, 1)])
        #expect(fromRed["difference_color"] == 0.25)
        #expect(features([.fid: 3, .magpsf: 18, .isdiffpos: 1], history: history)["difference_color"]?.isNaN == true)
    }

    @Test("detections of one night give an amplitude but no rate")
    func oneNight() {
        let seen = features([.fid: 1, .magpsf: 18, .isdiffpos: 1], history: [(0.03, 1, 18.2, 1)])
        #expect(seen["log10_amplitude"].map { abs($0 - Float(log10(0.21))) < 1e-6 } == true)
        #expect(seen["log10_rise_rate"]?.isNaN == true)
        #expect(seen["log10_fade_rate"]?.isNaN == true)
    }
}
