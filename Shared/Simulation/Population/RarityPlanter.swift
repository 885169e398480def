import Alerts
import Foundation

/// Makes rarities that are rare among the ordinary alerts of one night.
///
/// A rarity starts as an ordinary source; then the features that its kind names are moved to where only other classes
/// have them. Places are shares of the night's own distribution, so that the same holds for any seed.
struct RarityPlanter {
    let quantiles: FeatureQuantiles

    /// How far out a moved feature lies: so many ordinary alerts are further out.
    private static let placedTail = 0.0065...0.010
    /// A combination's features all keep inside this tail.
    private static let combinationTail = 0.0055
    private static let attempts = 400

    /// Makes a rarity of a kind.
    ///
    /// - Parameter jd: time of the exposure, Julian Date, UTC.
    func rarity(_ kind: RarityKind, jd: Double, random: inout SimulationRandom) -> SimulatedCandidate {
        var best: (candidate: SimulatedCandidate, outside: Int)?
        for _ in 0..<Self.attempts {
            let candidate = draw(kind, jd: jd, random: &random)
            guard kind.isCombination else { return candidate }
            let row = FeatureSet.ztfCandidate.values(of: candidate.values)
            let outside = quantiles.countOutside(row, tail: Self.combinationTail)
            if outside == 0 { return candidate }
            if outside < best?.outside ?? .max { best = (candidate, outside) }
        }
        return best?.candidate ?? draw(kind, jd: jd, random: &random)
    }

    private func draw(_ kind: RarityKind, jd: Double, random: inout SimulationRandom) -> SimulatedCandidate {
        let object = SimulatedObject(kind.host, jd: jd, random: &random)
        let exposure = SimulatedExposure(jd: jd, filter: random.chance(0.5) ? 1 : 2, random: &random)
        var candidate = object.measured(in: exposure, after: nil, random: &random)
        candidate.isPositive = true
        var run = RarityHistory(
            amplitude: 0.3, risePerDay: 0.05, fadePerDay: 0.02, color: random.normal(0.3, 0.1))
        for (feature, place) in kind.places {
            let tail = random.uniform(Self.placedTail.lowerBound, Self.placedTail.upperBound)
            let value =
                switch place {
                case .low: quantiles.value(feature.rawValue, share: tail)
                case .high: quantiles.value(feature.rawValue, share: 1 - tail)
                case .extreme(let value): value + random.normal(0, 0.05 * abs(value))
                }
            run.set(feature, to: value)
            candidate.set(feature, to: value)
        }
        candidate.history = run.points(endingAt: candidate, random: &random)
        return candidate
    }
}

extension SimulatedCandidate {
    /// Changes the measurement so that a feature gets a value; those of the history are `RarityHistory`'s.
    fileprivate mutating func set(_ feature: RarityFeature, to value: Double) {
        switch feature {
        case .magnitude:
            limit += value - magnitude
            referenceMagnitude += value - magnitude
            magnitude = value
        case .magnitudeError: magnitudeError = pow(10, value)
        case .overLimit: limit = magnitude + value
        case .minusReference: referenceMagnitude = magnitude - value
        case .apertureMinusPSF: apertureMinusPSF = value
        case .psfChi: chi = pow(10, value)
        case .fwhm: fwhm = value
        case .elongation: elongation = pow(10, value)
        case .realBogus: realBogus = value
        case .deepBogus: deepRealBogus = 1.001 - pow(10, value)
        case .referenceSharpness: referenceSharpness = value
        case .referenceChi: referenceChi = pow(10, value)
        case .starScore: catalog?.starScore = value
        case .catalogColor:
            guard let red = catalog?.r else { return }
            catalog?.g = red + value
        case .gaiaDistance: gaiaDistance = pow(10, value) - 0.05
        case .detectedFraction: coverages = max(detections, Int((Double(detections) / pow(10, value)).rounded()))
        case .amplitude, .riseRate, .fadeRate, .differenceColor: return
        }
    }
}
