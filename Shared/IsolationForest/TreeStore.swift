/// All trees of a forest in a few flat arrays, laid out for walking.
///
/// Arrays are checked here, where trees come in; walks rely on it and do no checks of their own: every leaf can be
/// reached by going down only, every cut's features are below the number of features, and children lie after parents.
struct TreeStore: Sendable {
    /// A node of a tree: a cut or a leaf.
    struct Node {
        /// The threshold n·p of a cut; the path length, depth + c(size), of a leaf.
        var value: Float
        /// The number of the cut in its tree, or −1 for a leaf.
        var cut: Int32
    }

    /// How the normals of a tree are laid out.
    enum Normals {
        /// One feature a cut, of coefficient 1.
        case single
        /// Two features and two coefficients a cut.
        case pair
        /// One coefficient for each feature, padded with zeros.
        case dense
    }

    /// Where a tree lies in the arrays.
    struct Entry {
        let termsPerCut: Int
        let normals: Normals
        let firstNode: Int
        let nodeCount: Int
        let firstCut: Int
        let firstTerm: Int
        let firstCoefficient: Int
    }

    let features: Int
    let stride: Int
    private(set) var entries: [Entry] = []
    private(set) var nodes: [Node] = []
    /// Sample rows in each node.
    private(set) var sizes: [UInt32] = []
    /// Features of the terms of single and pair cuts.
    private(set) var termFeatures: [UInt16] = []
    /// Coefficients of pair and dense cuts.
    private(set) var coefficients: [Float] = []
    private var cutCount = 0

    init(features: Int) {
        self.features = features
        stride = Projection.stride(features: features)
    }

    /// Adds a tree whose shape holds: as many cuts, leaves and terms as its nodes say.
    mutating func append(_ tree: Tree) {
        let normals: Normals =
            switch tree.termsPerCut {
            case 1: .single
            case 2: .pair
            default: .dense
            }
        let cuts = tree.thresholds.count
        entries.append(
            Entry(
                termsPerCut: tree.termsPerCut, normals: normals, firstNode: nodes.count, nodeCount: tree.isCut.count,
                firstCut: cutCount, firstTerm: termFeatures.count, firstCoefficient: coefficients.count))
        cutCount += cuts
        let (treeSizes, depths) = tree.sizesAndDepths()
        sizes += treeSizes
        var cut = 0
        for (node, isCut) in tree.isCut.enumerated() {
            if isCut {
                nodes.append(Node(value: tree.thresholds[cut], cut: Int32(cut)))
                cut += 1
            } else {
                let length = Double(depths[node]) + Mathematics.averagePathLength(Int(treeSizes[node]))
                nodes.append(Node(value: Float(length), cut: -1))
            }
        }
        switch normals {
        case .single: termFeatures += tree.termFeatures
        case .pair:
            termFeatures += tree.termFeatures
            coefficients += tree.coefficients
        case .dense:
            let first = coefficients.count
            coefficients += repeatElement(0, count: cuts * stride)
            for term in tree.coefficients.indices where tree.coefficients[term] != 0 {
                let cut = term / tree.termsPerCut
                coefficients[first + cut * stride + Int(tree.termFeatures[term])] = tree.coefficients[term]
            }
        }
    }

    /// The tree at a position, as it was added.
    func tree(at position: Int) -> Tree {
        let entry = entries[position]
        var tree = Tree(termsPerCut: entry.termsPerCut)
        for node in entry.firstNode..<(entry.firstNode + entry.nodeCount) {
            let isCut = nodes[node].cut >= 0
            tree.isCut.append(isCut)
            if isCut { tree.thresholds.append(nodes[node].value) } else { tree.leafSizes.append(sizes[node]) }
        }
        let terms = tree.thresholds.count * entry.termsPerCut
        switch entry.normals {
        case .single: tree.termFeatures = Array(termFeatures[entry.firstTerm..<entry.firstTerm + terms])
        case .pair:
            tree.termFeatures = Array(termFeatures[entry.firstTerm..<entry.firstTerm + terms])
            tree.coefficients = Array(coefficients[entry.firstCoefficient..<entry.firstCoefficient + terms])
        case .dense:
            for cut in tree.thresholds.indices {
                let normal = coefficients[(entry.firstCoefficient + cut * stride)...].prefix(features)
                if entry.termsPerCut == features {
                    tree.termFeatures += (0..<features).map { UInt16($0) }
                    tree.coefficients += normal
                    continue
                }
                let nonZero = normal.enumerated().filter { $0.element != 0 }
                let padding = entry.termsPerCut - nonZero.count
                tree.termFeatures += nonZero.map { UInt16($0.offset) } + Array(repeating: 0, count: padding)
                tree.coefficients += nonZero.map(\.element) + Array(repeating: 0, count: padding)
            }
        }
        return tree
    }

    /// Calls `body` with pointers into the arrays, good for the time of the call.
    func withWalker<Result, Failure: Error>(
        _ body: (TreeWalker) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try nodes.withUnsafeBufferPointer { nodes throws(Failure) in
            try termFeatures.withUnsafeBufferPointer { termFeatures throws(Failure) in
                try coefficients.withUnsafeBufferPointer { coefficients throws(Failure) in
                    try entries.withUnsafeBufferPointer { entries throws(Failure) in
                        try body(
                            TreeWalker(
                                entries: entries, nodes: nodes, termFeatures: termFeatures,
                                coefficients: coefficients, features: features, stride: stride))
                    }
                }
            }
        }
    }
}
