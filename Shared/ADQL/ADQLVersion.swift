/// A version of the language that queries can be written in.
public enum ADQLVersion: String, Sendable, CaseIterable, Comparable {
    /// IVOA Recommendation of 30 October 2008 with its four errata.
    case v2_0 = "2.0"
    /// IVOA Recommendation of 15 December 2023.
    case v2_1 = "2.1"

    /// Reads "2.1", "ADQL-2.1", "adql 2.0" and the like; nil for another version.
    public init?(_ text: String) {
        let digits = text.drop { !$0.isNumber }
        guard let version = ADQLVersion(rawValue: String(digits)) else { return nil }
        self = version
    }

    /// Older before newer.
    public static func < (left: ADQLVersion, right: ADQLVersion) -> Bool { left.rawValue < right.rawValue }
}
