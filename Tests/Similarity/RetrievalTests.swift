import Similarity
import TestSupport
import Testing

@Suite struct RetrievalTests {
    @Test("Of the ten most alike, more than nine are of the same kind", arguments: [Float(15), 60])
    func precision(peak: Float) throws {
        var random = SeededGenerator(seed: 21)
        let survey = try SyntheticSurvey(perKind: 40, peak: peak, random: &random)
        var right: [SyntheticKind: Int] = [:]
        for (place, kind) in survey.kinds.enumerated() {
            let matches = try survey.index.nearest(to: Int64(place), count: 10)
            right[kind, default: 0] += matches.count { survey.kinds[Int($0.id)] == kind }
        }
        for kind in SyntheticKind.allCases {
            let precision = Double(right[kind, default: 0]) / 400
            #expect(precision > 0.9, "\(kind): precision at ten is \(precision)")
        }
        let mean = Double(right.values.reduce(0, +)) / Double(10 * survey.kinds.count)
        #expect(mean > 0.96)
    }
}
