/// One number that a forest judges by.
public struct Feature: Sendable, Hashable {
    /// Name, unique in its set; a name that starts with `log10_` says that the value is a logarithm.
    public let name: String
    /// Unit of the value; "1" for a pure number.
    public let unit: String
    /// What it means, from which fields of the packet it comes, and when it is NaN.
    public let description: String
}

/// A named, versioned list of features: what the numbers of a `FeatureVector` mean, in their order.
///
/// A version never changes once it is published; a better list is a new version.
public struct FeatureSet: Sendable {
    /// Name, for example "ztf.candidate".
    public let name: String
    /// Version, from 1.
    public let version: UInt32
    /// The features, in the order of the vector.
    public let features: [Feature]
    /// Computes each feature, in the same order.
    private let formulas: [@Sendable (borrowing ZTFAlertValues) -> Double]

    init(name: String, version: UInt32, definitions: [ZTFFeatureDefinition]) {
        self.name = name
        self.version = version
        features = definitions.map {
            Feature(name: $0.name, unit: $0.unit, description: "\($0.meaning). From \($0.source). \($0.missing)")
        }
        formulas = definitions.map(\.formula)
    }

    /// Every feature set there is.
    public static let all: [FeatureSet] = [.ztfCandidate]

    /// Finds a feature set.
    ///
    /// - Returns: nil where there is none of this name and version.
    public static func named(_ name: String, version: UInt32) -> FeatureSet? {
        all.first { $0.name == name && $0.version == version }
    }

    /// Computes the features of an alert.
    ///
    /// Each is finite or NaN: what overflows a `Float` counts as not measured.
    package func values(of alert: borrowing ZTFAlertValues) -> [Float] {
        var values: [Float] = []
        values.reserveCapacity(formulas.count)
        for formula in formulas {
            let value = Float(formula(alert))
            values.append(value.isFinite ? value : .nan)
        }
        return values
    }
}
