import CForestKernels

/// All trees of a forest in a few flat arrays, laid out for walking by the kernels.
///
/// Arrays are checked where trees come in; walks rely on it and do no checks of their own: every leaf can be reached by
/// going down only, every cut's features are below the number of features, and children lie after parents.
struct TreeStore: Sendable {
    let features: Int
    /// Length of a row, padded with zeros to whole vectors.
    let stride: Int
    /// Where each tree lies; its leaves begin at (first node + position) / 2.
    private(set) var trees: [fk_tree] = []
    var nodes: [fk_node] = []
    /// Sample rows in each leaf.
    var leafSizes: [UInt32] = []
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

    /// The place of the next tree; its nodes, leaf sizes and coefficients are put at the ends of the arrays, and then it is
    /// added.
    var nextTree: fk_tree {
        fk_tree(
            first_node: Int64(nodes.count), first_coefficient: Int64(coefficients.count), node_count: 0, depth: 0,
            terms: 0, kind: FK_SINGLE)
    }

    /// Adds a tree whose nodes, leaf sizes and coefficients are at the ends of the arrays.
    mutating func add(_ tree: fk_tree) {
        let position = Int32(trees.count)
        trees.append(tree)
        switch tree.kind {
        case FK_SINGLE: positions.single.append(position)
        case FK_PAIR: positions.pair.append(position)
        default: positions.dense.append(position)
        }
    }

    /// Adds the trees of another store at some of its positions.
    mutating func append(_ other: TreeStore, at chosen: Range<Int>) {
        for position in chosen {
            var tree = other.trees[position]
            let nodeRange = other.nodeRange(ofTree: position)
            let leafRange = other.leafRange(ofTree: position)
            let first = Int(tree.first_coefficient)
            let size = (nodeRange.count / 2) * coefficientsPerCut(tree.kind)
            let place = nextTree
            tree.first_node = place.first_node
            tree.first_coefficient = place.first_coefficient
            nodes.append(contentsOf: other.nodes[nodeRange])
            leafSizes.append(contentsOf: other.leafSizes[leafRange])
            coefficients.append(contentsOf: other.coefficients[first..<first + size])
            add(tree)
        }
    }

    /// The nodes of a tree.
    func nodeRange(ofTree position: Int) -> Range<Int> {
        let first = Int(trees[position].first_node)
        return first..<first + Int(trees[position].node_count)
    }

    /// The leaves of a tree, in the order of its nodes.
    func leafRange(ofTree position: Int) -> Range<Int> {
        let first = (Int(trees[position].first_node) + position) / 2
        return first..<first + (Int(trees[position].node_count) + 1) / 2
    }

    /// Calls `body` with pointers into the arrays, good for the time of the call.
    func withWalker<Result>(_ body: (TreeWalker) -> Result) -> Result {
        trees.withUnsafeBufferPointer { trees in
            nodes.withUnsafeBufferPointer { nodes in
                coefficients.withUnsafeBufferPointer { coefficients in
                    body(
                        TreeWalker(
                            forest: fk_forest(
                                trees: trees.baseAddress, nodes: nodes.baseAddress,
                                coefficients: coefficients.baseAddress, stride: Int32(stride)),
                            positions: positions, features: features))
                }
            }
        }
    }
}
