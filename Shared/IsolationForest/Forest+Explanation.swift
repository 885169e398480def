extension Forest {
    /// Each feature's share in the isolation of a row: none negative, in sum 1.
    ///
    /// - Throws: `ForestError.rowLength` when the row has another number of features than the forest.
    public func explain(_ row: UnsafeBufferPointer<Float>) throws(ForestError) -> [Double] {
        try checkLength(of: row, index: 0)
        var contributions = [Double](repeating: 0, count: features.count)
        withUnsafeTemporaryAllocation(of: Float.self, capacity: store.stride) { scaled in
            scaled.initialize(repeating: 0)
            guard let scaled = scaled.baseAddress else { return }
            scaling.scale(row, into: scaled)
            store.withWalker { walker in
                for tree in store.entries.indices {
                    walker.visitPath(inTree: tree, of: scaled) { node, cut, child in
                        let gain =
                            Mathematics.averagePathLength(Int(store.sizes[node])) - 1
                            - Mathematics.averagePathLength(Int(store.sizes[child]))
                        var whole = 0.0
                        walker.forEachTerm(inTree: tree, cut: cut) { feature, coefficient in
                            whole += Double(coefficient * scaled[feature]).magnitude
                        }
                        guard whole > 0 else { return }
                        walker.forEachTerm(inTree: tree, cut: cut) { feature, coefficient in
                            contributions[feature] +=
                                gain * Double(coefficient * scaled[feature]).magnitude / whole
                        }
                    }
                }
            }
        }
        for feature in contributions.indices { contributions[feature] = max(0, contributions[feature]) }
        let whole = contributions.reduce(0, +)
        guard whole > 0 else { return contributions.map { _ in 1 / Double(features.count) } }
        return contributions.map { $0 / whole }
    }

    /// Each feature's share in the isolation of a row, given as an array.
    ///
    /// - Throws: `ForestError.rowLength` when the row has another number of features than the forest.
    public func explain(_ row: [Float]) throws(ForestError) -> [Double] {
        try row.withUnsafeBufferPointer { row throws(ForestError) in try explain(row) }
    }
}
