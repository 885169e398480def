import CForestKernels

/// Walks scaled, padded rows down the trees of a `TreeStore`, whose checks it relies on.
struct TreeWalker {
    let forest: fk_forest
    let store: TreeStore

    /// Adds, for each of `count` rows, the path lengths in all trees to its sum.
    ///
    /// Tree after tree, node after node, the rows that came to a node are sorted by the side of its cut: so a cut is
    /// loaded once for all of them, and rows fill the vectors.
    func addPathLengths(of rows: UnsafePointer<Float>, count: Int, to sums: UnsafeMutablePointer<Double>) {
        let stride = Int(forest.stride)
        let hasColumns = !store.positions.single.isEmpty || !store.positions.pair.isEmpty
        let workspaceSize = 3 * (count + 16)
        withUnsafeTemporaryAllocation(
            of: Float.self, capacity: workspaceSize + (hasColumns ? count * stride : 0)
        ) { memory in
            guard let workspace = memory.baseAddress else { return }
            let columns = workspace + workspaceSize
            if hasColumns { fk_turn(rows, Int32(count), Int32(stride), columns) }
            withUnsafePointer(to: forest) { forest in
                for trees in [store.positions.single, store.positions.pair, store.positions.dense] where !trees.isEmpty
                {
                    fk_add_path_lengths(
                        forest, trees, Int32(trees.count), rows, columns, Int32(count), sums, workspace)
                }
            }
        }
    }

    /// The sum of one row's path lengths in all trees.
    func pathLengthSum(of row: UnsafePointer<Float>) -> Double {
        withUnsafePointer(to: forest) { forest in
            fk_path_length_sum(forest, store.positions.single, Int32(store.positions.single.count), row)
                + fk_path_length_sum(forest, store.positions.pair, Int32(store.positions.pair.count), row)
                + fk_path_length_sum(forest, store.positions.dense, Int32(store.positions.dense.count), row)
        }
    }

    /// The sum of one row's path lengths in some trees.
    func pathLengthSum(of row: UnsafePointer<Float>, inTrees trees: [Int32]) -> Double {
        withUnsafePointer(to: forest) { fk_path_length_sum($0, trees, Int32(trees.count), row) }
    }

    /// One cut of a tree, as far as it tells features apart.
    struct Cut {
        fileprivate let kind: fk_kind
        fileprivate let cut: fk_cut
        fileprivate let coefficients: UnsafePointer<Float>
        fileprivate let features: Int

        /// Calls `body` with feature and coefficient of each term; terms of coefficient 0 may be among them.
        @inline(__always)
        func forEachTerm(_ body: (_ feature: Int, _ coefficient: Float) -> Void) {
            switch kind {
            case FK_SINGLE: body(Int(cut.first), 1)
            case FK_PAIR:
                body(Int(cut.first), coefficients[0])
                body(Int(cut.second), coefficients[1])
            default: for feature in 0..<features { body(feature, coefficients[feature]) }
            }
        }
    }

    /// Calls `body` with each cut on a row's way down a tree, and with the sample rows that came to it and those that
    /// went the row's way.
    func visitCuts(
        inTree position: Int, of row: UnsafePointer<Float>, _ body: (_ cut: Cut, _ came: Int, _ went: Int) -> Void
    ) {
        var tree = forest.trees[position]
        guard tree.cuts > 0 else { return }
        let cuts = forest.cuts + Int(tree.first_cut)
        let coefficients = forest.coefficients + Int(tree.first_coefficient)
        let perCut = store.coefficientsPerCut(tree.kind)
        store.leafSizes.withUnsafeBufferPointer { leafSizes in
            guard let leafSizes = leafSizes.baseAddress.map({ $0 + Int(tree.first_leaf) }) else { return }
            withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Int(tree.cuts)) { sizes in
                fk_cut_sizes(&tree, cuts, leafSizes, sizes.baseAddress)
                withUnsafeTemporaryAllocation(of: Int32.self, capacity: Int(tree.depth) + 1) { way in
                    let count = withUnsafePointer(to: forest) {
                        fk_path($0, Int32(position), row, way.baseAddress)
                    }
                    for step in 0..<Int(count) {
                        let number = Int(way[step])
                        let next = Int(way[step + 1])
                        let cut = Cut(
                            kind: tree.kind, cut: cuts[number], coefficients: coefficients + number * perCut,
                            features: store.features)
                        body(cut, Int(sizes[number]), Int(next < 0 ? leafSizes[~next] : sizes[next]))
                    }
                }
            }
        }
    }
}
