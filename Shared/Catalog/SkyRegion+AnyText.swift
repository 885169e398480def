import Sky

extension SkyRegion {
    /// Reads a region as catalogues hold it in a text column: STC-S, or DALI's numbers (2: point, 3: circle, more: polygon).
    init(anyText text: String) throws(SkyError) {
        let numbers = text.split(whereSeparator: { $0.isWhitespace || $0 == "," }).map { Double($0) }
        guard numbers.allSatisfy({ $0 != nil }), !numbers.isEmpty else {
            self = try SkyRegion(stcs: text)
            return
        }
        let shape: DALIShape = numbers.count == 2 ? .point : numbers.count == 3 ? .circle : .polygon
        self = try SkyRegion(shape, numbers: numbers.compactMap { $0 })
    }
}
