/// The fit of leaf weights to verdicts: see <doc:Feedback>, whose symbols it uses.
struct FeedbackFit {
    let forest: Forest
    let settings: FeedbackSettings
    /// The verdicts that count.
    private(set) var verdicts: [FeedbackVerdict] = []
    /// The leaves of their rows.
    private(set) var leaves: [RowLeaves] = []

    /// The solution is exact to this much mean path, far less than scores are known to.
    static let tolerance = 1e-5

    init(forest: Forest, labels: [LabelledRow], settings: FeedbackSettings) throws(ForestError) {
        try settings.validate()
        guard forest.calibration != nil || labels.isEmpty else {
            throw .setting(name: "forest's calibration", value: "none", allowed: "one, for feedback to have a measure")
        }
        self.forest = forest
        self.settings = settings
        for (index, label) in labels.enumerated() {
            let found = try label.values.withUnsafeBufferPointer { row throws(ForestError) -> RowLeaves? in
                try forest.checkLength(of: row, index: index)
                return forest.isScoreable(row) ? try forest.leaves(of: row) : nil
            }
            guard let found else { continue }
            verdicts.append(label.verdict)
            leaves.append(found)
        }
    }

    /// What each leaf of the forest adds to a sum of path lengths; empty without verdicts.
    func changes() -> [Float] {
        guard !verdicts.isEmpty else { return [] }
        var changes = [Double](repeating: 0, count: forest.store.lengths.count)
        for (row, pull) in dual().minimum(tolerance: Self.tolerance).enumerated() where pull > 0 {
            for place in leaves[row].places { changes[place] -= sign(of: verdicts[row]) * pull }
        }
        return changes.map { Float($0) }
    }

    /// The dual problem, whose α are the pulls of the verdicts, in units of mean path.
    func dual() -> BoxedQuadratic {
        let strength = settings.strength * unit
        let paths = leaves.map { $0.pathSum / Double(forest.store.count) }
        return BoxedQuadratic(
            matrix: signedKernel(), linear: zip(verdicts, shortfalls(of: paths)).map { sign(of: $0) * $1 },
            limits: verdicts.map { $0 == .boring ? strength * settings.boringWeight : strength })
    }

    /// p − q: how much longer each row's mean path is in the forest than its verdict wants.
    private func shortfalls(of paths: [Double]) -> [Double] {
        let atYes = path(ofTailProbability: settings.yesTailProbability)
        let atNo = path(ofTailProbability: settings.noTailProbability)
        return zip(verdicts, paths).map { verdict, path in
            verdict == .yes ? max(path - atYes, settings.yesGain * unit) : path - atNo
        }
    }

    /// yᵢ yⱼ Kᵢⱼ, where Kᵢⱼ is the share of trees in which two rows come to the same leaf.
    private func signedKernel() -> [Double] {
        let count = verdicts.count
        let trees = forest.store.count
        // Most pairs share few leaves: so each row looks up those that came to its leaves before it.
        var latest = [Int](repeating: -1, count: forest.store.lengths.count)
        var earlier = [Int](repeating: -1, count: count * trees)
        var matrix = [Double](repeating: 0, count: count * count)
        for row in 0..<count {
            for (tree, place) in leaves[row].places.enumerated() {
                earlier[row * trees + tree] = latest[place]
                latest[place] = row
                var other = row
                while other >= 0 {
                    matrix[row * count + other] += 1
                    other = earlier[other * trees + tree]
                }
            }
            for other in 0...row {
                let share = matrix[row * count + other] / Double(trees)
                matrix[row * count + other] = sign(of: verdicts[row]) * sign(of: verdicts[other]) * share
                matrix[other * count + row] = matrix[row * count + other]
            }
        }
        return matrix
    }

    /// c(ψ).
    private var unit: Double { Mathematics.averagePathLength(forest.sampleSize) }

    /// 1 where the path is to be short, −1 where it is to be long.
    private func sign(of verdict: FeedbackVerdict) -> Double { verdict == .yes ? 1 : -1 }

    /// The mean path that belongs to a tail probability.
    private func path(ofTailProbability probability: Double) -> Double {
        // Wherever there is a verdict there is a calibration.
        guard let score = forest.score(ofTailProbability: probability) else { return unit }
        return -Mathematics.log(score) / Mathematics.log(2) * unit
    }
}
