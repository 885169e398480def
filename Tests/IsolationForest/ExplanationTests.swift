import Testing

@testable import IsolationForest

@Suite struct ExplanationTests {
    @Test("Shares are not negative and add up to 1, for ordinary, odd, missing and typical rows")
    func sharesAddUp() throws {
        let rows = try gaussianTable(rows: 2_000, features: 7, seed: 1)
        for choice in [ExtensionChoice.mixed, .level(0), .level(1), .level(6)] {
            let forest = try trainedForest(on: rows, parameters: ForestParameters(extensionChoice: choice))
            let odd: [[Float]] = [
                [9, 0, 0, 0, 0, 0, 0], forest.medians, [Float](repeating: .nan, count: 7),
                [.nan, 3, .infinity, 1, -40, 1e30, 0],
            ]
            for row in odd + (0..<100).map({ Array(rows[$0]) }) {
                let shares = try forest.explain(row)
                #expect(shares.count == 7)
                #expect(shares.allSatisfy { $0 >= 0 })
                #expect(abs(shares.reduce(0, +) - 1) < 1e-12)
            }
        }
    }

    @Test("An outlier in one feature puts that feature first, also among related ones")
    func singleOutlier() throws {
        var source = RelatedFeatures(features: 15, hidden: 5, seed: 2)
        let rows = try table((0..<4_000).map { _ in source.row() })
        let forest = try trainedForest(on: rows)
        for planted in 0..<15 {
            var row = source.row()
            row[planted] = forest.medians[planted] + 8 * forest.scaling.spreads[planted]
            #expect(ranking(try forest.explain(row)).first == planted)
        }
    }

    @Test("Of a rare combination of two ordinary values, these two features lead")
    func combination() throws {
        var random = RandomSource(seed: 3, stream: 3)
        func row() -> [Float] {
            var row = (0..<10).map { _ in Float(random.normal()) }
            row[7] = 0.98 * row[2] + 0.2 * Float(random.normal())
            return row
        }
        let forest = try trainedForest(on: table((0..<4_000).map { _ in row() }))
        var leading = 0
        for index in 0..<100 {
            // All else about the row is ordinary, or it would rightly lead.
            var odd = row().map { max(-2, min(2, $0)) }
            odd[2] = index % 2 == 0 ? 1.9 : -1.9
            odd[7] = -odd[2]
            if Set(ranking(try forest.explain(odd)).prefix(2)) == [2, 7] { leading += 1 }
        }
        #expect(leading >= 90, "\(leading) of 100")
    }

    @Test("An explanation takes less than fifty scorings")
    func cost() throws {
        let rows = try gaussianTable(rows: 2_000, features: 20, seed: 4)
        let forest = try trainedForest(on: rows)
        let odd = Array(rows[0])
        let clock = ContinuousClock()
        // The quickest of several, as other work shares the machine.
        func quickest(_ body: () throws -> Void) rethrows -> Duration {
            var best = Duration.seconds(10)
            for _ in 0..<20 { best = min(best, try clock.measure { for _ in 0..<20 { try body() } }) }
            return best
        }
        let scoring = try quickest { _ = try forest.score(odd) }
        let explaining = try quickest { _ = try forest.explain(odd) }
        #expect(explaining < scoring * 50)
    }

    @Test("Medians are in the features' own units")
    func medians() throws {
        let rows = try table((0..<101).map { [Float($0) + 1_000, -Float($0)] })
        #expect(try trainedForest(on: rows).medians == [1_050, -50])
    }
}
