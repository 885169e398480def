import Foundation

/// The history of a rarity: one rise, one fall, with the rates that are asked for.
struct RarityHistory {
    /// Faintest minus brightest, mag.
    var amplitude: Double
    var risePerDay: Double
    var fadePerDay: Double
    /// g − r, mag.
    var color: Double

    /// Takes over a feature if it is one of the history's.
    mutating func set(_ feature: RarityFeature, to value: Double) {
        switch feature {
        case .amplitude: amplitude = max(0.01, pow(10, value) - 0.01)
        case .riseRate: risePerDay = max(0.001, pow(10, value) - 0.01)
        case .fadeRate: fadePerDay = max(0.001, pow(10, value) - 0.01)
        case .differenceColor: color = value
        default: return
        }
    }

    /// Detections on the line from the faintest point over the brightest to the alert, and one in the other band.
    func points(
        endingAt alert: SimulatedCandidate, random: inout SimulationRandom
    ) -> [SimulatedCandidate.HistoryPoint] {
        let fadeDays = min(12, max(0.6, 0.8 * amplitude / fadePerDay))
        let fade = min(0.8 * amplitude, fadePerDay * fadeDays)
        let riseDays = min(29 - fadeDays, max(0.6, amplitude / risePerDay))
        let brightest = alert.magnitude - fade
        let peak = alert.jd - fadeDays
        var points = [
            point(peak - riseDays, alert.filter, brightest + amplitude, alert, &random),
            point(peak, alert.filter, brightest, alert, &random),
        ]
        for share in [0.3, 0.7] {
            let jd = peak - riseDays * share + random.uniform(-0.1, 0.1) * riseDays
            points.append(
                point(jd, alert.filter, brightest + amplitude * (peak - jd) / riseDays, alert, &random))
        }
        let other = alert.filter == 1 ? alert.magnitude - color : alert.magnitude + color
        points.append(point(alert.jd - random.uniform(0.03, 0.3), 3 - alert.filter, other, alert, &random))
        return points.sorted { $0.jd < $1.jd }
    }

    private func point(
        _ jd: Double, _ filter: Int, _ magnitude: Double, _ alert: SimulatedCandidate,
        _ random: inout SimulationRandom
    ) -> SimulatedCandidate.HistoryPoint {
        .init(
            jd: jd, filter: filter, limit: max(magnitude + 0.3, alert.limit + random.normal(0, 0.1)),
            detection: .init(
                magnitude: magnitude, magnitudeError: alert.magnitudeError, isPositive: true,
                fwhm: alert.fwhm, realBogus: alert.realBogus))
    }
}
