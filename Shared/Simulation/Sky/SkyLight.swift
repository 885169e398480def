import Foundation

/// Light that falls off as a two-dimensional Gaussian.
struct SkyGaussian {
    let flux: Double
    /// Its matrix, square pixels.
    let xx: Double
    let xy: Double
    let yy: Double
}

/// A point source, seen through the atmosphere and the telescope.
struct SkyStar {
    let alpha: Double
    /// Values in the middle of the point spread function's two parts.
    let core: Double
    let halo: Double
    /// Value at which pixels are saturated.
    let ceiling: Double
    /// Radius up to which it is drawn, pixels.
    let reach: Double

    /// - Parameter threshold: value under which nothing is drawn.
    init(flux: Double, _ condition: SkyCondition, threshold: Double) {
        let wide = condition.alpha * SkyCondition.haloScale
        alpha = condition.alpha
        core = flux * (1 - SkyCondition.haloShare) * SkyCondition.peak(alpha)
        halo = flux * SkyCondition.haloShare / (.pi * wide * wide)
        ceiling = condition.saturation
        let coreReach = alpha * max(0, pow(core / threshold, 1.0 / 3) - 1).squareRoot()
        let haloReach = wide * max(0, (halo / threshold).squareRoot() - 1).squareRoot()
        reach = min(600, max(coreReach, haloReach))
    }

    /// Radius within which pixels are saturated; 0 where none is.
    var saturatedRadius: Double { alpha * max(0, pow(core / ceiling, 1.0 / 3) - 1).squareRoot() }

    /// Light over the saturation.
    var excess: Double {
        let square = saturatedRadius * saturatedRadius
        let ratio = 1 + square / (alpha * alpha)
        let within = core * .pi * alpha * alpha / 2 * (1 - 1 / (ratio * ratio))
        return max(0, within - .pi * square * ceiling)
    }
}

/// The charge of a saturated star that ran along its columns.
struct SkyBleed {
    /// From which distance to which there is such charge, pixels along the column.
    let inner: Double
    let half: Double
    /// Value of each pixel.
    let level: Double

    /// How far each filled column reaches, as a share of `half`, and all of them together.
    private static let reaches = [0.7, 1, 0.85]
    private static let sum = 2.55

    /// The bleed of a star; nil where it has none.
    ///
    /// - Parameter length: how long it is at least, from its middle.
    init?(of star: SkyStar, length: Double) {
        let excess = star.excess
        guard excess > star.ceiling else { return nil }
        inner = star.saturatedRadius
        half = max(length, inner + excess / (0.8 * star.ceiling * 2 * Self.sum))
        level = min(star.ceiling, excess / (2 * Self.sum * max(1, half - inner)))
    }

    /// The columns that have charge in a row, for a star at a place.
    func columns(row: Int, x: Double, y: Double) -> [Int] {
        let distance = abs(Double(row) - y)
        guard distance > inner else { return [] }
        let first = Int(x.rounded()) - Self.reaches.count / 2
        return Self.reaches.indices.filter { distance <= inner + (half - inner) * Self.reaches[$0] }.map { first + $0 }
    }
}

/// A reflection in the telescope: the picture of its pupil, out of focus.
struct SkyGhost {
    /// Radii of the disc and of the hole in it, pixels.
    let outer: Double
    let inner: Double
    let level: Double

    /// A reflection with half of its light within a radius.
    init(flux: Double, radius: Double) {
        // Of a disc with a hole of 0.35 of its radius half of the light is within 0.749 of it.
        outer = radius / 0.749
        inner = 0.35 * outer
        level = flux / (.pi * (outer * outer - inner * inner))
    }
}

/// Profiles as sums of Gaussians, of which convolution makes sums of Gaussians again.
///
/// Hogg & Lang 2013 (PASP 125, 719); fitted by us to the functions, all light being 1.
enum SkyProfile {
    typealias Part = (share: Double, sigma: Double)

    /// A Moffat function of β = 3, in units of α: right to a thousandth out to 6 α.
    static let moffat: [Part] = [
        (0.09755, 0.30157), (0.41885, 0.44728), (0.36229, 0.69263), (0.10715, 1.16265), (0.01416, 2.20298),
    ]
    /// An exponential disc, in units of the radius of half of its light.
    static let exponential: [Part] = [
        (0.01189, 0.148), (0.06816, 0.318), (0.2556, 0.579), (0.45762, 0.981), (0.20673, 1.588),
    ]
    /// De Vaucouleurs' law, cut off at eight radii of half of its light, in units of that.
    static let deVaucouleurs: [Part] = [
        (0.08433, 0.085), (0.12126, 0.219), (0.21648, 0.491), (0.30105, 1.167), (0.27688, 3.259),
    ]
}
