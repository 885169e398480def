import CForestKernels

/// The trees of a forest whose cuts are of one kind, as flat arrays of all their nodes.
///
/// A leaf is a cut that nothing is above, with itself as its left child: walks that are done stay where they are.
struct ONNXTrees {
    let kind: fk_kind
    /// The number of each tree's first node.
    private(set) var roots: [Int32] = []
    /// Cuts on the longest way down.
    private(set) var depth = 0
    /// n·p of each cut, infinite for a leaf.
    private(set) var thresholds: [Float] = []
    /// The number of each node's left child; the right one is the next.
    private(set) var leftChildren: [Int32] = []
    /// The path length of each leaf.
    private(set) var lengths: [Float] = []
    /// The features of cuts along one or two.
    private(set) var firstFeatures: [Int32] = []
    private(set) var secondFeatures: [Int32] = []
    /// The number of each node's cut, 0 for a leaf.
    private(set) var cuts: [Int32] = []
    /// Coefficients of each cut: none, two, or one for each feature and zeros up to the stride.
    private(set) var coefficients: [Float] = []

    private var cutCount: Int32 = 0

    /// The trees of a forest, those of each kind together.
    static func all(of store: TreeStore) -> [ONNXTrees] {
        var kinds = [FK_SINGLE, FK_PAIR, FK_DENSE].map { ONNXTrees(kind: $0) }
        for position in 0..<store.count {
            let tree = store.tree(at: position)
            for index in kinds.indices where kinds[index].kind == TreeStore.kind(terms: tree.termsPerCut) {
                kinds[index].append(tree, coefficientsPerCut: store.coefficientsPerCut(kinds[index].kind))
            }
        }
        for index in kinds.indices where kinds[index].cutCount == 0 {
            // A leaf's cut is looked at too, though it decides nothing, so there must be one.
            kinds[index].coefficients = [Float](
                repeating: 0, count: store.coefficientsPerCut(kinds[index].kind))
        }
        return kinds.filter { !$0.roots.isEmpty }
    }

    private init(kind: fk_kind) {
        self.kind = kind
    }

    private mutating func append(_ tree: Tree, coefficientsPerCut: Int) {
        let root = Int32(thresholds.count)
        roots.append(root)
        let (sizes, depths) = tree.sizesAndDepths()
        depth = max(depth, depths.max() ?? 0)
        var cut = 0
        for node in tree.isCut.indices {
            guard tree.isCut[node] else {
                thresholds.append(.infinity)
                leftChildren.append(root + Int32(node))
                lengths.append(Float(Double(depths[node]) + Mathematics.averagePathLength(Int(sizes[node]))))
                firstFeatures.append(0)
                secondFeatures.append(0)
                cuts.append(0)
                continue
            }
            thresholds.append(tree.thresholds[cut])
            leftChildren.append(root + Int32(2 * cut + 1))
            lengths.append(0)
            cuts.append(cutCount)
            let terms = cut * tree.termsPerCut..<(cut + 1) * tree.termsPerCut
            let features = tree.termFeatures[terms].map { Int32($0) }
            firstFeatures.append(features[0])
            secondFeatures.append(features.count > 1 ? features[1] : 0)
            if kind == FK_PAIR {
                coefficients += tree.coefficients[terms]
            } else if kind == FK_DENSE {
                var normal = [Float](repeating: 0, count: coefficientsPerCut)
                // A cut of fewer terms ends in coefficients of 0, all of feature 0.
                for (feature, value) in zip(features, tree.coefficients[terms]) where value != 0 {
                    normal[Int(feature)] = value
                }
                coefficients += normal
            }
            cutCount += 1
            cut += 1
        }
    }
}

extension ONNXGraph {
    /// The path lengths of rows summed over trees, exact, double [rows].
    ///
    /// All rows go down all trees together, a cut at each step.
    ///
    /// - Parameter rows: Scaled rows, float [rows, features].
    mutating func pathSums(of rows: ONNXValue, features: Int, in trees: ONNXTrees) -> ONNXValue {
        let nodeCount = [trees.thresholds.count]
        let thresholds = constant(ONNXTensor(trees.thresholds, shape: nodeCount))
        let leftChildren = constant(ONNXTensor(trees.leftChildren, shape: nodeCount))
        let lengths = constant(ONNXTensor(trees.lengths, shape: nodeCount))
        let roots = constant(ONNXTensor(trees.roots, shape: [1, trees.roots.count]))
        let rowCount = node("Shape", [rows], [.number("start", 0), .number("end", 1)])
        let start = node("Expand", [roots, node("Concat", [rowCount, constant([1])], [.axis(0)])])

        let projection = projection(of: rows, features: features, on: trees)
        let end = loop("walk", count: constant(trees.depth), carrying: start, .int32, dimensions: 2) {
            graph, _, place in
            let projected = projection(&graph, place)
            let isRight = graph.node("Greater", [projected, graph.node("Gather", [thresholds, place], [.axis(0)])])
            return graph.node(
                "Add",
                [
                    graph.node("Gather", [leftChildren, place], [.axis(0)]),
                    graph.node("Cast", [isRight], [.to(.int32)]),
                ])
        }
        let found = node("Cast", [node("Gather", [lengths, end], [.axis(0)])], [.to(.double)])
        return node("ReduceSum", [found, constant([1])], [.number("keepdims", 0)])
    }

    /// n·x of the cuts at which rows stand, float [rows, trees], added up as the kernels do.
    private mutating func projection(
        of rows: ONNXValue, features: Int, on trees: ONNXTrees
    ) -> (_ graph: inout ONNXGraph, _ place: ONNXValue) -> ONNXValue {
        func values(_ features: ONNXValue, _ graph: inout ONNXGraph, _ place: ONNXValue) -> ONNXValue {
            graph.node("GatherElements", [rows, graph.node("Gather", [features, place], [.axis(0)])], [.axis(1)])
        }
        let nodeCount = [trees.thresholds.count]
        if trees.kind == FK_SINGLE {
            let features = constant(ONNXTensor(trees.firstFeatures, shape: nodeCount))
            return { graph, place in values(features, &graph, place) }
        }

        let cuts = constant(ONNXTensor(trees.cuts, shape: nodeCount))
        if trees.kind == FK_PAIR {
            let first = constant(ONNXTensor(trees.firstFeatures, shape: nodeCount))
            let second = constant(ONNXTensor(trees.secondFeatures, shape: nodeCount))
            let terms = [first, second].enumerated().map { term, features in
                let places = Array(stride(from: term, to: trees.coefficients.count, by: 2))
                let coefficients = ONNXTensor(places.map { trees.coefficients[$0] }, shape: [places.count])
                return (features: features, coefficients: constant(coefficients))
            }
            return { graph, place in
                let cut = graph.node("Gather", [cuts, place], [.axis(0)])
                let products = terms.map { term in
                    let coefficients = graph.node("Gather", [term.coefficients, cut], [.axis(0)])
                    return graph.node("Mul", [coefficients, values(term.features, &graph, place)])
                }
                return graph.node("Add", products)
            }
        }

        let lanes = Int(FK_LANES)
        let width = TreeStore.stride(features: features)
        let normals = constant(
            ONNXTensor(trees.coefficients, shape: [trees.coefficients.count / width, width / lanes, lanes]))
        let padding = constant([0, 0, 0, width - features])
        let padded = node("Reshape", [node("Pad", [rows, padding]), constant([-1, 1, width / lanes, lanes])])
        return { graph, place in
            let cut = graph.node("Gather", [cuts, place], [.axis(0)])
            let products = graph.node("Mul", [graph.node("Gather", [normals, cut], [.axis(0)]), padded])
            return graph.foldedLanes(products, eights: width / lanes)
        }
    }

    /// The sum over the last two axes, of `eights` and of eight numbers: eight after eight, then in halves.
    private mutating func foldedLanes(_ products: ONNXValue, eights: Int) -> ONNXValue {
        let parts = eights == 1 ? [products] : nodes("Split", [products], outputs: eights, [.axis(2)])
        var sum = parts[0]
        for part in parts.dropFirst() { sum = node("Add", [sum, part]) }
        for _ in 0..<3 { sum = node("Add", nodes("Split", [sum], outputs: 2, [.axis(3)])) }
        return node("Squeeze", [sum, constant([2, 3])])
    }
}
