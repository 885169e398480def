/// One row of the table that declares a ZTF feature set.
struct ZTFFeatureDefinition: Sendable {
    let name: String
    let unit: String
    /// Fields of the packet that it is made of.
    let source: String
    /// What it means, one clause.
    let meaning: String
    /// When it is NaN, one sentence.
    let missing: String
    let formula: @Sendable (borrowing ZTFAlertValues) -> Double

    init(
        _ name: String, _ unit: String, from source: String, _ meaning: String, nan missing: String,
        _ formula: @escaping @Sendable (borrowing ZTFAlertValues) -> Double
    ) {
        self.name = name
        self.unit = unit
        self.source = source
        self.meaning = meaning
        self.missing = missing
        self.formula = formula
    }
}
