public import Messages

/// What every alert must fulfil, whoever made it: a publisher may write alerts to the bus without a packet.
public enum AlertValidation {
    /// Times that an alert may have: the years 1900 to 2100, Modified Julian Date, days.
    public static let mjdRange = 15_020.0...88_069.0

    /// Checks an alert before a forest judges it.
    ///
    /// - Parameters:
    ///   - alert: the alert.
    ///   - featureSet: the set that the stream declares.
    /// - Returns: the first fault, or nil for a sound alert.
    public static func check(_ alert: Alert, featureSet: FeatureSet) -> PacketError? {
        if alert.alertID.isEmpty { return missing("alert_id", "the survey's id of the alert") }
        if alert.objectID.isEmpty { return missing("object_id", "the survey's id of the object") }
        if !mjdRange.contains(alert.mjdUTC) {
            return outOfRange("mjd_utc", alert.mjdUTC, "a Modified Julian Date of the years 1900 to 2100")
        }
        if !(0..<360).contains(alert.raDegrees) {
            return outOfRange("ra_degrees", alert.raDegrees, "degrees, 0 ≤ ra < 360")
        }
        if !(-90...90).contains(alert.decDegrees) {
            return outOfRange("dec_degrees", alert.decDegrees, "degrees, −90 to 90")
        }
        if alert.magnitude.isInfinite { return outOfRange("magnitude", Double(alert.magnitude), "a magnitude or NaN") }
        return check(alert.features, featureSet: featureSet)
    }

    private static func check(_ vector: FeatureVector, featureSet: FeatureSet) -> PacketError? {
        if vector.featureSet != featureSet.name || vector.version != featureSet.version {
            return PacketError(
                .wrongSchema, field: "features",
                found: "feature set \"\(vector.featureSet)\" version \(vector.version)",
                expected: "\"\(featureSet.name)\" version \(featureSet.version)")
        }
        if vector.values.count != featureSet.features.count {
            return PacketError(
                .wrongSchema, field: "features.values", found: "\(vector.values.count) values",
                expected: "\(featureSet.features.count)")
        }
        for (value, feature) in zip(vector.values, featureSet.features) where value.isInfinite {
            return outOfRange("features.\(feature.name)", Double(value), "a finite number, or NaN where not measured")
        }
        return nil
    }

    private static func missing(_ field: String, _ expected: String) -> PacketError {
        PacketError(.missingField, field: field, found: "nothing", expected: expected)
    }

    private static func outOfRange(_ field: String, _ found: Double, _ expected: String) -> PacketError {
        PacketError(.outOfRange, field: field, found: "\(found)", expected: expected)
    }
}
