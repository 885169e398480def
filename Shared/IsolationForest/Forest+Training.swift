extension Forest {
    /// Trains and calibrates a forest; blocks the caller while `threads` threads work.
    ///
    /// The same rows and settings give the same forest, to the byte, whatever the number of threads and the machine.
    ///
    /// - Parameters:
    ///   - table: The training rows, NaN where a value is missing.
    ///   - featureSet: Identifier of the feature set, kept with the forest.
    ///   - featureSetVersion: Its version.
    ///   - features: Name and unit of each feature of the table.
    ///   - parameters: The settings.
    ///   - threads: Threads to use.
    ///   - isCancelled: Asked often, on any thread; true ends the training with `CancellationError`.
    ///   - progress: Told the share of trees that are grown, from 0 to 1, on any thread, one call at a time.
    /// - Throws: `ForestError` for settings or rows that no forest can be made of, `CancellationError`.
    public static func train(
        on table: FeatureTable, featureSet: String, featureSetVersion: UInt32, features: [FeatureDescription],
        parameters: ForestParameters = ForestParameters(), threads: Int = 1,
        isCancelled: @Sendable () -> Bool = { false }, progress: @Sendable (Double) -> Void = { _ in }
    ) throws -> Forest {
        try grow(
            trees: 0..<parameters.trees, on: table, featureSet: featureSet, featureSetVersion: featureSetVersion,
            features: features, parameters: parameters, threads: threads, isCancelled: isCancelled, progress: progress
        ).calibrated(on: table, threads: threads, isCancelled: isCancelled)
    }

    /// Grows some of a forest's trees, without calibration.
    ///
    /// Parts grown anywhere from the same rows and settings become, by `init(merging:)` and `calibrated(on:)`, the
    /// very forest that `train` makes.
    ///
    /// - Parameter trees: Indices of the trees to grow, within 0 ..< `parameters.trees`.
    /// - Throws: `ForestError` for settings or rows that no forest can be made of, `CancellationError`.
    public static func grow(
        trees: Range<Int>, on table: FeatureTable, featureSet: String, featureSetVersion: UInt32,
        features: [FeatureDescription], parameters: ForestParameters, threads: Int = 1,
        isCancelled: @Sendable () -> Bool = { false }, progress: @Sendable (Double) -> Void = { _ in }
    ) throws -> Forest {
        try parameters.validate(rows: table.rows, features: table.features)
        guard features.count == table.features else {
            throw ForestError.setting(
                name: "number of feature descriptions", value: "\(features.count)",
                allowed: "\(table.features), as many as the table has")
        }
        guard !trees.isEmpty, trees.lowerBound >= 0, trees.upperBound <= parameters.trees else {
            throw ForestError.setting(
                name: "range of trees", value: "\(trees)", allowed: "a part of 0..<\(parameters.trees), not empty")
        }
        let scaling = try Scaling(of: table, features: features, threads: threads)
        let sampleSize = parameters.resolvedSampleSize(rows: table.rows)
        let grower = TreeGrower(
            table: table, scaling: scaling, extensionChoice: parameters.extensionChoice, sampleSize: sampleSize,
            heightLimit: parameters.resolvedHeightLimit(sampleSize: sampleSize), seed: parameters.seed)
        let store = try grower.trees(trees, threads: threads, isCancelled: isCancelled, progress: progress)
        return Forest(
            parameters: parameters, featureSet: featureSet, featureSetVersion: featureSetVersion, features: features,
            trainedRows: table.rows, treeRange: trees, scaling: scaling, store: store, calibration: nil)
    }

    /// The forest that parts of it make together; not calibrated.
    ///
    /// Scores come from the mean path over all trees, as if they had been grown in one place.
    ///
    /// - Throws: `ForestError.merge` when the parts are not of one forest, overlap or leave a gap.
    public init(merging parts: [Forest]) throws(ForestError) {
        let ordered = parts.sorted { $0.treeRange.lowerBound < $1.treeRange.lowerBound }
        guard let first = ordered.first else { throw .merge(reason: "there are none") }
        var store = TreeStore(features: first.features.count)
        var end = first.treeRange.lowerBound
        for part in ordered {
            guard part.featureSet == first.featureSet, part.featureSetVersion == first.featureSetVersion,
                part.features == first.features
            else { throw .merge(reason: "they have different features") }
            guard part.parameters == first.parameters else { throw .merge(reason: "they have different settings") }
            guard part.trainedRows == first.trainedRows, part.scaling == first.scaling else {
                throw .merge(reason: "they were trained on different rows")
            }
            guard part.treeRange.lowerBound == end else {
                throw .merge(reason: "after tree \(end - 1) comes tree \(part.treeRange.lowerBound)")
            }
            end = part.treeRange.upperBound
            store.append(part.store, at: 0..<part.store.count)
        }
        self.init(
            parameters: first.parameters, featureSet: first.featureSet, featureSetVersion: first.featureSetVersion,
            features: first.features, trainedRows: first.trainedRows, treeRange: first.treeRange.lowerBound..<end,
            scaling: first.scaling, store: store, calibration: nil)
    }
}
