extension Forest {
    /// The lowest and the highest extension level among the forest's trees.
    public var extensionLevels: ClosedRange<Int> {
        let levels = treeRange.map {
            parameters.cuts(ofTree: $0, features: features.count).termsPerCut(features: features.count) - 1
        }
        return (levels.min() ?? 0)...(levels.max() ?? 0)
    }
}
