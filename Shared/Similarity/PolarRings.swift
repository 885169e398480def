import Foundation

/// Fourier modes of an object on circles about its centre.
struct PolarRings {
    /// The mean on each pair of circles.
    private(set) var profile: [Float]
    /// √ of the shares of modes 1…6 in the energy of the image, zone after zone.
    private(set) var modeShares: [Float] = []
    /// cos of the angle between a mode in one zone and in the next, damped where either is weak.
    private(set) var phases: [Float] = []
    /// How much of mode 2 goes when all circles are added with their phases: 0 for a bar or what is round, more for a spiral.
    let twist: Float

    private static let circles = 16
    private static let angles = 48
    private static let outermost: Float = 1.5

    private static let cosines = (0..<angles).map { Float(cos(2 * Double.pi * Double($0) / Double(angles))) }
    private static let sines = (0..<angles).map { Float(sin(2 * Double.pi * Double($0) / Double(angles))) }

    /// cos and sin of each mode at all angles, sixteen at a time.
    private static let waves: [(cosines: SIMD16<Float>, sines: SIMD16<Float>)] = {
        (1...DescriptorLayout.modes).flatMap { mode in
            (0..<angles / 16).map { part in
                let turns = (16 * part..<16 * (part + 1)).map { mode * $0 % angles }
                return (SIMD16(turns.map { cosines[$0] }), SIMD16(turns.map { sines[$0] }))
            }
        }
    }()

    init(_ object: CentralObject, growth: LightGrowth) {
        let modes = DescriptorLayout.modes
        let zones = DescriptorLayout.zones
        let perZone = Self.circles / zones
        let surfaceBrightness = max(
            0.5 * growth.light / (Float.pi * growth.r50 * growth.r50), Float.leastNormalMagnitude)
        var means = [Float](repeating: 0, count: Self.circles)
        var powers = [Float](repeating: 0, count: zones * (modes + 1))
        var sums = [SIMD2<Float>](repeating: .zero, count: zones * (modes + 1))
        var secondMode = SIMD2<Float>.zero
        var secondModeSize: Float = 0
        let cosines = Self.cosines
        let sines = Self.sines
        let waves = Self.waves
        let parts = Self.angles / 16
        var vectors = [SIMD16<Float>](repeating: .zero, count: parts)
        var samples = [Float](repeating: 0, count: Self.angles)
        object.smooth.withUnsafeBufferPointer { plane in
            for circle in 0..<Self.circles {
                let radius = (Float(circle) + 0.5) / Float(Self.circles) * Self.outermost * growth.r80
                for angle in 0..<Self.angles {
                    let value = object.value(
                        of: plane, x: object.centreX + radius * cosines[angle],
                        y: object.centreY + radius * sines[angle])
                    samples[angle] = Self.stretched(value / surfaceBrightness)
                }
                for part in 0..<parts { vectors[part] = SIMD16(samples[16 * part..<16 * (part + 1)]) }
                let mean = samples.reduce(0, +) / Float(Self.angles)
                means[circle] = mean
                let zone = circle / perZone
                // A circle stands for an area that grows with its radius.
                let area = Float(circle) + 0.5
                powers[zone * (modes + 1)] += area * mean * mean
                // The slope of the stretch at the mean is 1/cosh: it scales the noise.
                let slope = 1 / cosh(mean)
                let stretchedNoise = CentralObject.smoothedNoise * object.noise / surfaceBrightness * slope
                let independent = min(Float(Self.angles), max(2 * Float.pi * radius / 2.5, 1))
                let noisePower = stretchedNoise * stretchedNoise / independent
                for mode in 1...modes {
                    var real = SIMD16<Float>.zero
                    var imaginary = SIMD16<Float>.zero
                    for part in 0..<parts {
                        let turn = waves[(mode - 1) * parts + part]
                        real += vectors[part] * turn.cosines
                        imaginary -= vectors[part] * turn.sines
                    }
                    var a = SIMD2(real.sum(), imaginary.sum())
                    a /= Float(Self.angles)
                    let power = (a * a).sum()
                    powers[zone * (modes + 1) + mode] += area * 2 * (power - noisePower)
                    sums[zone * (modes + 1) + mode] += area * a
                    if mode == 2 {
                        secondMode += area * a
                        secondModeSize += area * power.squareRoot()
                    }
                }
            }
        }
        let energy = max(powers.reduce(0) { $0 + max($1, 0) }, Float.leastNormalMagnitude)
        let brightest = max(means.map { abs($0) }.max() ?? 0, Float.leastNormalMagnitude)
        profile = (0..<DescriptorLayout.profileSteps).map { (means[2 * $0] + means[2 * $0 + 1]) / (2 * brightest) }
        for zone in 0..<zones {
            for mode in 1...modes {
                modeShares.append((max(powers[zone * (modes + 1) + mode], 0) / energy).squareRoot())
            }
        }
        for zone in 1..<zones {
            for mode in 1...DescriptorLayout.phaseModes {
                let inner = sums[(zone - 1) * (modes + 1) + mode]
                let outer = sums[zone * (modes + 1) + mode]
                let sizes = ((inner * inner).sum() * (outer * outer).sum()).squareRoot()
                // 0.02 of the energy, in the units of these sums: areas add up to about 4 · area a zone.
                let weak = 0.02 * energy * Float(perZone * Self.circles) / 2
                phases.append((inner * outer).sum() / max(sizes + weak, Float.leastNormalMagnitude))
            }
        }
        let length = (secondMode * secondMode).sum().squareRoot()
        let strong = secondModeSize + 0.1 * (energy * Float(Self.circles * Self.circles) / 2).squareRoot()
        twist = (secondModeSize - length) / max(strong, Float.leastNormalMagnitude)
    }

    /// asinh.
    private static func stretched(_ value: Float) -> Float {
        let size = abs(value)
        let result = log(size + (size * size + 1).squareRoot())
        return value < 0 ? -result : result
    }
}
