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
    ///   - scaling: The units to cut in; nil for those computed from the table.
    ///   - threads: Threads to use.
    ///   - isCancelled: Asked often, on any thread; true ends the training with `CancellationError`.
    ///   - progress: Told the share of trees that are grown, from 0 to 1, on any thread, one call at a time.
    /// - Throws: `ForestError` for settings or rows that no forest can be made of, `CancellationError`.
    public static func train(
        on table: FeatureTable, featureSet: String, featureSetVersion: UInt32, features: [FeatureDescription],
        parameters: ForestParameters = ForestParameters(), scaling: FeatureScaling? = nil, threads: Int = 1,
        isCancelled: @Sendable () -> Bool = { false }, progress: @Sendable (Double) -> Void = { _ in }
    ) throws -> Forest {
        try parameters.validate(rows: table.rows, features: table.features)
        return try grow(
            trees: 0..<parameters.trees, on: table, featureSet: featureSet, featureSetVersion: featureSetVersion,
            features: features, parameters: parameters, scaling: scaling, threads: threads, isCancelled: isCancelled,
            progress: progress
        ).calibrated(on: table, threads: threads, isCancelled: isCancelled)
    }

    /// Grows some of a forest's trees, without calibration.
    ///
    /// Parts grown anywhere from the same rows and settings become, by `init(merging:)` and `calibrated(on:)`, the
    /// very forest that `train` makes. Parts grown from different rows merge, too, when they share one scaling.
    ///
    /// - Parameters:
    ///   - trees: Indices of the trees to grow, from 0 on; beyond `parameters.trees` for trees that replace older ones.
    ///   - table: The training rows, NaN where a value is missing.
    ///   - featureSet: Identifier of the feature set, kept with the forest.
    ///   - featureSetVersion: Its version.
    ///   - features: Name and unit of each feature of the table.
    ///   - parameters: The settings.
    ///   - scaling: The units to cut in; nil for those computed from the table.
    ///   - threads: Threads to use.
    ///   - isCancelled: Asked often, on any thread; true ends the growing with `CancellationError`.
    ///   - progress: Told the share of trees that are grown, from 0 to 1, on any thread, one call at a time.
    /// - Throws: `ForestError` for settings or rows that no forest can be made of, `CancellationError`.
    public static func grow(
        trees: Range<Int>, on table: FeatureTable, featureSet: String, featureSetVersion: UInt32,
        features: [FeatureDescription], parameters: ForestParameters, scaling: FeatureScaling? = nil, threads: Int = 1,
        isCancelled: @Sendable () -> Bool = { false }, progress: @Sendable (Double) -> Void = { _ in }
    ) throws -> Forest {
        try parameters.validate(rows: table.rows, features: table.features)
        try FeatureScaling.check(features, of: table)
        try ForestParameters.validate(treeRange: trees.lowerBound, to: trees.upperBound)
        let scaling =
            try scaling
            ?? FeatureScaling(of: table, features: features, choice: parameters.scaling, threads: threads)
        guard scaling.medians.count == table.features, scaling.choice == parameters.scaling else {
            throw ForestError.setting(
                name: "scaling", value: "\(scaling.choice), of \(scaling.medians.count) features",
                allowed: "\(parameters.scaling), of \(table.features) features")
        }
        let sampleSize = parameters.resolvedSampleSize(rows: table.rows)
        let grower = TreeGrower(
            table: table, scaling: scaling, parameters: parameters, sampleSize: sampleSize,
            heightLimit: parameters.resolvedHeightLimit(sampleSize: sampleSize))
        let store = try grower.trees(trees, threads: threads, isCancelled: isCancelled, progress: progress)
        return Forest(
            parameters: parameters, featureSet: featureSet, featureSetVersion: featureSetVersion, features: features,
            trainedRows: table.rows, treeRange: trees, scaling: scaling, store: store, calibration: nil)
    }
}
