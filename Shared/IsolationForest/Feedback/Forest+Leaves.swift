import CForestKernels

/// Where a row comes out of each tree of one forest: all that judging it needs.
///
/// Found once for a row, it serves all subscriptions that judge by that forest.
public struct RowLeaves: Sendable, Equatable {
    /// The leaf's place in the forest's arrays of leaves, tree after tree.
    let places: [Int]
    /// The path lengths of these leaves in sum: the same bits as from scoring the row.
    let pathSum: Double
    /// Leaves of the whole forest.
    let leavesOfForest: Int
}

extension Forest {
    /// The leaf of each tree that a row comes to; costs as much as scoring it.
    ///
    /// - Throws: `ForestError.rowLength` when the row has another number of features than the forest.
    public func leaves(of row: UnsafeBufferPointer<Float>) throws(ForestError) -> RowLeaves {
        try checkLength(of: row, index: 0)
        let found = withScaledRows(count: 1, row: { _ in row }) { scaled in
            store.withWalker { $0.leafPlaces(of: scaled) }
        }
        let places = found ?? []
        return RowLeaves(
            places: places, pathSum: places.reduce(0) { $0 + Double(store.lengths[$1]) },
            leavesOfForest: store.lengths.count)
    }

    /// The leaf of each tree that a row, given as an array, comes to.
    ///
    /// - Throws: `ForestError.rowLength` when the row has another number of features than the forest.
    public func leaves(of row: [Float]) throws(ForestError) -> RowLeaves {
        try row.withUnsafeBufferPointer { row throws(ForestError) in try leaves(of: row) }
    }
}

extension TreeWalker {
    /// Where in the forest's arrays of leaves one row's leaf is, tree after tree.
    fileprivate func leafPlaces(of row: UnsafePointer<Float>) -> [Int] {
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: store.count) { numbers in
            guard let base = numbers.baseAddress else { return [] }
            withUnsafePointer(to: forest) { forest in
                for trees in [store.positions.single, store.positions.pair, store.positions.dense] where !trees.isEmpty
                {
                    fk_leaves(forest, trees, Int32(trees.count), row, base)
                }
            }
            return store.trees.indices.map { Int(store.trees[$0].first_leaf) + Int(base[$0]) }
        }
    }
}
