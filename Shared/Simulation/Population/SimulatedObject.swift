import Foundation

/// A source in the simulated sky: what is near it, how it varies, how long the survey has known it.
struct SimulatedObject {
    let sourceClass: SourceClass
    var lightCurve: LightCurve
    /// What is the same in each of its exposures.
    var template = SimulatedCandidate()
    /// g − r, mag.
    var color: Double
    /// Probability that a difference is positive.
    var positiveShare = 1.0

    /// Draws a source.
    ///
    /// - Parameter jd: the middle of the night.
    init(_ sourceClass: SourceClass, jd: Double, random: inout SimulationRandom) {
        self.sourceClass = sourceClass
        color = random.normal(0.3, 0.15)
        lightCurve = LightCurve(
            shape: .sine(periodDays: 1), peak: 18, amplitude: 0.3, phase: random.uniform())
        template.ra = random.uniform(0, 360)
        template.dec = asin(random.uniform(-0.45, 0.98)) * 180 / .pi
        template.field = 250 + Int(random.uniform(0, 650))
        template.readoutChannel = Int(random.uniform(0, 64))
        template.x = random.uniform(30, 3040)
        template.y = random.uniform(30, 3040)
        template.coverages = Int(pow(10, random.normal(2.85, 0.15)))
        switch sourceClass {
        case .rrLyrae, .eclipsingBinary, .longPeriodVariable, .cataclysmicVariable: makeStar(jd, &random)
        case .activeNucleus: makeActiveNucleus(&random)
        case .supernova: makeSupernova(jd, &random)
        case .asteroid: makeAsteroid(&random)
        case .bogus: makeBogus(&random)
        }
    }

    // MARK: Stars

    private mutating func makeStar(_ jd: Double, _ random: inout SimulationRandom) {
        var starColor = 0.5
        var fraction = 0.5
        positiveShare = 0.8
        switch sourceClass {
        case .rrLyrae:
            starColor = random.normal(0.22, 0.06)
            lightCurve.shape = .sawtooth(periodDays: random.uniform(0.45, 0.75))
            lightCurve.amplitude = random.uniform(0.4, 1.1)
            lightCurve.peak = random.uniform(15.5, 18.8)
            fraction = pow(10, random.normal(-0.35, 0.12))
        case .eclipsingBinary:
            starColor = random.normal(0.55, 0.18)
            lightCurve.shape = .eclipses(periodDays: pow(10, random.normal(-0.1, 0.35)))
            lightCurve.amplitude = random.uniform(0.15, 0.8)
            lightCurve.peak = random.uniform(15.5, 19.2)
            fraction = pow(10, random.normal(-0.65, 0.2))
        case .longPeriodVariable:
            starColor = random.normal(1.3, 0.2)
            lightCurve.shape = .sine(periodDays: random.uniform(150, 450))
            lightCurve.amplitude = random.uniform(0.6, 3.0)
            lightCurve.peak = random.uniform(14.8, 17.5)
            fraction = pow(10, random.normal(-0.2, 0.08))
        default:
            starColor = random.normal(0.15, 0.2)
            lightCurve.shape = .outburst(
                peakJD: jd - random.uniform(-1, 12), risePerDay: pow(10, random.normal(0.1, 0.15)),
                fallPerDay: pow(10, random.normal(-0.9, 0.2)))
            lightCurve.amplitude = random.uniform(1.5, 4)
            lightCurve.peak = random.uniform(16, 18.8)
            fraction = pow(10, random.normal(-1.0, 0.25))
            positiveShare = 1
        }
        color = starColor + random.normal(0, 0.08)
        let quiescent =
            lightCurve.peak + lightCurve.amplitude * 0.7
            - (sourceClass == .cataclysmicVariable ? 0 : random.uniform(0.6, 1.6))
        setStarNeighbor(magnitude: min(quiescent, 21.5), color: starColor, &random)
        template.daysSinceFirstDetection = min(pow(10, random.normal(3.18, 0.12)), 2200)
        template.detections = max(3, Int(fraction * Double(template.coverages)))
    }

    /// A star at the source's own place, in all three catalogues.
    private mutating func setStarNeighbor(magnitude: Double, color: Double, _ random: inout SimulationRandom) {
        let offset = pow(10, random.normal(-0.75, 0.18))
        template.referenceDistance = offset
        template.referenceMagnitude = magnitude
        template.referenceSharpness = random.normal(0, 0.025)
        template.referenceChi = pow(10, random.normal(-0.25, 0.12))
        template.catalog = .init(
            distance: offset * pow(10, random.normal(0.05, 0.08)),
            starScore: 1 - pow(10, random.normal(-1.9, 0.4)), g: magnitude + color / 2, r: magnitude - color / 2)
        template.gaiaDistance = offset * pow(10, random.normal(0.05, 0.08))
        template.gaiaMagnitude = magnitude
    }

    // MARK: Galaxies

    private mutating func makeActiveNucleus(_ random: inout SimulationRandom) {
        lightCurve.shape = .wandering(phases: (0..<5).map { _ in random.uniform() })
        lightCurve.peak = random.uniform(17.6, 19.6)
        lightCurve.amplitude = random.uniform(0.3, 1.2)
        color = random.normal(0.15, 0.12)
        positiveShare = 0.75
        let magnitude = lightCurve.peak - random.uniform(0.2, 1.6)
        let extent = random.uniform()
        setStarNeighbor(magnitude: magnitude, color: random.normal(0.3, 0.12) + 0.25 * extent, &random)
        template.referenceSharpness = 0.02 + 0.16 * extent + random.normal(0, 0.02)
        template.referenceChi = pow(10, -0.2 + 0.4 * extent + random.normal(0, 0.1))
        template.catalog?.starScore = min(1, max(0, 0.98 - 0.9 * extent + random.normal(0, 0.03)))
        template.daysSinceFirstDetection = min(pow(10, random.normal(3.1, 0.14)), 2200)
        template.detections = max(4, Int(pow(10, random.normal(-0.85, 0.2)) * Double(template.coverages)))
    }

    private mutating func makeSupernova(_ jd: Double, _ random: inout SimulationRandom) {
        let age = random.uniform(3, 70)
        let riseTime = random.uniform(12, 20)
        lightCurve.peak = random.uniform(17.3, 19.7)
        lightCurve.amplitude = 3
        lightCurve.shape = .outburst(
            peakJD: jd - age + riseTime, risePerDay: pow(10, random.normal(-0.95, 0.15)),
            fallPerDay: pow(10, random.normal(-1.35, 0.15)))
        color = -0.15 + 0.016 * age + random.normal(0, 0.08)
        let offset = pow(10, random.normal(0.25, 0.28))
        template.referenceDistance = offset
        template.referenceMagnitude = random.normal(19.3, 0.9)
        template.referenceSharpness = random.normal(0.28, 0.09)
        template.referenceChi = pow(10, random.normal(0.25, 0.18))
        let hostColor = random.normal(0.65, 0.14)
        template.catalog = .init(
            distance: offset * pow(10, random.normal(0, 0.08)), starScore: pow(10, random.normal(-1.5, 0.35)),
            g: template.referenceMagnitude + hostColor / 2, r: template.referenceMagnitude - hostColor / 2)
        template.gaiaDistance = pow(10, random.normal(1.15, 0.2))
        template.gaiaMagnitude = random.normal(18.5, 1.2)
        template.daysSinceFirstDetection = age
        template.detections = max(2, Int(age * pow(10, random.normal(-0.25, 0.12))))
    }

    // MARK: What has no history

    private mutating func makeAsteroid(_ random: inout SimulationRandom) {
        setChanceNeighbor(&random)
        lightCurve.amplitude = 0.1
        lightCurve.peak = 19.9 - pow(random.uniform(), 2) * 3.5
        lightCurve.shape = .sine(periodDays: 0.4)
        color = random.normal(0.55, 0.08)
        template.solarSystem = (
            abs(random.normal(0, 0.5)), lightCurve.peak + random.normal(0, 0.3), "\(Int(random.uniform(1000, 500_000)))"
        )
        template.detections = 1
        template.daysSinceFirstDetection = 0
    }

    private mutating func makeBogus(_ random: inout SimulationRandom) {
        lightCurve.peak = 19.8 - pow(random.uniform(), 2) * 3
        lightCurve.amplitude = 0.8
        lightCurve.shape = .wandering(phases: (0..<5).map { _ in random.uniform() })
        color = random.normal(0.4, 0.5)
        positiveShare = 0.6
        let offset = pow(10, random.normal(-0.05, 0.3))
        template.referenceDistance = offset
        template.referenceMagnitude = random.normal(15.4, 0.9)
        template.referenceSharpness = random.normal(-0.06, 0.07)
        template.referenceChi = pow(10, random.normal(0.55, 0.2))
        template.catalog = .init(
            distance: offset * pow(10, random.normal(0, 0.1)), starScore: 1 - pow(10, random.normal(-1.2, 0.4)),
            g: template.referenceMagnitude + 0.4, r: template.referenceMagnitude - 0.4 + random.normal(0, 0.2))
        template.gaiaDistance = offset * pow(10, random.normal(0, 0.1))
        template.gaiaMagnitude = template.referenceMagnitude
        template.daysSinceFirstDetection = pow(10, random.normal(2.4, 0.45))
        template.detections = max(2, Int(pow(10, random.normal(0.75, 0.3))))
    }

    /// Whatever star or galaxy happens to be nearest.
    private mutating func setChanceNeighbor(_ random: inout SimulationRandom) {
        let isStar = random.chance(0.45)
        let magnitude = random.normal(20.6, 0.9)
        let neighborColor = isStar ? random.normal(0.8, 0.3) : random.normal(0.6, 0.2)
        template.referenceDistance = pow(10, random.normal(0.9, 0.2))
        template.referenceMagnitude = magnitude
        template.referenceSharpness = isStar ? random.normal(0, 0.06) : random.normal(0.22, 0.12)
        template.referenceChi = pow(10, isStar ? random.normal(-0.1, 0.15) : random.normal(0.1, 0.2))
        template.catalog = .init(
            distance: min(29, template.referenceDistance * pow(10, random.normal(-0.08, 0.1))),
            starScore: isStar ? 1 - pow(10, random.normal(-1.1, 0.4)) : pow(10, random.normal(-1.2, 0.4)),
            g: magnitude + neighborColor / 2, r: magnitude - neighborColor / 2)
        template.gaiaDistance = pow(10, random.normal(1.35, 0.18))
        template.gaiaMagnitude = random.normal(18.5, 1.2)
    }
}
