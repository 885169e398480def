import CForestKernels

/// Walks scaled, padded rows down the trees of a `TreeStore`, whose checks it relies on.
struct TreeWalker {
    let forest: fk_forest
    let positions: (single: [Int32], pair: [Int32], dense: [Int32])
    let features: Int

    /// Adds, for each of `count` rows, the path lengths in all trees to its sum.
    ///
    /// Tree after tree, node after node, the rows that came to a node are sorted by the side of its cut: so a cut is
    /// loaded once for all of them, and rows fill the vectors.
    func addPathLengths(of rows: UnsafePointer<Float>, count: Int, to sums: UnsafeMutablePointer<Double>) {
        let stride = Int(forest.stride)
        let hasColumns = !positions.single.isEmpty || !positions.pair.isEmpty
        let workspaceSize = 3 * (count + 16)
        withUnsafeTemporaryAllocation(
            of: Float.self, capacity: workspaceSize + (hasColumns ? count * stride : 0)
        ) { memory in
            guard let workspace = memory.baseAddress else { return }
            let columns = workspace + workspaceSize
            if hasColumns { fk_turn(rows, Int32(count), Int32(stride), columns) }
            withUnsafePointer(to: forest) { forest in
                for trees in [positions.single, positions.pair, positions.dense] where !trees.isEmpty {
                    fk_add_path_lengths(
                        forest, trees, Int32(trees.count), rows, columns, Int32(count), sums, workspace)
                }
            }
        }
    }

    /// The sum of one row's path lengths in all trees.
    func pathLengthSum(of row: UnsafePointer<Float>) -> Double {
        withUnsafePointer(to: forest) { forest in
            fk_path_length_sum(forest, positions.single, Int32(positions.single.count), row)
                + fk_path_length_sum(forest, positions.pair, Int32(positions.pair.count), row)
                + fk_path_length_sum(forest, positions.dense, Int32(positions.dense.count), row)
        }
    }

    /// The sum of one row's path lengths in some trees.
    func pathLengthSum(of row: UnsafePointer<Float>, inTrees trees: [Int32]) -> Double {
        withUnsafePointer(to: forest) { fk_path_length_sum($0, trees, Int32(trees.count), row) }
    }

    /// One cut of a tree, as far as it tells features apart.
    struct Cut {
        fileprivate let kind: fk_kind
        fileprivate let node: fk_node
        fileprivate let coefficients: UnsafePointer<Float>
        fileprivate let features: Int

        /// Calls `body` with feature and coefficient of each term; terms of coefficient 0 may be among them.
        @inline(__always)
        func forEachTerm(_ body: (_ feature: Int, _ coefficient: Float) -> Void) {
            switch kind {
            case FK_SINGLE: body(Int(node.first), 1)
            case FK_PAIR:
                body(Int(node.first), coefficients[0])
                body(Int(node.second), coefficients[1])
            default: for feature in 0..<features { body(feature, coefficients[feature]) }
            }
        }
    }

    /// Calls `body` with each cut on a row's way down a tree, and how much shorter than expected it makes the path:
    /// c(n) − 1 − c(m), where it leaves m of n sample rows beside the row.
    func visitCuts(inTree position: Int, of row: UnsafePointer<Float>, _ body: (_ cut: Cut, _ gain: Double) -> Void) {
        let tree = forest.trees[position]
        let nodes = forest.nodes + Int(tree.first_node)
        let coefficients = forest.coefficients + Int(tree.first_coefficient)
        let perCut = tree.kind == FK_SINGLE ? 0 : tree.kind == FK_PAIR ? 2 : Int(forest.stride)
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: Int(tree.depth) + 1) { path in
            let count = withUnsafePointer(to: forest) { fk_path($0, Int32(position), row, path.baseAddress) }
            for step in 0..<Int(count) - 1 {
                let node = nodes[Int(path[step])]
                let child = nodes[Int(path[step + 1])]
                body(
                    Cut(
                        kind: tree.kind, node: node, coefficients: coefficients + Int(node.left) / 2 * perCut,
                        features: features),
                    Double(node.length) - Double(child.length))
            }
        }
    }
}
