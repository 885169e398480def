import Foundation

/// One exposure of the night.
struct SimulatedExposure {
    /// Julian Date of the start, UTC, days.
    var jd: Double
    /// 1 (g) or 2 (r).
    var filter: Int
    /// Five-sigma limit, mag.
    var limit: Double
    /// Full width at half maximum of a star, pixels.
    var seeing: Double

    /// An exposure at a time, under the weather of that moment.
    init(jd: Double, filter: Int, random: inout SimulationRandom) {
        self.jd = jd
        self.filter = filter
        seeing = 2.15 * pow(10, random.normal(0, 0.045))
        limit = (filter == 1 ? 20.45 : 20.25) - 1.2 * log10(seeing / 2.15) * 2.5 + random.normal(0, 0.1)
    }
}

extension SimulatedObject {
    /// Measures the object in an exposure, with the history that the survey keeps of it.
    ///
    /// - Parameter earlier: what was measured of it earlier this night.
    func measured(
        in exposure: SimulatedExposure, after earlier: SimulatedCandidate?, random: inout SimulationRandom
    ) -> SimulatedCandidate {
        var seen = template
        seen.jd = exposure.jd
        seen.filter = exposure.filter
        seen.limit = exposure.limit
        // An alert is a detection: a source that would be too faint is one that is brighter.
        let faintest = exposure.limit - random.uniform(0.05, 0.6)
        let brightening = max(0, magnitude(jd: exposure.jd, filter: exposure.filter) - faintest)
        let brightness = magnitude(jd: exposure.jd, filter: exposure.filter) - brightening
        seen.magnitudeError = Self.error(magnitude: brightness, limit: exposure.limit, random: &random)
        seen.magnitude = brightness + random.normal(0, 0.4 * seen.magnitudeError)
        seen.isPositive = random.chance(positiveShare)
        measureShape(of: &seen, in: exposure, random: &random)
        if sourceClass == .asteroid {
            seen.history = emptyHistory(before: exposure.jd, random: &random)
        } else {
            seen.history = history(before: exposure.jd, brightening: brightening, like: seen, random: &random)
        }
        if let earlier { seen.remember(earlier) }
        if sourceClass.isBlemished, random.chance(Blemish.share) {
            seen.apply(Blemish.draw(&random), strength: random.uniform(0.5, 1))
        }
        return seen
    }

    private func magnitude(jd: Double, filter: Int) -> Double {
        lightCurve.magnitude(jd: jd) + (filter == 1 ? color / 2 : -color / 2)
    }

    /// The error follows the distance to the limit: five sigma there, a floor for bright sources.
    private static func error(magnitude: Double, limit: Double, random: inout SimulationRandom) -> Double {
        let signalToNoise = 5 * pow(10, 0.4 * (limit - magnitude))
        let error = (0.0004 + 1.179 / (signalToNoise * signalToNoise)).squareRoot()
        return min(0.36, error * pow(10, random.normal(0, 0.03)))
    }

    private func measureShape(
        of seen: inout SimulatedCandidate, in exposure: SimulatedExposure, random: inout SimulationRandom
    ) {
        let margin = seen.limit - seen.magnitude
        seen.chi = pow(10, 0.08 + 0.13 * margin + random.normal(0, 0.1))
        seen.fwhm = exposure.seeing * pow(10, random.normal(0.01, 0.025))
        seen.elongation = pow(10, abs(random.normal(0.045, 0.02)))
        seen.apertureMinusPSF = random.normal(0.02, 0.02 + 0.4 * seen.magnitudeError) + 0.1 * (seen.fwhm - 2.15)
        seen.sumRatio = 1 - min(0.5, pow(10, -2.1 + 0.9 * log10(seen.magnitudeError / 0.02) + random.normal(0, 0.25)))
        seen.realBogus = min(0.99, max(0.05, 0.55 + 0.08 * margin + random.normal(0, 0.07)))
        seen.deepRealBogus = 1 - min(1, pow(10, -2.0 - 0.22 * margin + random.normal(0, 0.3)))
        if sourceClass == .bogus {
            let sharp = random.chance(0.5)
            seen.chi *= pow(10, random.normal(0.25, 0.12))
            seen.fwhm = sharp ? random.normal(1.7, 0.1) : random.normal(2.8, 0.2)
            seen.elongation = pow(10, abs(random.normal(0.09, 0.02)))
            seen.apertureMinusPSF = (sharp ? 0.12 : -0.12) + random.normal(0, 0.05)
            seen.sumRatio = 1 - min(0.9, pow(10, random.normal(-0.7, 0.12)))
            seen.realBogus = min(0.7, max(0.02, random.normal(0.40, 0.07)))
            seen.deepRealBogus = 1 - min(1, pow(10, random.normal(-0.6, 0.15)))
        }
    }

    // MARK: History

    /// Visits of the past 30 days, each a detection or the limit under which the source stayed.
    private func history(
        before jd: Double, brightening: Double, like seen: SimulatedCandidate, random: inout SimulationRandom
    ) -> [SimulatedCandidate.HistoryPoint] {
        let oldest = max(jd - 30, jd - seen.daysSinceFirstDetection - (sourceClass == .supernova ? 12 : 30))
        return visits(from: oldest, to: jd, random: &random).map { visit in
            var point = SimulatedCandidate.HistoryPoint(jd: visit.jd, filter: visit.filter, limit: visit.limit)
            let brightness = magnitude(jd: visit.jd, filter: visit.filter) - brightening
            let isKnown = visit.jd > jd - seen.daysSinceFirstDetection
            // Artefacts come and go.
            let isSeen = sourceClass == .bogus ? random.chance(0.3) : brightness < visit.limit - 0.05
            guard isKnown, isSeen else { return point }
            let error = Self.error(magnitude: brightness, limit: visit.limit, random: &random)
            point.detection = .init(
                magnitude: min(brightness, visit.limit) + random.normal(0, error), magnitudeError: error,
                isPositive: random.chance(0.85) ? seen.isPositive : random.chance(positiveShare),
                fwhm: visit.seeing * pow(10, random.normal(0, 0.03)),
                realBogus: min(0.99, max(0.02, seen.realBogus + random.normal(0, 0.1))))
            return point
        }
    }

    /// A history of limits only, as at the place of a source that moves.
    private func emptyHistory(
        before jd: Double, random: inout SimulationRandom
    ) -> [SimulatedCandidate.HistoryPoint] {
        visits(from: jd - 30, to: jd, random: &random)
            .map { .init(jd: $0.jd, filter: $0.filter, limit: $0.limit) }
    }

    /// Every three nights or so, in g and in r; the last at least half a day ago.
    private func visits(
        from oldest: Double, to jd: Double, random: inout SimulationRandom
    ) -> [SimulatedExposure] {
        var visits: [SimulatedExposure] = []
        var night = jd - 1 - (random.uniform() * 2).rounded(.down)
        while night > oldest {
            for filter in [1, 2] where random.chance(0.85) {
                let time = night + random.uniform(-0.1, 0.1) + Double(filter) * 0.02
                visits.append(SimulatedExposure(jd: time, filter: filter, random: &random))
            }
            night -= 1 + (random.uniform() * 4).rounded(.down)
        }
        return visits.sorted { $0.jd < $1.jd }
    }
}

extension SimulatedCandidate {
    /// Adds an earlier measurement of the same night to the history.
    mutating func remember(_ earlier: SimulatedCandidate) {
        history.append(earlier.asHistory)
        detections += 1
        daysSinceFirstDetection += jd - earlier.jd
    }

    private var asHistory: HistoryPoint {
        HistoryPoint(
            jd: jd, filter: filter, limit: limit,
            detection: .init(
                magnitude: magnitude, magnitudeError: magnitudeError, isPositive: isPositive, fwhm: fwhm,
                realBogus: realBogus))
    }
}
