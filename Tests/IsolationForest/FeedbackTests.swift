import Testing

@testable import IsolationForest

/// What verdicts do to scores.
@Suite struct FeedbackTests {
    /// A cloud of ordinary rows and two small groups far from it, on opposite sides.
    struct Sky {
        let forest: Forest
        let ordinary: [[Float]]
        let bogus: [[Float]]
        let novae: [[Float]]

        init(parameters: ForestParameters = ForestParameters(seed: 3)) throws {
            var random = RandomSource(seed: 11, stream: 0)
            func group(_ count: Int, around centre: [Float], spread: Double) -> [[Float]] {
                (0..<count).map { _ in centre.map { $0 + Float(spread * random.normal()) } }
            }
            ordinary = group(3_000, around: [0, 0, 0, 0], spread: 1)
            bogus = group(30, around: [6, 6, 0, 0], spread: 0.3)
            novae = group(30, around: [0, 0, -6, 6], spread: 0.3)
            forest = try trainedForest(on: table(ordinary + bogus + novae), parameters: parameters)
        }

        /// Some rows of each kind.
        var some: [[Float]] { Array(ordinary[..<200]) + bogus + novae }

        func judged(_ labels: [LabelledRow], settings: FeedbackSettings = .usual) throws -> FeedbackModel {
            try FeedbackModel(forest: forest, labels: labels, settings: settings)
        }

        /// How much feedback raises the scores of some rows.
        func rises(of rows: [[Float]], by model: FeedbackModel) throws -> [Double] {
            try rows.map { try model.judgedScore($0).score - forest.score($0) }
        }
    }

    let sky: Sky

    init() throws { sky = try Sky() }

    private func label(_ rows: some Sequence<[Float]>, _ verdict: FeedbackVerdict) -> [LabelledRow] {
        rows.map { LabelledRow(values: $0, verdict: verdict) }
    }

    @Test("Without verdicts score and tail probability are the forest's, to the bit")
    func nothingSaid() throws {
        let model = try sky.judged([])
        for row in sky.some + [[.nan, 1, .infinity, 0]] {
            let judged = try model.judgedScore(row)
            let score = try sky.forest.score(row)
            #expect(judged.score == score)
            #expect(judged.tailProbability == sky.forest.tailProbability(ofScore: score))
        }
        #expect(model.labelsUsed == 0)
    }

    @Test("Leaves give the path sum that scoring sums, to the bit, for each kind of tree")
    func leavesScore() throws {
        for choice in [ExtensionChoice.level(0), .level(1), .level(3), .mixed] {
            let forest = try Sky(parameters: ForestParameters(trees: 31, extensionChoice: choice, seed: 5)).forest
            for row in sky.some {
                let leaves = try forest.leaves(of: row)
                #expect(leaves.places.count == 31)
                #expect(try forest.score(ofPathSum: leaves.pathSum, trees: 31) == forest.score(row))
            }
        }
    }

    @Test("A no lowers its row and its like, and leaves other regions nearly as they are")
    func no() throws {
        let model = try sky.judged(label(sky.bogus.prefix(5), .no))
        let bogus = try sky.rises(of: sky.bogus, by: model)
        #expect(bogus.allSatisfy { $0 < -0.02 })
        // Groups share a leaf here and there, where no cut of a tree told them apart.
        #expect(try -mean(sky.rises(of: sky.novae, by: model)) < -mean(bogus) / 20)
        #expect(try sky.rises(of: sky.ordinary, by: model).allSatisfy { $0.magnitude < 0.05 })
        #expect(try mean(sky.rises(of: sky.ordinary, by: model).map { $0.magnitude }) < 0.001)
        // It is as ordinary as the median row, or nearly so.
        let tail = try model.judgedScore(sky.bogus[0]).tailProbability
        #expect(try sky.forest.tailProbability(ofScore: sky.forest.score(sky.bogus[0])) < 0.02)
        #expect(tail > 0.2)
    }

    @Test("A yes raises its row and its like, also where they are rare already")
    func yes() throws {
        let model = try sky.judged(label(sky.novae.prefix(5), .yes))
        let novae = try sky.rises(of: sky.novae, by: model)
        #expect(novae.allSatisfy { $0 > 0.02 })
        #expect(try mean(sky.rises(of: sky.bogus, by: model)) < mean(novae) / 20)
        for row in sky.novae.prefix(5) { #expect(try model.judgedScore(row).tailProbability <= 0.0001) }
        // Once more, on rows that the first yes already made rare: the goal is met from the forest, not from there.
        let twice = try sky.judged(label(sky.novae.prefix(5), .yes) + label(sky.novae.prefix(5), .yes))
        for row in sky.novae {
            #expect(try (twice.judgedScore(row).score - model.judgedScore(row).score).magnitude < 0.02)
        }
    }

    @Test("Boring lowers, by less than no where no is at its limit")
    func boring() throws {
        let settings = FeedbackSettings(strength: 0.1)
        let no = try sky.rises(of: sky.bogus, by: sky.judged(label([sky.bogus[0]], .no), settings: settings))
        let boring = try sky.rises(of: sky.bogus, by: sky.judged(label([sky.bogus[0]], .boring), settings: settings))
        #expect(boring[0] < 0)
        #expect(no[0] < 1.5 * boring[0])
        let none = FeedbackSettings(boringWeight: 0)
        #expect(try sky.judged(label(sky.bogus, .boring), settings: none).changes.allSatisfy { $0 == 0 })
    }

    @Test("Each verdict changes a mean path by no more than its strength times the shared leaves")
    func bounded() throws {
        let model = try sky.judged(label([sky.bogus[0]], .no))
        let most = FeedbackSettings.usual.strength * Mathematics.averagePathLength(sky.forest.sampleSize)
        let own = try sky.forest.leaves(of: sky.bogus[0]).places
        for row in sky.some {
            let leaves = try sky.forest.leaves(of: row)
            let shared = zip(own, leaves.places).count { $0 == $1 }
            #expect(model.change(of: leaves) >= 0)
            #expect(model.change(of: leaves) <= most * Double(shared) * 1.000_001)
            #expect(shared > 0 || model.change(of: leaves) == 0)
        }
    }

    @Test("The score falls steadily from a place unlike a rejected row to that row")
    func smooth() throws {
        let model = try sky.judged(label([sky.bogus[0]], .no))
        let (from, to) = (sky.novae[0], sky.bogus[0])
        let changes = try (0...400).map { step in
            let share = Float(step) / 400
            let row = zip(from, to).map { $0 + share * ($1 - $0) }
            return try model.change(of: sky.forest.leaves(of: row)) / 100
        }
        #expect(changes.first == 0)
        #expect((changes.last ?? 0) > 1)
        // One step in four hundred crosses few cuts of few trees.
        for (before, after) in zip(changes, changes.dropFirst()) { #expect((after - before).magnitude < 0.5) }
    }

    @Test("The shared forest is untouched by a model that was fitted on it")
    func sharedForest() throws {
        let before = sky.forest.serialized()
        _ = try sky.judged(label(sky.bogus, .no) + label(sky.novae, .yes))
        #expect(sky.forest.serialized() == before)
    }

    @Test("The same verdicts give the same bits; in another order, the same to a millionth of the score")
    func deterministic() throws {
        let labels = label(sky.bogus, .no) + label(sky.novae, .yes) + label(sky.ordinary.prefix(40), .boring)
        let model = try sky.judged(labels)
        #expect(try sky.judged(labels).changes == model.changes)
        let turned = try sky.judged(labels.reversed())
        for row in sky.some {
            #expect(try (turned.judgedScore(row).score - model.judgedScore(row).score).magnitude < 1e-6)
        }
    }

    @Test("Leaves of another forest are refused")
    func leavesOfAnother() throws {
        let model = try sky.judged(label(sky.bogus, .no))
        let other = try Sky(parameters: ForestParameters(seed: 4)).forest
        #expect(throws: ForestError.self) { try model.judgedScore(of: other.leaves(of: sky.bogus[0])) }
        let own = try model.judgedScore(of: sky.forest.leaves(of: sky.bogus[0]))
        #expect(try own == model.judgedScore(sky.bogus[0]))
    }

    @Test("On a new forest the same verdicts, fitted anew, do the same")
    func newForest() throws {
        let labels = label(sky.bogus.prefix(5), .no) + label(sky.novae.prefix(5), .yes)
        let newer = try Sky(parameters: ForestParameters(seed: 99))
        let model = try newer.judged(labels)
        #expect(try newer.rises(of: sky.bogus, by: model).allSatisfy { $0 < -0.02 })
        #expect(try newer.rises(of: sky.novae, by: model).allSatisfy { $0 > 0.02 })
    }
}
