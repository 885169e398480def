extension Forest {
    /// The forest that parts of it make together; not calibrated.
    ///
    /// Scores come from the mean path over all trees, never from the mean of the parts' scores. Where all parts were
    /// grown from the same rows it is the very forest that one place would have grown. They may also come from
    /// different rows (shards, or older and newer ones) as long as they share one scaling; `trainedRows` is then that of
    /// the part with the most rows.
    ///
    /// - Parameter parts: Parts in any order, whose tree ranges follow each other without gap or overlap.
    /// - Throws: `ForestError.merge` when the parts are not of one forest, overlap or leave a gap.
    public init(merging parts: [Forest]) throws(ForestError) {
        let ordered = parts.sorted { $0.treeRange.lowerBound < $1.treeRange.lowerBound }
        guard let first = ordered.first else { throw .merge(reason: "there are none") }
        var store = TreeStore(features: first.features.count)
        var end = first.treeRange.lowerBound
        for part in ordered {
            try part.checkMerges(with: first)
            guard part.treeRange.lowerBound == end else {
                throw .merge(reason: "after tree \(end - 1) comes tree \(part.treeRange.lowerBound)")
            }
            end = part.treeRange.upperBound
            store.append(part.store, at: 0..<part.store.count)
        }
        let most = ForestParameters.treesAllowed.upperBound
        guard end - first.treeRange.lowerBound <= most else {
            throw .merge(reason: "they have \(end - first.treeRange.lowerBound) trees; allowed are \(most)")
        }
        self.init(
            parameters: first.parameters, featureSet: first.featureSet, featureSetVersion: first.featureSetVersion,
            features: first.features, trainedRows: ordered.reduce(0) { max($0, $1.trainedRows) },
            treeRange: first.treeRange.lowerBound..<end, scaling: first.scaling, store: store, calibration: nil)
    }

    /// The forest without its `count` oldest trees, those of the lowest indices; not calibrated.
    ///
    /// A forest is kept fresh by putting trees of newer rows in their place:
    ///
    /// ```swift
    /// let newest = forest.treeRange.upperBound
    /// let grown = try Forest.grow(
    ///     trees: newest..<newest + 10, on: newRows, featureSet: forest.featureSet,
    ///     featureSetVersion: forest.featureSetVersion, features: forest.features, parameters: forest.parameters,
    ///     scaling: forest.scaling)
    /// let fresh = try Forest(merging: [forest.dropping(oldest: 10), grown])
    ///     .calibrated(on: newRows, knownTo: newest..<newest + 10)
    /// ```
    ///
    /// - Throws: `ForestError.setting` when no tree would be left.
    public func dropping(oldest count: Int) throws(ForestError) -> Forest {
        guard (0..<treeRange.count).contains(count) else {
            throw .setting(name: "trees to drop", value: "\(count)", allowed: "0 to \(treeRange.count - 1)")
        }
        var kept = TreeStore(features: features.count)
        kept.append(store, at: count..<store.count)
        return Forest(
            parameters: parameters, featureSet: featureSet, featureSetVersion: featureSetVersion, features: features,
            trainedRows: trainedRows, treeRange: treeRange.dropFirst(count), scaling: scaling, store: kept,
            calibration: nil)
    }

    private func checkMerges(with first: Forest) throws(ForestError) {
        guard featureSet == first.featureSet, featureSetVersion == first.featureSetVersion, features == first.features
        else { throw .merge(reason: "they have different features") }
        guard parameters == first.parameters else { throw .merge(reason: "they have different settings") }
        guard sampleSize == first.sampleSize, heightLimit == first.heightLimit else {
            throw .merge(
                reason: "their trees were grown from samples of \(first.sampleSize) and of \(sampleSize) rows; "
                    + "set the sample size where rows are fewer than \(ForestParameters.defaultSampleSize)")
        }
        guard scaling == first.scaling else {
            throw .merge(reason: "they were grown in different scalings; grow them with one, computed once")
        }
    }
}
