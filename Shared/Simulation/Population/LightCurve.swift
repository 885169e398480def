import Foundation

/// How a simulated source's magnitude runs with time.
struct LightCurve {
    enum Shape {
        /// A steep rise and a slow fall, over and over.
        case sawtooth(periodDays: Double)
        /// Constant but for dips.
        case eclipses(periodDays: Double)
        case sine(periodDays: Double)
        /// A sum of slow waves without a period.
        case wandering(phases: [Double])
        /// Constant rise to the peak, constant fall behind it.
        case outburst(peakJD: Double, risePerDay: Double, fallPerDay: Double)
    }

    var shape: Shape
    /// Magnitude at its brightest.
    var peak: Double
    /// Faintest minus brightest, mag; of an outburst, how deep it is followed.
    var amplitude: Double
    /// Where in its period the source was at Julian Date 0, 0 to 1.
    var phase: Double

    /// The magnitude at a time.
    func magnitude(jd: Double) -> Double {
        peak + amplitude * depth(jd: jd)
    }

    /// How far below its brightest, 0 to 1.
    private func depth(jd: Double) -> Double {
        switch shape {
        case .sawtooth(let period):
            let place = turns(jd, period)
            return place < 0.15 ? 1 - place / 0.15 : (place - 0.15) / 0.85
        case .eclipses(let period):
            let place = turns(jd, period)
            let primary = max(0, 1 - abs(place - 0.5) / 0.15)
            let secondary = 0.5 * max(0, 1 - min(place, 1 - place) / 0.15)
            return max(primary, secondary)
        case .sine(let period):
            return 0.5 - 0.5 * cos(2 * .pi * turns(jd, period))
        case .wandering(let phases):
            var sum = 0.0
            for (index, phase) in phases.enumerated() {
                sum += sin(2 * .pi * (turns(jd, 11 * pow(2.3, Double(index))) + phase))
            }
            return 0.5 + 0.5 * sum / Double(phases.count)
        case .outburst(let peakJD, let rise, let fall):
            let days = jd - peakJD
            return min(1, (days < 0 ? -days * rise : days * fall) / amplitude)
        }
    }

    private func turns(_ jd: Double, _ period: Double) -> Double {
        let turns = (jd - 2_460_000) / period + phase
        return turns - turns.rounded(.down)
    }
}
