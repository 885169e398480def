/// Describes the object at the centre of an image by a few numbers that hardly change when the image is turned, mirrored,
/// made brighter or shifted by a pixel or two.
///
/// 1. The sky of each band is the clipped median of the border, its noise 1.4826 times the median distance from it. Bands
///    are added, each divided by its noise. A missing pixel gets the value opposite the centre, or the sky's.
/// 2. Where the centre is darker than the sky (the negative of a difference image) the image is turned over; "polarity"
///    keeps that.
/// 3. The object is every connected area, three standard deviations and 3% of the peak above the sky after a light smoothing,
///    that comes within 0.35 of the stamp's radius of the centre. Other areas are neighbours and are blotted out. Only the
///    circle within the stamp counts, for its corners do not turn with it.
/// 4. The centre becomes the centroid of the object's light, at most 4 pixels off.
/// 5. Growth of light with radius gives R20, R50, R80: size ln R50, and concentration ln(R80/R20) (C of Conselice 2003,
///    ApJS 147, 1). Rotation by 180° gives the asymmetry A, the difference from a smoothed image the clumpiness S of the same
///    paper; the Gini coefficient is that of Lotz et al. 2004 (AJ 128, 163), flattening is 1 − q of the second moments.
/// 6. The image is sampled in polar coordinates out to 1.5 R80, on 16 circles of 48 angles, stretched by asinh with the mean
///    surface brightness within R50 as its softening, so that arms count beside a bright core. Discrete Fourier transform of
///    each circle gives a_m = (1/48) Σ f e^{−imθ}; |a_m|² is the same for the turned and the mirrored image. The mean of a_0
///    is the profile; the shares of |a_m|², m = 1…6, in four zones, minus those expected from the noise, are the form
///    (as of the arms in Elmegreen & Elmegreen 1984, ApJS 54, 127). The real part of a_m(zone) · conj a_m(next zone) tells
///    whether a form winds (spiral) or not (bar, ellipse), whatever its sense.
/// 7. With several bands: the share of each in the light of three zones, 0…0.5, 0.5…1, and 1…1.5 R80.
public enum ImageDescriptor {
    /// The smallest width and height; the largest of either.
    public static let sides = 15...2_048

    /// The descriptor of an image of one or several bands, as `DescriptorLayout` with that many bands describes it.
    ///
    /// - Parameters:
    ///   - bands: Pixels of each band, row after row; NaN, and what is beyond 1e18, is no data. In
    ///     the same unit where colours are to mean something.
    ///   - width: Pixels of a row.
    ///   - height: Rows.
    ///   - pixelScaleArcseconds: The side of a pixel, so that sizes of different surveys compare.
    /// - Throws: `SimilarityError.image` for bands of another length, or without data or light; `.nothingAtCentre` where
    ///   nothing stands out of the noise near the centre.
    public static func describe(
        bands: [[Float]], width: Int, height: Int, pixelScaleArcseconds: Double = 1
    ) throws(SimilarityError) -> [Float] {
        guard DescriptorLayout.bandCounts.contains(bands.count) else {
            throw .image(reason: "it has \(bands.count) bands; expected \(DescriptorLayout.bandCounts)")
        }
        guard sides.contains(width), sides.contains(height) else {
            throw .image(reason: "it is \(width) × \(height) pixels; expected sides of \(sides)")
        }
        guard pixelScaleArcseconds > 0, pixelScaleArcseconds.isFinite else {
            throw .image(reason: "its pixels are \(pixelScaleArcseconds) arcseconds; expected above 0")
        }
        for (number, band) in bands.enumerated() where band.count != width * height {
            throw .image(reason: "band \(number) has \(band.count) pixels; expected \(width) × \(height)")
        }
        let scale = SkySubtractedBand.commonScale(bands)
        var planes: [SkySubtractedBand] = []
        for (number, band) in bands.enumerated() {
            planes.append(try SkySubtractedBand(band, number: number, width: width, height: height, scale: scale))
        }
        let object = try CentralObject(planes, width: width, height: height)
        let growth = LightGrowth(object)
        let rings = PolarRings(object, growth: growth)
        var features = rings.profile + rings.modeShares + rings.phases
        features += MorphologyFeatures(object, growth: growth, rings: rings).values(
            pixelScaleArcseconds: Float(pixelScaleArcseconds))
        if planes.count > 1 { features += object.bandShares(planes, zoneRadius: growth.r80 / 2) }
        return features
    }
}
