/// The kinds of rarity that are planted in a simulated night.
public enum RarityKind: String, Sendable, CaseIterable, Codable {
    /// A star torn apart by the black hole of a galaxy: a blue change in a red, extended nucleus.
    case nuclearFlare = "nuclear-flare"
    /// A faint red star in a crowd, magnified by a compact lens.
    case microlensing
    /// The afterglow of a gamma-ray burst that nobody saw: a red, dusty change beside a blue galaxy.
    case orphanAfterglow = "orphan-afterglow"
    /// A man-made flash that passes for real, as the microwave oven of Parkes did in radio: sharper than any star.
    case peryton
    /// A red dwarf that brightens by many magnitudes within hours.
    case superflare
    /// A luminous blue transient that is gone within days.
    case fastBlueTransient = "fast-blue-transient"

    /// Whether each single feature is ordinary and only their combination is rare.
    public var isCombination: Bool {
        switch self {
        case .nuclearFlare, .microlensing, .orphanAfterglow, .peryton: true
        case .superflare, .fastBlueTransient: false
        }
    }
}

/// The features of `ztf.candidate` that rarities are planted in; each raw value is a feature's name.
enum RarityFeature: String, CaseIterable {
    case magnitude
    case magnitudeError = "log10_magnitude_error"
    case overLimit = "magnitudes_over_limit"
    case minusReference = "magnitude_minus_reference"
    case apertureMinusPSF = "aperture_minus_psf"
    case psfChi = "log10_psf_chi"
    case fwhm
    case elongation = "log10_elongation"
    case realBogus = "real_bogus"
    case deepBogus = "log10_deep_bogus"
    case referenceSharpness = "reference_sharpness"
    case referenceChi = "log10_reference_chi"
    case starScore = "star_galaxy_score"
    case catalogColor = "catalog_color"
    case gaiaDistance = "log10_gaia_distance"
    case detectedFraction = "log10_detected_fraction"
    case amplitude = "log10_amplitude"
    case riseRate = "log10_rise_rate"
    case fadeRate = "log10_fade_rate"
    case differenceColor = "difference_color"
}

extension RarityKind {
    /// Where a feature lies among those of the night's ordinary alerts.
    enum Place {
        /// In the low tail, but inside the ordinary 0.5–99.5 %.
        case low
        /// In the high tail, but inside the ordinary 0.5–99.5 %.
        case high
        /// About this value, far beyond the ordinary ones.
        case extreme(Double)
    }

    /// The ordinary source that it looks like in everything that `places` does not name.
    var host: SourceClass {
        switch self {
        case .nuclearFlare: .activeNucleus
        case .microlensing, .peryton, .superflare: .eclipsingBinary
        case .orphanAfterglow, .fastBlueTransient: .supernova
        }
    }

    /// What is unusual about it.
    ///
    /// Each value of a combination is nothing special: more than one ordinary alert in two hundred is further out in
    /// that feature. But an ordinary alert is far out in one of them at most (see `Blemish`), and these are in several
    /// at once. Cuts along single features find few of them; cuts that combine features find them.
    var places: [(feature: RarityFeature, place: Place)] {
        switch self {
        case .nuclearFlare:
            [
                (.differenceColor, .low), (.catalogColor, .high), (.referenceSharpness, .high),
                (.referenceChi, .high), (.apertureMinusPSF, .high),
            ]
        case .microlensing:
            [
                (.differenceColor, .high), (.catalogColor, .high), (.referenceSharpness, .low),
                (.referenceChi, .low), (.apertureMinusPSF, .low), (.fwhm, .low),
            ]
        case .orphanAfterglow:
            [(.differenceColor, .high), (.catalogColor, .low), (.psfChi, .low), (.elongation, .high)]
        case .peryton:
            [
                (.fwhm, .low), (.elongation, .high), (.psfChi, .high), (.apertureMinusPSF, .low),
                (.differenceColor, .low),
            ]
        case .superflare:
            [
                (.amplitude, .extreme(0.85)), (.riseRate, .extreme(1.1)), (.fadeRate, .extreme(0.6)),
                (.magnitude, .low), (.overLimit, .high), (.magnitudeError, .low), (.minusReference, .extreme(-7)),
                (.differenceColor, .extreme(-3)), (.psfChi, .extreme(2.8)), (.apertureMinusPSF, .extreme(0.9)),
                (.detectedFraction, .low),
            ]
        case .fastBlueTransient:
            [
                (.fadeRate, .extreme(0.3)), (.riseRate, .extreme(0.6)), (.amplitude, .extreme(0.65)),
                (.differenceColor, .extreme(-1)), (.magnitude, .low), (.overLimit, .high), (.magnitudeError, .low),
                (.minusReference, .extreme(-4.5)), (.starScore, .low), (.referenceSharpness, .high),
                (.referenceChi, .high), (.detectedFraction, .low), (.realBogus, .high), (.deepBogus, .low),
                (.catalogColor, .low), (.gaiaDistance, .high),
            ]
        }
    }
}
