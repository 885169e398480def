/// The trees of a forest whose cuts are of one kind, as flat arrays of all their nodes.
///
/// A leaf is a cut that nothing is above, with itself as its left child: walks that are done stay where they are.
struct ONNXTrees {
    /// The number of each tree's first node.
    private(set) var roots: [Int32] = []
    /// Cuts on the longest way down.
    private(set) var depth = 0
    /// n·p of each cut, infinite for a leaf.
    private(set) var thresholds: [Float] = []
    /// The number of each node's left child; the right one is the next.
    private(set) var leftChildren: [Int32] = []
    /// depth + c(size) of each leaf, 0 for a cut.
    private(set) var pathLengths: [Float] = []
    /// The number of each node's cut, 0 for a leaf.
    private(set) var cuts: [Int32] = []
    /// Features of the terms of each cut, where it has one or two.
    private(set) var termFeatures: [Int32] = []
    /// Coefficients of each cut: two, or one for each feature and zeros up to the stride.
    private(set) var coefficients: [Float] = []
    let normals: TreeStore.Normals

    private let stride: Int
    private var cutCount: Int32 = 0

    /// Those trees of a forest that have such normals.
    init(of store: TreeStore, normals: TreeStore.Normals) {
        self.normals = normals
        stride = store.stride
        for position in store.entries.indices where store.entries[position].normals == normals {
            append(store.tree(at: position))
        }
        // A leaf's cut is looked at too, though it decides nothing, so there must be one.
        if cutCount == 0 { appendNormal([], []) }
    }

    private mutating func append(_ tree: Tree) {
        let root = Int32(thresholds.count)
        roots.append(root)
        let (sizes, depths) = tree.sizesAndDepths()
        depth = max(depth, depths.max() ?? 0)
        var cut = 0
        for node in tree.isCut.indices {
            if tree.isCut[node] {
                thresholds.append(tree.thresholds[cut])
                leftChildren.append(root + Int32(2 * cut + 1))
                pathLengths.append(0)
                cuts.append(cutCount)
                let terms = cut * tree.termsPerCut..<(cut + 1) * tree.termsPerCut
                appendNormal(tree.termFeatures[terms], normals == .single ? [] : tree.coefficients[terms])
                cut += 1
            } else {
                thresholds.append(.infinity)
                leftChildren.append(root + Int32(node))
                pathLengths.append(Float(Double(depths[node]) + Mathematics.averagePathLength(Int(sizes[node]))))
                cuts.append(0)
            }
        }
    }

    private mutating func appendNormal(_ features: ArraySlice<UInt16>, _ values: ArraySlice<Float>) {
        cutCount += 1
        switch normals {
        case .single: termFeatures += features.isEmpty ? [0] : features.map { Int32($0) }
        case .pair:
            termFeatures += features.isEmpty ? [0, 0] : features.map { Int32($0) }
            coefficients += values.isEmpty ? [0, 0] : Array(values)
        case .dense:
            let first = coefficients.count
            coefficients += repeatElement(0, count: stride)
            for (feature, value) in zip(features, values) where value != 0 {
                coefficients[first + Int(feature)] = value
            }
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
        let pathLengths = constant(ONNXTensor(trees.pathLengths, shape: nodeCount))
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
        let lengths = node("Cast", [node("Gather", [pathLengths, end], [.axis(0)])], [.to(.double)])
        return node("ReduceSum", [lengths, constant([1])], [.number("keepdims", 0)])
    }

    /// n·x of the cuts at which rows stand, float [rows, trees], added up as `Projection` does.
    private mutating func projection(
        of rows: ONNXValue, features: Int, on trees: ONNXTrees
    ) -> (_ graph: inout ONNXGraph, _ place: ONNXValue) -> ONNXValue {
        let cuts = constant(ONNXTensor(trees.cuts, shape: [trees.cuts.count]))
        switch trees.normals {
        case .single:
            let feature = constant(ONNXTensor(trees.termFeatures, shape: [trees.termFeatures.count]))
            return { graph, place in
                let cut = graph.node("Gather", [cuts, place], [.axis(0)])
                return graph.node(
                    "GatherElements", [rows, graph.node("Gather", [feature, cut], [.axis(0)])], [.axis(1)])
            }
        case .pair:
            let terms = (0..<2).map { term in
                let places = stride(from: term, to: trees.termFeatures.count, by: 2)
                return (
                    feature: constant(
                        ONNXTensor(places.map { trees.termFeatures[$0] }, shape: [places.underestimatedCount])),
                    coefficient: constant(
                        ONNXTensor(places.map { trees.coefficients[$0] }, shape: [places.underestimatedCount]))
                )
            }
            return { graph, place in
                let cut = graph.node("Gather", [cuts, place], [.axis(0)])
                let products = terms.map { term in
                    let feature = graph.node("Gather", [term.feature, cut], [.axis(0)])
                    let value = graph.node("GatherElements", [rows, feature], [.axis(1)])
                    return graph.node("Mul", [graph.node("Gather", [term.coefficient, cut], [.axis(0)]), value])
                }
                return graph.node("Add", products)
            }
        case .dense:
            let lanes = Projection.lanes
            let width = Projection.stride(features: features)
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
