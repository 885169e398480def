import Messages
import Subscriptions
import TestSupport

/// What the streams of these tests have.
let testVocabulary = ConditionVocabulary(
    features: ["drb", "distnr", "fwhm", "a-b", "and"], anomalyLimits: ["ztf": 0.01, "lsst": 0.02])

/// An anomaly whose values are all known; its light curve is two upper limits and three detections.
func sampleAnomaly() -> Anomaly {
    Anomaly(
        score: Score(
            project: "sky", stream: "ztf", alertID: "2459000123", objectID: "ZTF18abcdefg", forestID: "ztf/3",
            score: 0.71,
            tailProbability: 0.002, inTrainingSample: true),
        alert: Alert(
            project: "sky", stream: "ztf", alertID: "2459000123", objectID: "ZTF18abcdefg", mjdUTC: 60_010,
            raDegrees: 266.404_996, decDegrees: -28.936_172, band: "g", magnitude: 18.5, magnitudeError: 0.05,
            lightCurve: [
                LightCurvePoint(mjdUTC: 60_000, band: "g"),
                LightCurvePoint(mjdUTC: 60_002, band: "r", magnitude: 19.0),
                LightCurvePoint(mjdUTC: 60_005, band: "g", magnitude: 20.0),
                LightCurvePoint(mjdUTC: 60_003, band: "g", magnitude: 21.0),
                LightCurvePoint(mjdUTC: 60_008, band: "g"),
            ], survey: "ZTF"),
        explanation: [
            Contribution(feature: "distnr", value: 0.25, typical: 1.5, share: 0.5),
            Contribution(feature: "drb", value: 0.9, typical: 0.99, share: 0.3),
            Contribution(feature: "a-b", value: .nan, typical: 2, share: 0.2),
        ], anomalyLimit: 0.01)
}

/// An anomaly of few possible values, many of them missing, so that comparisons are often equal.
func randomAnomaly(_ random: inout SeededGenerator) -> Anomaly {
    func value(_ random: inout SeededGenerator) -> Float {
        Bool.random(using: &random)
            ? [-2, -1, 0, 0.1, 0.9, 1, 1.5, 3, 19].randomElement(using: &random) ?? 0
            : Bool.random(using: &random) ? .nan : Float.random(in: -4...20, using: &random)
    }
    func text(_ random: inout SeededGenerator) -> String {
        ["", "g", "r", "gr", "g*", "é", "drb", "distnr", "ztf", "lsst"].randomElement(using: &random) ?? ""
    }
    var anomaly = sampleAnomaly()
    anomaly.score.score = Double(value(&random))
    anomaly.score.tailProbability = Double.random(in: 0...0.02, using: &random)
    anomaly.score.inTrainingSample = Bool.random(using: &random)
    anomaly.alert.magnitude = value(&random)
    anomaly.alert.magnitudeError = value(&random)
    anomaly.alert.mjdUTC = Double(value(&random))
    anomaly.alert.band = text(&random)
    anomaly.alert.survey = text(&random)
    anomaly.alert.objectID = text(&random)
    anomaly.alert.lightCurve = []
    anomaly.explanation = ["drb", "distnr", "a-b", "other"].shuffled(using: &random).map {
        Contribution(feature: $0, value: value(&random), typical: value(&random), share: value(&random))
    }
    if Int.random(in: 0..<5, using: &random) == 0 { anomaly.explanation.removeFirst(2) }
    return anomaly
}

/// Whether a condition holds for an anomaly.
func holds(_ text: String, for anomaly: Anomaly = sampleAnomaly()) throws -> Bool {
    var layout = FactLayout()
    let program = ConditionProgram(try Condition(text, vocabulary: testVocabulary), layout: &layout)
    return program.holds(layout.facts(of: anomaly))
}

/// What an anomaly says of one field, as a condition sees it: a number, NaN for missing.
func number(_ name: String, of anomaly: Anomaly = sampleAnomaly()) throws -> Double {
    var layout = FactLayout()
    let condition = try Condition("\(name) is missing", vocabulary: testVocabulary)
    _ = ConditionProgram(condition, layout: &layout)
    return layout.facts(of: anomaly).number(0)
}
