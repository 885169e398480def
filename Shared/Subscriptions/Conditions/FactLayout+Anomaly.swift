import Messages
import Sky

extension FactLayout {
    /// What an anomaly says of all the fields that were asked about.
    ///
    /// - Complexity: the light curve, the explanation and the position in other frames are looked at only where a
    ///   condition asks about them.
    public func facts(of anomaly: Anomaly) -> Facts {
        let numbers = [Double](unsafeUninitializedCapacity: numberFields.count) { numbers, count in
            numbers.initialize(repeating: .nan)
            count = numberFields.count
            var reading = AnomalyReading()
            for (slot, field) in ownNumbers { numbers[slot] = reading.number(field, of: anomaly).orMissing }
            features.fill(numbers, from: anomaly.explanation)
        }
        let texts = textFields.map { AnomalyReading.text($0, of: anomaly) }
        return Facts(numbers: numbers, texts: texts, textNumbers: texts.map { number(ofKnown: $0) }, growth: growth)
    }
}

/// Reads fields of one anomaly; what costs something is computed when it is first asked for.
private struct AnomalyReading {
    private var history: LightCurveFacts?
    private var galactic: (longitude: Double, latitude: Double)?
    private var ecliptic: (longitude: Double, latitude: Double)?

    /// A number or a truth that is not of a feature; NaN where it is missing.
    mutating func number(_ field: Field, of anomaly: Anomaly) -> Double {
        switch field {
        case .magnitude: Double(anomaly.alert.magnitude)
        case .magnitudeError: Double(anomaly.alert.magnitudeError)
        case .mjd: anomaly.alert.mjdUTC
        case .rightAscension: anomaly.alert.raDegrees
        case .declination: anomaly.alert.decDegrees
        case .galacticLongitude: Self.kept(&galactic, CelestialFrame.galactic.coordinates(of: anomaly.alert)).longitude
        case .galacticLatitude: Self.kept(&galactic, CelestialFrame.galactic.coordinates(of: anomaly.alert)).latitude
        case .eclipticLongitude: Self.kept(&ecliptic, CelestialFrame.ecliptic.coordinates(of: anomaly.alert)).longitude
        case .eclipticLatitude: Self.kept(&ecliptic, CelestialFrame.ecliptic.coordinates(of: anomaly.alert)).latitude
        case .score: anomaly.score.score
        case .tailProbability: anomaly.score.tailProbability
        case .inTrainingSample: anomaly.score.inTrainingSample ? 1 : 0
        case .lightCurvePoints: Double(anomaly.alert.lightCurve.count)
        case .detections: Double(Self.kept(&history, LightCurveFacts(anomaly.alert)).detections)
        case .ageDays: Self.kept(&history, LightCurveFacts(anomaly.alert)).ageDays
        case .brightening: Self.kept(&history, LightCurveFacts(anomaly.alert)).brightening
        case .band, .stream, .survey, .alertID, .objectID, .topFeature, .feature, .typical, .share: .nan
        }
    }

    /// A text; empty where it is missing.
    static func text(_ field: Field, of anomaly: Anomaly) -> String {
        switch field {
        case .band: anomaly.alert.band
        case .stream: anomaly.alert.stream
        case .survey: anomaly.alert.survey
        case .alertID: anomaly.alert.alertID
        case .objectID: anomaly.alert.objectID
        case .topFeature: anomaly.explanation.first?.feature ?? ""
        default: ""
        }
    }

    private static func kept<Value>(_ place: inout Value?, _ make: @autoclosure () -> Value) -> Value {
        if let value = place { return value }
        let value = make()
        place = value
        return value
    }
}
