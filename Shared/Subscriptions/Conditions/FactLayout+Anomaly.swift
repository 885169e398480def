import Messages
import Sky

extension FactLayout {
    /// What an anomaly says of all the fields that were asked about.
    ///
    /// - Complexity: the light curve, the explanation and the two rotations of the position are looked at only where a
    ///   condition asks about them.
    public func facts(of anomaly: Anomaly) -> Facts {
        var numbers = [Double](repeating: .nan, count: numberFields.count)
        var reading = AnomalyReading(anomaly)
        for (slot, field) in ownNumbers { numbers[slot] = reading.number(field).orMissing }
        if !featureSlots.isEmpty {
            var left = featureSlots.count
            for contribution in anomaly.explanation {
                guard let slots = featureSlots[contribution.feature] else { continue }
                if slots.value >= 0 { numbers[slots.value] = Double(contribution.value).orMissing }
                if slots.typical >= 0 { numbers[slots.typical] = Double(contribution.typical).orMissing }
                if slots.share >= 0 { numbers[slots.share] = Double(contribution.share).orMissing }
                left -= 1
                if left == 0 { break }
            }
        }
        let texts = textFields.map { reading.text($0) }
        return Facts(
            numbers: numbers, texts: texts, textNumbers: texts.map { number(ofKnown: $0) }, growth: growth)
    }
}

/// Reads fields of one anomaly; what costs something is computed when it is first asked for.
private struct AnomalyReading {
    let anomaly: Anomaly
    private lazy var history = LightCurveFacts(anomaly.alert)
    private lazy var galactic = CelestialFrame.galactic.coordinates(of: anomaly.alert)
    private lazy var ecliptic = CelestialFrame.ecliptic.coordinates(of: anomaly.alert)

    init(_ anomaly: Anomaly) { self.anomaly = anomaly }

    /// A number or a truth that is not of a feature; NaN where it is missing.
    mutating func number(_ field: Field) -> Double {
        switch field {
        case .magnitude: Double(anomaly.alert.magnitude)
        case .magnitudeError: Double(anomaly.alert.magnitudeError)
        case .mjd: anomaly.alert.mjdUTC
        case .rightAscension: anomaly.alert.raDegrees
        case .declination: anomaly.alert.decDegrees
        case .galacticLongitude: galactic.longitude
        case .galacticLatitude: galactic.latitude
        case .eclipticLongitude: ecliptic.longitude
        case .eclipticLatitude: ecliptic.latitude
        case .score: anomaly.score.score
        case .tailProbability: anomaly.score.tailProbability
        case .inTrainingSample: anomaly.score.inTrainingSample ? 1 : 0
        case .lightCurvePoints: Double(anomaly.alert.lightCurve.count)
        case .detections: Double(history.detections)
        case .ageDays: history.ageDays
        case .brightening: history.brightening
        case .band, .stream, .survey, .alertID, .objectID, .topFeature, .feature, .typical, .share: .nan
        }
    }

    /// A text; empty where it is missing.
    func text(_ field: Field) -> String {
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
}
