extension Forest {
    /// The version of the stored form that `serialized()` writes and `init(serialized:)` reads.
    public static var storedFormVersion: UInt32 { StoredForm.version }

    /// How its trees cut, each kind in a few words with the number of such trees, in the order of the first of each.
    public var treeKinds: [(kind: String, trees: Int)] {
        var kinds: [(kind: String, trees: Int)] = []
        for index in treeRange {
            let cuts = parameters.cuts(ofTree: index, features: features.count)
            let kind =
                switch cuts {
                case .level(let level): "level \(level)"
                case .few: "\(cuts.termsPerCut(features: features.count)) features"
                case .deviations: "4 features and deviations"
                }
            if let known = kinds.firstIndex(where: { $0.kind == kind }) {
                kinds[known].trees += 1
            } else {
                kinds.append((kind, 1))
            }
        }
        return kinds
    }

    /// How much each feature takes part in the cuts: none negative, in sum 1.
    ///
    /// A cut counts by the sample rows that it separates, and is shared among its features in proportion to
    /// |coefficient · spread|, so that units do not matter.
    public var featureUse: [Double] {
        var use = [Double](repeating: 0, count: features.count)
        let units: [Double] =
            switch scaling.choice {
            case .robust: use.map { _ in 1 }
            case .none: scaling.spreads.map { Double($0) }
            }
        for position in 0..<store.count {
            let tree = store.tree(at: position)
            let sizes = tree.sizesAndDepths().sizes
            for (cut, node) in tree.isCut.indices.lazy.filter({ tree.isCut[$0] }).enumerated() {
                let terms = cut * tree.termsPerCut..<(cut + 1) * tree.termsPerCut
                let parts = terms.map { term in
                    let feature = Int(tree.termFeatures[term])
                    let coefficient = tree.coefficients.isEmpty ? 1 : Double(tree.coefficients[term])
                    return (feature: feature, weight: (coefficient * units[feature]).magnitude)
                }
                let whole = parts.reduce(0) { $0 + $1.weight }
                if whole > 0 {
                    for part in parts { use[part.feature] += Double(sizes[node]) * part.weight / whole }
                }
            }
        }
        let sum = use.reduce(0, +)
        return sum > 0 ? use.map { $0 / sum } : use
    }

    /// The lowest score whose tail probability is not above `probability`; nil for a forest that is not calibrated.
    ///
    /// - Parameter probability: In (0, 1).
    public func score(ofTailProbability probability: Double) -> Double? {
        guard calibration != nil else { return nil }
        var low = 0.0
        var high = 1.0
        // Each step halves the interval; after as many nothing lies between.
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if tailProbability(ofScore: middle) <= probability { high = middle } else { low = middle }
        }
        return high
    }
}
