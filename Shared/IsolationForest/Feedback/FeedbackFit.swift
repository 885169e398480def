/// The fit of leaf weights to verdicts.
struct FeedbackFit {
    let forest: Forest
    let settings: FeedbackSettings
    /// Leaves of each row whose verdict counts.
    let leaves: [RowLeaves]
    let verdicts: [FeedbackVerdict]

    init(forest: Forest, labels: [LabelledRow], settings: FeedbackSettings) throws(ForestError) {
        self.forest = forest
        self.settings = settings
        var leaves: [RowLeaves] = []
        var verdicts: [FeedbackVerdict] = []
        for (index, label) in labels.enumerated() {
            let found = try label.values.withUnsafeBufferPointer { row throws(ForestError) -> RowLeaves? in
                try forest.checkLength(of: row, index: index)
                return forest.isScoreable(row) ? try forest.leaves(of: row) : nil
            }
            guard let found else { continue }
            leaves.append(found)
            verdicts.append(label.verdict)
        }
        self.leaves = leaves
        self.verdicts = verdicts
    }

    /// What each leaf of the forest adds to the sum of path lengths; empty without verdicts.
    func changes() -> [Float] {
        guard !leaves.isEmpty else { return [] }
        let pushes = problem.minimum(tolerance: 1e-7)
        var changes = [Double](repeating: 0, count: forest.store.lengths.count)
        for (row, push) in pushes.enumerated() {
            for place in leaves[row].places { changes[place] -= sign(row) * push }
        }
        return changes.map { Float($0) }
    }

    /// The dual problem: α of each verdict, in units of mean path.
    var problem: BoxedQuadratic {
        let count = leaves.count
        let trees = forest.store.count
        let unit = Mathematics.averagePathLength(forest.sampleSize)
        var matrix = [Double](repeating: 0, count: count * count)
        for row in 0..<count {
            for other in 0...row {
                var shared = 0
                for tree in 0..<trees where leaves[row].places[tree] == leaves[other].places[tree] { shared += 1 }
                let value = sign(row) * sign(other) * Double(shared) / Double(trees)
                matrix[row * count + other] = value
                matrix[other * count + row] = value
            }
        }
        let linear = leaves.indices.map { row in
            sign(row) * (forest.pathSum(of: leaves[row]) / Double(trees) - wantedPath(verdicts[row]))
        }
        let limits = verdicts.map { settings.strength * unit * ($0 == .boring ? settings.boringWeight : 1) }
        return BoxedQuadratic(matrix: matrix, linear: linear, limits: limits)
    }

    /// 1 where the path is to be short, −1 where it is to be long.
    private func sign(_ row: Int) -> Double { verdicts[row] == .yes ? 1 : -1 }

    /// The mean path at which a row with this verdict is where it should be.
    private func wantedPath(_ verdict: FeedbackVerdict) -> Double {
        let tail = verdict == .yes ? settings.yesTailProbability : settings.noTailProbability
        let score = forest.score(ofTailProbability: tail) ?? 0.5
        return -Mathematics.log(score) / Mathematics.log(2) * Mathematics.averagePathLength(forest.sampleSize)
    }
}
