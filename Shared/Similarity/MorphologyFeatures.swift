import Foundation

/// What is said of an object as a whole.
struct MorphologyFeatures {
    private let growth: LightGrowth
    private let twist: Float
    private let polarity: Float
    private let flattening: Float
    private let tail: Float
    private let asymmetry: Float
    private let quarterTurnAsymmetry: Float
    private let clumpiness: Float
    private let sharpness: Float
    private let centralDip: Float
    private let fill: Float
    private let reach: Float
    private let gini: Float
    private let negativeLight: Float

    init(_ object: CentralObject, growth: LightGrowth, rings: PolarRings) {
        self.growth = growth
        twist = rings.twist
        polarity = object.polarity
        var xx: Float = 0
        var xy: Float = 0
        var yy: Float = 0
        var fourth: Float = 0
        var light: Float = 0
        var area: Float = 0
        var peak: Float = 0
        var sharpest: Float = 0
        var centre: Float = 0
        var rim: Float = 0
        var rimMembers: Float = 0
        var rough: Float = 0
        var negative: Float = 0
        let rimRadius = object.radius - 3
        let centreSquared = max(0.06 * growth.r80 * growth.r80, 1)
        let nearSquared = 4 * growth.r80 * growth.r80
        object.forEachPixelInCircle { index, dx, dy in
            let squared = dx * dx + dy * dy
            let value = object.pixels[index]
            if squared > rimRadius * rimRadius {
                rim += 1
                if object.member[index] { rimMembers += 1 }
            }
            if squared <= nearSquared, object.smooth[index] < -3 * CentralObject.smoothedNoise * object.noise {
                negative -= object.smooth[index]
            }
            guard object.member[index] else { return }
            area += 1
            let smoothed = object.smooth[index]
            rough += abs(value - smoothed)
            peak = max(peak, smoothed)
            if squared <= centreSquared { centre = max(centre, smoothed) }
            sharpest = max(sharpest, value)
            let weight = max(value, 0)
            light += weight
            xx += weight * dx * dx
            xy += weight * dx * dy
            yy += weight * dy * dy
            fourth += weight * squared * squared
        }
        let floor = Float.leastNormalMagnitude
        let moments = max(xx + yy, floor)
        let spread = ((xx - yy) * (xx - yy) + 4 * xy * xy).squareRoot()
        flattening = 1 - (max(moments - spread, 0) / (moments + spread)).squareRoot()
        tail = 0.5 * log(max(fourth * light / (moments * moments), 1))
        // Of pure noise σ the mean of |value − smoothed| is 0.69 σ, with 1-2-1 smoothing.
        clumpiness = max(rough - 0.69 * object.noise * area, 0) / max(light, floor)
        sharpness = log(max(sharpest, floor) / max(peak, floor))
        centralDip = 1 - centre / max(peak, floor)
        fill = 0.5 * log(max(area, 1) / (Float.pi * growth.r80 * growth.r80))
        reach = (rimMembers / max(rim, 1)).squareRoot()
        negativeLight = min(negative / max(light, floor), 3)
        gini = Self.gini(object, brightest: peak)
        (asymmetry, quarterTurnAsymmetry) = Self.asymmetries(object, growth: growth)
    }

    /// The values in the layout's order.
    func values(pixelScaleArcseconds: Float) -> [Float] {
        [
            log(growth.r50 * pixelScaleArcseconds), log(growth.r80 / growth.r20), flattening, asymmetry,
            quarterTurnAsymmetry, clumpiness, sharpness, centralDip, fill, reach, tail, gini, polarity, negativeLight,
            twist,
        ]
    }

    /// Σ |f − f turned| / Σ |f| within 1.5 R80, for half and quarter turns; the part that noise makes is taken off.
    private static func asymmetries(_ object: CentralObject, growth: LightGrowth) -> (Float, Float) {
        let limit = 1.5 * growth.r80
        var size: Float = 0
        var half: Float = 0
        var quarter: Float = 0
        var area: Float = 0
        object.smooth.withUnsafeBufferPointer { plane in
            object.forEachPixelInCircle { index, dx, dy in
                guard dx * dx + dy * dy <= limit * limit else { return }
                let value = plane[index]
                size += abs(value)
                half += abs(value - object.value(of: plane, x: object.centreX - dx, y: object.centreY - dy))
                quarter += abs(value - object.value(of: plane, x: object.centreX - dy, y: object.centreY + dx))
                area += 1
            }
        }
        // The mean of |a − b| for normal a and b of the same σ is 2σ/√π.
        let noise = 1.128 * CentralObject.smoothedNoise * object.noise * area
        let least = max(size, Float.leastNormalMagnitude)
        return (min(max(half - noise, 0) / least, 2), min(max(quarter - noise, 0) / least, 2))
    }

    /// Gini coefficient of the members' smoothed light, by counting them in 256 steps up to the brightest.
    private static func gini(_ object: CentralObject, brightest: Float) -> Float {
        guard brightest > 0 else { return 0 }
        let steps = 256
        var counts = [Float](repeating: 0, count: steps)
        let scale = Float(steps - 1) / brightest
        for index in object.member.indices where object.member[index] {
            counts[min(max(Int(object.smooth[index] * scale + 0.5), 0), steps - 1)] += 1
        }
        // Σ (2i − n − 1) x over the sorted values, a step's values at once: their ranks average to its middle.
        var before: Float = 0
        var sum: Float = 0
        var weighted: Float = 0
        for (step, count) in counts.enumerated() {
            sum += Float(step) * count
            weighted += Float(step) * count * (before + count / 2)
            before += count
        }
        return sum > 0 && before > 1 ? 2 * weighted / (before * sum) - 1 : 0
    }
}
