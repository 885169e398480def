import CForestKernels

/// All trees of a forest in a few flat arrays, laid out for walking by the kernels.
///
/// Arrays are checked where trees come in; walks rely on it and do no checks of their own: every leaf can be reached by
/// going down only, every cut's features are below the number of features, and children come after parents.
struct TreeStore: Sendable {
    let features: Int
    /// Length of a row, padded with zeros to whole vectors.
    let stride: Int
    /// Where each tree lies.
    private(set) var trees: [fk_tree] = []
    var cuts: [fk_cut] = []
    /// Sample rows in each leaf, and its path length.
    var leafSizes: [UInt32] = []
    var lengths: [Float] = []
    /// Coefficients of cuts along two features, two each, and along more, `stride` each.
    var coefficients: [Float] = []
    /// Positions of the trees that cut along one feature, two, and more.
    private(set) var positions: (single: [Int32], pair: [Int32], dense: [Int32]) = ([], [], [])

    init(features: Int) {
        self.features = features
        stride = Self.stride(features: features)
    }

    /// The length of a row of so many features, padded to whole vectors.
    static func stride(features: Int) -> Int { (features + Int(FK_LANES) - 1) / Int(FK_LANES) * Int(FK_LANES) }

    var count: Int { trees.count }

    /// How trees of cuts with so many terms keep their normals.
    static func kind(terms: Int) -> fk_kind { terms == 1 ? FK_SINGLE : terms == 2 ? FK_PAIR : FK_DENSE }

    /// Coefficients kept for each cut.
    func coefficientsPerCut(_ kind: fk_kind) -> Int { kind == FK_SINGLE ? 0 : kind == FK_PAIR ? 2 : stride }

    /// The place of the next tree; its cuts, leaves and coefficients are put at the ends of the arrays, and then it is
    /// added.
    var nextTree: fk_tree {
        fk_tree(
            first_cut: Int64(cuts.count), first_leaf: Int64(leafSizes.count),
            first_coefficient: Int64(coefficients.count), cuts: 0, depth: 0, terms: 0, kind: FK_SINGLE)
    }

    /// Adds a tree whose cuts, leaves and coefficients are in the arrays.
    mutating func add(_ tree: fk_tree) {
        let position = Int32(trees.count)
        trees.append(tree)
        switch tree.kind {
        case FK_SINGLE: positions.single.append(position)
        case FK_PAIR: positions.pair.append(position)
        default: positions.dense.append(position)
        }
    }

    /// Adds trees whose cuts, leaves and coefficients are in the arrays.
    mutating func add(_ places: [fk_tree]) {
        trees.reserveCapacity(trees.count + places.count)
        positions.single.reserveCapacity(places.lazy.filter { $0.kind == FK_SINGLE }.count)
        for place in places { add(place) }
    }

    /// Adds the trees of another store at some of its positions.
    mutating func append(_ other: TreeStore, at chosen: Range<Int>) {
        guard let first = chosen.first, let last = chosen.last else { return }
        // Trees lie one behind another, and so do all parts of them.
        let place = nextTree
        let (from, to) = (other.trees[first], other.trees[last])
        let firstCoefficient = Int(from.first_coefficient)
        let endOfCoefficients = Int(to.first_coefficient) + Int(to.cuts) * coefficientsPerCut(to.kind)
        cuts.append(contentsOf: other.cuts[from.cutRange.lowerBound..<to.cutRange.upperBound])
        leafSizes.append(contentsOf: other.leafSizes[from.leafRange.lowerBound..<to.leafRange.upperBound])
        lengths.append(contentsOf: other.lengths[from.leafRange.lowerBound..<to.leafRange.upperBound])
        coefficients.append(contentsOf: other.coefficients[firstCoefficient..<endOfCoefficients])
        for position in chosen {
            var tree = other.trees[position]
            tree.first_cut += place.first_cut - from.first_cut
            tree.first_leaf += place.first_leaf - from.first_leaf
            tree.first_coefficient += place.first_coefficient - from.first_coefficient
            add(tree)
        }
    }

    /// Makes room for as many cuts, leaves and coefficients as stores have together.
    mutating func reserve(for stores: [TreeStore]) {
        cuts.reserveCapacity(stores.reduce(0) { $0 + $1.cuts.count })
        leafSizes.reserveCapacity(stores.reduce(0) { $0 + $1.leafSizes.count })
        lengths.reserveCapacity(stores.reduce(0) { $0 + $1.lengths.count })
        coefficients.reserveCapacity(stores.reduce(0) { $0 + $1.coefficients.count })
    }

    /// Calls `body` with pointers into the arrays, good for the time of the call.
    func withWalker<Result>(_ body: (TreeWalker) -> Result) -> Result {
        trees.withUnsafeBufferPointer { trees in
            cuts.withUnsafeBufferPointer { cuts in
                lengths.withUnsafeBufferPointer { lengths in
                    coefficients.withUnsafeBufferPointer { coefficients in
                        body(
                            TreeWalker(
                                forest: fk_forest(
                                    trees: trees.baseAddress, cuts: cuts.baseAddress, lengths: lengths.baseAddress,
                                    coefficients: coefficients.baseAddress, stride: Int32(stride)),
                                store: self))
                    }
                }
            }
        }
    }
}

extension fk_tree {
    /// Its cuts in the forest's array.
    var cutRange: Range<Int> { Int(first_cut)..<Int(first_cut) + Int(cuts) }

    /// Its leaves in the forest's arrays.
    var leafRange: Range<Int> { Int(first_leaf)..<Int(first_leaf) + Int(cuts) + 1 }
}
