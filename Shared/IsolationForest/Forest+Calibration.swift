extension Forest {
    static let calibrationRows = 20_000
    static let folds = 10

    /// How often an ordinary row scores as high as `score`, in (0, 1]; it never rises with the score.
    ///
    /// Fixed when the forest is calibrated: it does not depend on the rows being scored, so that a batch of nothing but
    /// anomalies is flagged whole. A forest that is not calibrated calls nothing rare: 1.
    public func tailProbability(ofScore score: Double) -> Double {
        calibration?.tailProbability(ofScore: score) ?? 1
    }

    /// The same forest, calibrated by rows that its trees do not know.
    ///
    /// Each row (20,000 at most, drawn by the seed) is scored by those trees alone whose sample it is not in. For a
    /// forest grown on the table that is enough. Where the rows are fewer than twice the sample size too few such trees
    /// are left; then ten times a tenth of the rows is held out, and scored by trees grown for that purpose from the
    /// others.
    ///
    /// For a forest whose trees come from several tables, `trees` names those that were grown on this one: the newest of
    /// a forest whose oldest were replaced, or one shard's; none (an empty range) where the rows were held out of
    /// training. The other trees are taken not to know these rows. Where they do know some, as windows that overlap
    /// make them, each row stands in the samples of no more than ψ / rows of the trees.
    ///
    /// - Parameters:
    ///   - table: Ordinary rows, NaN where a value is missing.
    ///   - trees: Indices of the trees that drew their samples from this table; nil for all.
    ///   - threads: Threads to use.
    ///   - isCancelled: Asked often, on any thread; true ends the calibration with `CancellationError`.
    /// - Throws: `ForestError.table` when the named trees cannot have been grown on the table or it is empty,
    ///   `CancellationError`.
    public func calibrated(
        on table: FeatureTable, knownTo trees: Range<Int>? = nil, threads: Int = 1,
        isCancelled: @Sendable () -> Bool = { false }
    ) throws -> Forest {
        let knowing = try treesKnowing(table, named: trees)
        let scores =
            knowing == treeRange && table.rows < 2 * sampleSize
            ? try crossFittedScores(on: table, threads: threads, isCancelled: isCancelled)
            : try outOfBagScores(on: table, knowing: knowing, threads: threads, isCancelled: isCancelled)
        return Forest(
            parameters: parameters, featureSet: featureSet, featureSetVersion: featureSetVersion, features: features,
            trainedRows: trainedRows, treeRange: treeRange, scaling: scaling, store: store,
            calibration: Calibration(heldOutScores: scores))
    }

    /// The trees that drew their samples from a table, checked as far as can be.
    private func treesKnowing(_ table: FeatureTable, named trees: Range<Int>?) throws(ForestError) -> Range<Int> {
        guard table.features == features.count else {
            throw .table(
                reason: "a forest of \(features.count) features is not calibrated on rows of \(table.features)")
        }
        guard let trees else {
            guard table.rows == trainedRows else {
                throw .table(
                    reason: "a forest trained on \(trainedRows) rows is calibrated on the same, not on \(table.rows) "
                        + "rows; name the trees that know these")
            }
            return treeRange
        }
        guard !trees.isEmpty else {
            guard table.rows > 0 else { throw .table(reason: "no rows to calibrate on") }
            return trees
        }
        guard trees.lowerBound >= treeRange.lowerBound, trees.upperBound <= treeRange.upperBound else {
            throw .table(reason: "trees \(trees) are not among the forest's \(treeRange)")
        }
        guard table.rows >= max(sampleSize, ForestParameters.rowsNeeded) else {
            throw .table(reason: "trees of \(sampleSize) rows each were not grown on a table of \(table.rows)")
        }
        return trees
    }

    private func outOfBagScores(
        on table: FeatureTable, knowing trees: Range<Int>, threads: Int, isCancelled: @Sendable () -> Bool
    ) throws -> [Double] {
        var random = RandomSource(seed: parameters.seed, stream: RandomSource.firstNonTreeStream)
        let chosen = random.sample(min(table.rows, Self.calibrationRows), below: table.rows)

        // The trees that know each chosen row.
        var position = [Int32](repeating: -1, count: table.rows)
        for (index, row) in chosen.enumerated() { position[row] = Int32(index) }
        var knowing = [[Int32]](repeating: [], count: chosen.count)
        let grower = grower(on: table)
        for tree in trees {
            for row in grower.sampleRows(ofTree: tree) where position[row] >= 0 {
                knowing[Int(position[row])].append(Int32(tree - treeRange.lowerBound))
            }
        }

        let blockRows = blockRows(of: chosen.count, threads: max(1, threads))
        let blocks = (chosen.count + blockRows - 1) / blockRows
        let knowingTrees = knowing
        return try table.values.withUnsafeBufferPointer { values in
            // Read only, until the workers have ended.
            nonisolated(unsafe) let values = values
            @Sendable func row(_ index: Int) -> UnsafeBufferPointer<Float> {
                let start = chosen[index] * table.features
                return UnsafeBufferPointer(rebasing: values[start..<start + table.features])
            }
            return try Workers.map(count: blocks, threads: threads, isCancelled: isCancelled) { block in
                let first = block * blockRows
                let count = min(blockRows, chosen.count - first)
                return withScaledRows(count: count, row: { row(first + $0) }) { scaled in
                    heldOutScores(ofScaled: scaled, knowing: knowingTrees[first..<first + count])
                } ?? []
            }.flatMap { $0 }
        }
    }

    /// The scores of scaled rows by those trees that do not know them; none for a row that all trees know.
    private func heldOutScores(ofScaled scaled: UnsafePointer<Float>, knowing: ArraySlice<[Int32]>) -> [Double] {
        let sums = pathSums(count: knowing.count, ofScaled: scaled)
        return store.withWalker { walker in
            zip(sums, knowing).enumerated().compactMap { index, row -> Double? in
                let (sum, known) = row
                if known.count == store.count { return nil }
                let inSample = walker.pathLengthSum(of: scaled + index * store.stride, inTrees: known)
                return score(ofPathSum: sum - inSample, trees: store.count - known.count)
            }
        }
    }

    private func crossFittedScores(
        on table: FeatureTable, threads: Int, isCancelled: @Sendable () -> Bool
    ) throws -> [Double] {
        var random = RandomSource(seed: parameters.seed, stream: RandomSource.firstNonTreeStream)
        var order = Array(0..<table.rows)
        for index in 0..<(table.rows - 1) { order.swapAt(index, index + random.below(table.rows - index)) }
        let folds = min(Self.folds, table.rows)
        let shuffled = order
        return try Workers.map(count: folds, threads: threads, isCancelled: isCancelled) { fold in
            let heldOut = stride(from: fold, to: table.rows, by: folds).map { shuffled[$0] }
            let others = (0..<table.rows).filter { $0 % folds != fold }.map { shuffled[$0] }
            guard let rest = try? FeatureTable(features: table.features, values: others.flatMap { table[$0] }),
                let asked = try? FeatureTable(features: table.features, values: heldOut.flatMap { table[$0] })
            else { return [Double]() }
            var settings = parameters
            settings.sampleSize = min(sampleSize, rest.rows)
            settings.heightLimit = heightLimit
            let part = grower(on: rest, sampleSize: min(sampleSize, rest.rows)).trees(treeRange)
            let forest = Forest(
                parameters: settings, featureSet: featureSet, featureSetVersion: featureSetVersion, features: features,
                trainedRows: rest.rows, treeRange: treeRange, scaling: scaling, store: part, calibration: nil)
            return (try? forest.scores(of: asked)) ?? []
        }.flatMap { $0 }
    }

    private func grower(on table: FeatureTable, sampleSize: Int? = nil) -> TreeGrower {
        TreeGrower(
            table: table, scaling: scaling, parameters: parameters, sampleSize: sampleSize ?? self.sampleSize,
            heightLimit: heightLimit)
    }
}
