import Foundation

/// How a band's pictures of the demonstration sky are: sharpness, depth and detector.
struct SkyCondition {
    let band: CatalogueBand
    /// Magnitude of a point source at ten times the noise within 1.95″ (DES DR1, MAG_APER_4).
    let depth: Double
    /// α of the point spread function, pixels: a Moffat function of β = 3.
    let alpha: Double
    /// Noise of a pixel that five exposures have seen.
    let noise: Double
    /// Highest value of a pixel: that of a point source of magnitude 15.6, from which on the catalogue has flag 4.
    let saturation: Double

    /// Magnitude of one unit of light.
    static let zeroPoint = 30.0
    /// Exposures of the survey in each band.
    static let exposures = 5
    /// Electrons in one unit of light: those of five exposures together.
    static let gain = 60.0
    /// Share of a star's light in its halo, a Moffat function of β = 2, and how much wider that is.
    static let haloShare = 0.01
    static let haloScale = 5.0

    init(_ band: CatalogueBand) {
        let quality = CatalogueBandQuality.all[band.rawValue]
        self.band = band
        depth = quality.depth
        // Half of the light of a Moffat function of β = 3 is within α √(√2 − 1).
        alpha = quality.pointRadius / (2.0.squareRoot() - 1).squareRoot()
        let aperture = 1.95 / 2 / CatalogueTile.pixelScale
        let ratio = 1 + aperture * aperture / (alpha * alpha)
        let share = 1 - 1 / (ratio * ratio)
        noise = Self.flux(quality.depth) * share / 10 / (.pi.squareRoot() * aperture)
        saturation = Self.flux(15.6) * Self.peak(alpha)
    }

    /// Light of a magnitude.
    static func flux(_ magnitude: Double) -> Double { pow(10, 0.4 * (zeroPoint - magnitude)) }

    /// The middle of a Moffat function of β = 3 and all light 1.
    static func peak(_ alpha: Double) -> Double { 2 / (.pi * alpha * alpha) }

    /// Full width at half of the maximum, arc seconds.
    var fwhm: Double { 2 * alpha * (pow(2, 1.0 / 3) - 1).squareRoot() * CatalogueTile.pixelScale }

    /// Seconds of all exposures together.
    var exposureTime: Double { (band == .y ? 45 : 90) * Double(Self.exposures) }

    /// Noise of a pixel that so many exposures have seen; 0 for none.
    func noise(exposures: Int) -> Double {
        exposures == 0 ? 0 : noise * (Double(Self.exposures) / Double(exposures)).squareRoot()
    }
}
