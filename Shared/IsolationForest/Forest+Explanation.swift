extension Forest {
    /// Each feature's share in the isolation of a row: none negative, in sum 1.
    ///
    /// On its way down a tree the row meets cuts. One that leaves m of n sample rows beside it shortens the path that
    /// was to be expected by c(n) − 1 − c(m): these gains add up to c(ψ) − h, the whole shortening. A cut's gain is
    /// shared among its features in proportion to |coefficient · deviation|. A feature's deviation is the lesser of two:
    /// how far it is from its median, and how far from what all other features foretell. So an outlier does not blame
    /// the features related to it, nor does a large but consistent value count; of a combination that is rare while its
    /// parts are not, the parts that contradict each other count. What averages below zero, ordinary features, is zero.
    ///
    /// It costs as much as five to twenty scores.
    ///
    /// - Throws: `ForestError.rowLength` when the row has another number of features than the forest.
    public func explain(_ row: UnsafeBufferPointer<Float>) throws(ForestError) -> [Double] {
        try checkLength(of: row, index: 0)
        let shares = isolationGains(of: row).map { max(0, $0) }
        let sum = shares.reduce(0, +)
        // A row more ordinary than the average in every feature has nothing that isolates it.
        guard sum > 0 else { return shares.map { _ in 1 / Double(shares.count) } }
        return shares.map { $0 / sum }
    }

    /// Each feature's share in the isolation of a row, given as an array.
    ///
    /// - Throws: `ForestError.rowLength` when the row has another number of features than the forest.
    public func explain(_ row: [Float]) throws(ForestError) -> [Double] {
        try row.withUnsafeBufferPointer { row throws(ForestError) in try explain(row) }
    }

    /// The gains of all cuts on a row's paths, shared among features.
    private func isolationGains(of row: UnsafeBufferPointer<Float>) -> [Double] {
        var gains = [Double](repeating: 0, count: features.count)
        withUnsafeTemporaryAllocation(of: Float.self, capacity: store.stride) { scaled in
            scaled.initialize(repeating: 0)
            guard let base = scaled.baseAddress else { return }
            scaling.scale(row, into: base)
            let deviations = deviations(ofScaled: scaled)
            store.withWalker { walker in
                for tree in 0..<store.count {
                    walker.visitCuts(inTree: tree, of: base) { cut, came, went in
                        var whole = 0.0
                        cut.forEachTerm { feature, coefficient in
                            whole += Double(coefficient).magnitude * deviations[feature]
                        }
                        guard whole > 0 else { return }
                        let gain = Mathematics.averagePathLength(came) - 1 - Mathematics.averagePathLength(went)
                        cut.forEachTerm { feature, coefficient in
                            gains[feature] += gain / whole * Double(coefficient).magnitude * deviations[feature]
                        }
                    }
                }
            }
        }
        return gains
    }

    /// The lesser deviation of each feature: from its median and from what the others foretell.
    private func deviations(ofScaled row: UnsafeMutableBufferPointer<Float>) -> [Double] {
        guard let base = row.baseAddress else { return [] }
        let fromMedian = scaling.deviationsFromMedian(ofScaled: base)
        guard let decorrelation = scaling.decorrelation else { return fromMedian }
        return zip(fromMedian, decorrelation.deviations(of: base)).map { min($0, $1.magnitude) }
    }
}
