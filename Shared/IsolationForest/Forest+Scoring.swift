extension Forest {
    /// Rows scored together: as many as stay, scaled, in the processor's second cache, and enough of them to fill
    /// vectors at most nodes of a tree.
    ///
    /// Blocks are of one size, so that threads end together.
    func blockRows(of rows: Int, threads: Int) -> Int {
        let most = max(64, min(4_096, 131_072 / store.stride))
        let rounds = (rows + threads * most - 1) / (threads * most)
        return max(1, (rows + threads * rounds - 1) / max(1, threads * rounds))
    }

    /// Fewer rows than this go down the trees one by one.
    static let fewRows = 24

    /// Whether enough of a row is known to score it: at least half of its features are finite numbers.
    ///
    /// A missing or infinite value is scored as what the others foretell, so that it never looks rare by itself; a row
    /// made mostly of such values would look ordinary whatever it is.
    public func isScoreable(_ row: UnsafeBufferPointer<Float>) -> Bool {
        guard row.count == features.count else { return false }
        var known = 0
        for value in row where value.isFinite { known += 1 }
        return 2 * known >= features.count
    }

    /// The score s = 2^(−E[h] / c(ψ)) of one row, in (0, 1): about 0.5 for an ordinary row, higher for a rarer one.
    ///
    /// - Throws: `ForestError.rowLength` when the row has another number of features than the forest.
    public func score(_ row: UnsafeBufferPointer<Float>) throws(ForestError) -> Double {
        try checkLength(of: row, index: 0)
        return score(ofPathSum: pathSum(of: row), trees: store.count)
    }

    /// The score of one row, given as an array.
    ///
    /// - Throws: `ForestError.rowLength` when the row has another number of features than the forest.
    public func score(_ row: [Float]) throws(ForestError) -> Double {
        try row.withUnsafeBufferPointer { row throws(ForestError) in try score(row) }
    }

    /// The scores of many rows, each the same bits as from `score(_:)`; blocks the caller while `threads` threads work.
    ///
    /// - Parameters:
    ///   - rows: The rows; each pointer must be good until the call returns.
    ///   - threads: Threads to use.
    /// - Throws: `ForestError.rowLength` naming the first row that has another number of features than the forest.
    public func scores(of rows: [UnsafeBufferPointer<Float>], threads: Int = 1) throws(ForestError) -> [Double] {
        for (index, row) in rows.enumerated() { try checkLength(of: row, index: index) }
        // The pointers are read only, and only until the workers have ended.
        nonisolated(unsafe) let rows = rows
        return scores(count: rows.count, threads: threads) { rows[$0] }
    }

    /// The scores of a table's rows, each the same bits as from `score(_:)`; blocks the caller while `threads` threads
    /// work.
    ///
    /// - Throws: `ForestError.rowLength` when the table has another number of features than the forest.
    public func scores(of table: FeatureTable, threads: Int = 1) throws(ForestError) -> [Double] {
        guard table.features == features.count else {
            throw .rowLength(row: 0, expected: features.count, actual: table.features)
        }
        return table.values.withUnsafeBufferPointer { values in
            // As above: read only, until the workers have ended.
            nonisolated(unsafe) let values = values
            return scores(count: table.rows, threads: threads) { row in
                UnsafeBufferPointer(rebasing: values[row * table.features..<(row + 1) * table.features])
            }
        }
    }

    private func scores(count: Int, threads: Int, row: @Sendable (Int) -> UnsafeBufferPointer<Float>) -> [Double] {
        let blockRows = blockRows(of: count, threads: max(1, threads))
        let blocks = (count + blockRows - 1) / blockRows
        // Nothing cancels this, so there is always a result.
        let scored = try? Workers.map(count: blocks, threads: threads) { block in
            let first = block * blockRows
            return pathSums(count: min(blockRows, count - first)) { row(first + $0) }.map {
                score(ofPathSum: $0, trees: store.count)
            }
        }
        return (scored ?? []).flatMap { $0 }
    }

    func checkLength(of row: UnsafeBufferPointer<Float>, index: Int) throws(ForestError) {
        guard row.count == features.count else {
            throw .rowLength(row: index, expected: features.count, actual: row.count)
        }
    }

    /// The score that belongs to a sum of path lengths over some of the trees.
    func score(ofPathSum sum: Double, trees: Int) -> Double {
        Mathematics.exp2(-sum / (Double(trees) * Mathematics.averagePathLength(sampleSize)))
    }

    /// Calls `body` with rows of the forest's features, scaled and padded, one after another.
    func withScaledRows<Result>(
        count: Int, row: (Int) -> UnsafeBufferPointer<Float>, _ body: (UnsafePointer<Float>) -> Result
    ) -> Result? {
        let stride = store.stride
        return withUnsafeTemporaryAllocation(of: Float.self, capacity: count * stride) { memory in
            memory.initialize(repeating: 0)
            guard let scaled = memory.baseAddress else { return nil }
            for index in 0..<count { scaling.scale(row(index), into: scaled + index * stride) }
            return body(scaled)
        }
    }

    /// The path lengths of a row, summed over all trees.
    private func pathSum(of row: UnsafeBufferPointer<Float>) -> Double {
        withScaledRows(count: 1, row: { _ in row }) { scaled in store.withWalker { $0.pathLengthSum(of: scaled) } } ?? 0
    }

    /// Path lengths of a block of rows, summed over all trees.
    ///
    /// The sums are exact whatever their order: a path length is a Float of at least 1, so a multiple of 2^−23, and
    /// 100,000 of them fit a Double's 53 bits.
    func pathSums(count: Int, row: (Int) -> UnsafeBufferPointer<Float>) -> [Double] {
        withScaledRows(count: count, row: row) { scaled in pathSums(count: count, ofScaled: scaled) } ?? []
    }

    /// Path lengths of scaled, padded rows, summed over all trees.
    func pathSums(count: Int, ofScaled scaled: UnsafePointer<Float>) -> [Double] {
        store.withWalker { walker in
            if count < Self.fewRows { return (0..<count).map { walker.pathLengthSum(of: scaled + $0 * store.stride) } }
            return [Double](unsafeUninitializedCapacity: count) { sums, initialized in
                sums.initialize(repeating: 0)
                initialized = count
                if let sums = sums.baseAddress { walker.addPathLengths(of: scaled, count: count, to: sums) }
            }
        }
    }
}
