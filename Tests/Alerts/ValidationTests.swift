import Messages
import Testing

@testable import Alerts

@Suite("Validation of alerts")
struct ValidationTests {
    let set = FeatureSet.ztfCandidate

    func sound() -> Alert {
        Alert(
            alertID: "1", objectID: "o", mjdUTC: 58_000, raDegrees: 10, decDegrees: 10, band: "g", magnitude: 18,
            features: FeatureVector(
                featureSet: "ztf.candidate", version: 1,
                values: FeatureValues([Float](repeating: .nan, count: set.features.count))))
    }

    @Test("a sound alert passes, with every feature missing too")
    func passes() {
        #expect(AlertValidation.check(sound(), featureSet: set) == nil)
    }

    @Test(
        "each fault is named",
        arguments: [
            "alert_id", "object_id", "mjd_utc", "ra_degrees", "dec_degrees", "magnitude", "features", "features.values",
            "features.fwhm",
        ])
    func fault(field: String) {
        var alert = sound()
        switch field {
        case "alert_id": alert.alertID = ""
        case "object_id": alert.objectID = ""
        case "mjd_utc": alert.mjdUTC = .nan
        case "ra_degrees": alert.raDegrees = -0.5
        case "dec_degrees": alert.decDegrees = .infinity
        case "magnitude": alert.magnitude = -.infinity
        case "features": alert.features.version = 2
        case "features.values": alert.features.values = [1, 2]
        default: alert.features.values = FeatureValues(set.features.map { $0.name == "fwhm" ? .infinity : 0 })
        }
        #expect(AlertValidation.check(alert, featureSet: set)?.field == field)
    }
}
