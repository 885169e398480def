import Testing

@testable import IsolationForest

/// The solution of the dual problem, and input that nobody would give on purpose.
@Suite struct FeedbackFitTests {
    private func forest(rows: Int = 600, features: Int = 3) throws -> (forest: Forest, table: FeatureTable) {
        let table = try gaussianTable(rows: rows, features: features, seed: 8)
        return (try trainedForest(on: table, parameters: ForestParameters(seed: 2)), table)
    }

    private func labels(_ table: FeatureTable, _ count: Int, verdicts: [FeedbackVerdict]) -> [LabelledRow] {
        (0..<count).map { LabelledRow(values: Array(table[$0]), verdict: verdicts[$0 % verdicts.count]) }
    }

    /// Projected gradient descent: slow, and nothing in common with coordinate descent but the function.
    private func reference(_ problem: BoxedQuadratic) -> [Double] {
        let count = problem.linear.count
        let row = { (row: Int) in problem.matrix[row * count..<(row + 1) * count] }
        // No eigenvalue is larger than the largest sum of magnitudes in a row.
        let step = 1 / ((0..<count).map { row($0).reduce(0) { $0 + $1.magnitude } }.max() ?? 1)
        var solution = [Double](repeating: 0, count: count)
        for _ in 0..<200_000 {
            let gradient = (0..<count).map { index in
                zip(row(index), solution).reduce(-problem.linear[index]) { $0 + $1.0 * $1.1 }
            }
            let next = (0..<count).map { index in
                min(max(solution[index] - step * gradient[index], 0), problem.limits[index])
            }
            if next == solution { break }
            solution = next
        }
        return solution
    }

    private func value(_ problem: BoxedQuadratic, at solution: [Double]) -> Double {
        let count = solution.count
        return (0..<count).reduce(0) { sum, row in
            let product = (0..<count).reduce(0) { $0 + problem.matrix[row * count + $1] * solution[$1] }
            return sum + solution[row] * (product / 2 - problem.linear[row])
        }
    }

    @Test("The dual solution meets the optimum's conditions and agrees with projected gradient descent")
    func optimum() throws {
        let (forest, table) = try forest()
        let fit = try FeedbackFit(
            forest: forest, labels: labels(table, 40, verdicts: [.no, .yes, .no, .boring]),
            settings: FeedbackSettings(strength: 0.2))
        let problem = fit.dual()
        let solution = problem.minimum(tolerance: 1e-9)
        let count = solution.count
        for row in 0..<count {
            #expect((0...problem.limits[row]).contains(solution[row]))
            let derivative = (0..<count).reduce(-problem.linear[row]) {
                $0 + problem.matrix[row * count + $1] * solution[$1]
            }
            #expect(problem.violation(derivative, at: solution[row], limit: problem.limits[row]) < 1e-7)
        }
        // All three kinds of coordinates are there: at rest, free and at their limits.
        #expect(solution.contains(0))
        #expect(zip(solution, problem.limits).contains { $0 == $1 })
        #expect(zip(solution, problem.limits).contains { $0 > 0 && $0 < $1 })
        let slow = reference(problem)
        for (fast, slow) in zip(solution, slow) { #expect((fast - slow).magnitude < 1e-5) }
        #expect(value(problem, at: solution) <= value(problem, at: slow) + 1e-9)
    }

    @Test("A row between its limits is judged to lie where its verdict wants it")
    func goals() throws {
        let (forest, table) = try forest()
        let row = try #require(
            (0..<table.rows).map { Array(table[$0]) }.max { try forest.score($0) < forest.score($1) })
        let settings = FeedbackSettings(strength: 5)
        let no = try FeedbackModel(
            forest: forest, labels: [LabelledRow(values: row, verdict: .no)], settings: settings)
        #expect(try (no.judgedScore(row).tailProbability - 0.5).magnitude < 1e-3)
        let ordinary = Array(
            table[
                try #require(
                    (0..<table.rows).min { try forest.score(Array(table[$0])) < forest.score(Array(table[$1])) })])
        let yes = try FeedbackModel(
            forest: forest, labels: [LabelledRow(values: ordinary, verdict: .yes)], settings: settings)
        #expect(try (yes.judgedScore(ordinary).tailProbability / 0.0001 - 1).magnitude < 1e-2)
        // An ordinary row that is called ordinary stays as it is.
        let nothing = try FeedbackModel(
            forest: forest, labels: [LabelledRow(values: ordinary, verdict: .no)], settings: settings)
        #expect(nothing.changes.allSatisfy { $0 == 0 })
    }

    @Test("A yes and a no on one row cancel")
    func contradiction() throws {
        let (forest, table) = try forest()
        let row = Array(table[7])
        let model = try FeedbackModel(
            forest: forest,
            labels: [LabelledRow(values: row, verdict: .no), LabelledRow(values: row, verdict: .yes)],
            settings: FeedbackSettings(strength: 0.1))
        #expect(try (model.judgedScore(row).score - forest.score(row)).magnitude < 1e-6)
    }

    @Test("A hundred verdicts on one row, and the same row a hundred times, stay finite and in range")
    func duplicates() throws {
        let (forest, table) = try forest()
        for verdicts in [[FeedbackVerdict.yes], [.no], [.yes, .no], FeedbackVerdict.allCases] {
            let repeated = Array(repeating: Array(table[3]), count: 100).enumerated().map {
                LabelledRow(values: $1, verdict: verdicts[$0 % verdicts.count])
            }
            let model = try FeedbackModel(forest: forest, labels: repeated)
            for index in 0..<50 {
                let judged = try model.judgedScore(Array(table[index]))
                #expect(judged.score > 0 && judged.score <= 1)
                #expect(judged.tailProbability > 0 && judged.tailProbability <= 1)
            }
        }
    }

    @Test("Nothing but yes, as strong as can be, never gives a score above 1")
    func allYes() throws {
        let (forest, table) = try forest()
        let model = try FeedbackModel(
            forest: forest, labels: labels(table, 300, verdicts: [.yes]),
            settings: FeedbackSettings(yesTailProbability: 1e-12, yesGain: 1, strength: 10))
        for row in 0..<table.rows {
            let judged = try model.judgedScore(Array(table[row]))
            #expect(judged.score <= 1 && judged.tailProbability > 0)
        }
        // Beyond the shortest path, too, what was raised more is judged higher.
        let paths = try (0..<table.rows).map { row in
            let leaves = try forest.leaves(of: Array(table[row]))
            return (leaves.pathSum + model.change(of: leaves), try model.judgedScore(of: leaves).score)
        }.sorted { $0.0 < $1.0 }
        #expect((paths.first?.0 ?? 0) < 100)
        for (lower, higher) in zip(paths, paths.dropFirst()) { #expect(lower.1 >= higher.1) }
    }

    @Test("Verdicts on rows of which too little is known are left out; single missing values are no hindrance")
    func missingValues() throws {
        let (forest, _) = try forest()
        let nothing: [Float] = [.nan, .nan, .infinity]
        let model = try FeedbackModel(
            forest: forest,
            labels: [
                LabelledRow(values: nothing, verdict: .no), LabelledRow(values: nothing, verdict: .yes),
                LabelledRow(values: [9, .nan, 9], verdict: .no),
            ])
        #expect(model.labelsUsed == 1)
        #expect(try model.judgedScore([9, .nan, 9]).score < forest.score([9, .nan, 9]))
        #expect(try model.judgedScore(nothing).score.isFinite)
    }

    @Test("A row of another length is refused with its number, a setting outside its range with its name")
    func refused() throws {
        let (forest, table) = try forest()
        let good = LabelledRow(values: Array(table[0]), verdict: .no)
        #expect(throws: ForestError.rowLength(row: 1, expected: 3, actual: 2)) {
            try FeedbackModel(forest: forest, labels: [good, LabelledRow(values: [1, 2], verdict: .yes)])
        }
        let model = try FeedbackModel(forest: forest, labels: [good])
        #expect(throws: ForestError.rowLength(row: 0, expected: 3, actual: 4)) { try model.judgedScore([1, 2, 3, 4]) }
        for settings in [
            FeedbackSettings(yesTailProbability: 0), FeedbackSettings(yesTailProbability: 0.6),
            FeedbackSettings(yesTailProbability: .nan), FeedbackSettings(noTailProbability: 1),
            FeedbackSettings(yesGain: -1), FeedbackSettings(strength: 0), FeedbackSettings(strength: .infinity),
            FeedbackSettings(boringWeight: 1.5),
        ] {
            #expect(throws: ForestError.self) {
                try FeedbackModel(forest: forest, labels: [good], settings: settings)
            }
        }
    }

    @Test("A forest that is not calibrated has no measure for verdicts, and needs none without them")
    func notCalibrated() throws {
        let table = try gaussianTable(rows: 300, features: 2, seed: 1)
        let forest = try grownTrees(0..<20, on: table, parameters: ForestParameters(trees: 20))
        #expect(throws: ForestError.self) {
            try FeedbackModel(forest: forest, labels: [LabelledRow(values: [0, 0], verdict: .no)])
        }
        let model = try FeedbackModel(forest: forest, labels: [])
        #expect(try model.judgedScore([3, 3]).score == forest.score([3, 3]))
    }
}
