/// The kinds of rarity that are planted in a simulated night.
public enum RarityKind: String, Sendable, CaseIterable, Codable {
    /// A star torn apart by the black hole of a quiescent galaxy: blue and bright in a red, extended nucleus without
    /// any past.
    case nuclearFlare = "nuclear-flare"
    /// A constant star magnified by a compact lens: it brightens and fades without a change of colour.
    case microlensing
    /// The afterglow of a gamma-ray burst that nobody saw: red, fast, in an empty place.
    case orphanAfterglow = "orphan-afterglow"
    /// A man-made flash that looks real, night after night, as the microwave oven of Parkes did in radio.
    case peryton
    /// A red dwarf that brightens by many magnitudes within minutes.
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

extension RarityKind {
    /// Where a feature lies among those of the night's ordinary alerts.
    enum Place: Sendable {
        /// In the low tail, but inside the ordinary 0.5–99.5 %.
        case low
        /// In the high tail, but inside the ordinary 0.5–99.5 %.
        case high
        /// Beyond all ordinary alerts: this value.
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
    /// Each value of a combination is nothing special: one ordinary alert in a hundred is as far out in that feature.
    /// But an ordinary alert is far out in one of them (see `Blemish`), and these are in six or seven at once. Cuts
    /// along single features therefore find little; cuts that combine features do.
    var places: [(feature: String, place: Place)] {
        switch self {
        case .nuclearFlare:
            [
                ("reference_sharpness", .high), ("log10_reference_chi", .high), ("catalog_color", .high),
                ("difference_color", .low), ("log10_psf_chi", .high), ("aperture_minus_psf", .high), ("fwhm", .high),
            ]
        case .microlensing:
            [
                ("difference_color", .high), ("catalog_color", .high), ("reference_sharpness", .low),
                ("log10_reference_chi", .low), ("aperture_minus_psf", .low), ("fwhm", .low),
                ("log10_elongation", .high),
            ]
        case .orphanAfterglow:
            [
                ("difference_color", .high), ("catalog_color", .low), ("log10_psf_chi", .low),
                ("log10_reference_chi", .low), ("log10_elongation", .high), ("reference_sharpness", .high),
            ]
        case .peryton:
            [
                ("fwhm", .low), ("log10_elongation", .high), ("log10_psf_chi", .high), ("aperture_minus_psf", .low),
                ("reference_sharpness", .low), ("difference_color", .low),
            ]
        case .superflare:
            [
                ("log10_amplitude", .extreme(0.85)), ("log10_rise_rate", .extreme(1.1)),
                ("log10_fade_rate", .extreme(0.6)), ("magnitude", .low), ("magnitudes_over_limit", .high),
                ("log10_magnitude_error", .low), ("magnitude_minus_reference", .extreme(-7)),
                ("difference_color", .extreme(-3)), ("log10_psf_chi", .extreme(2.8)),
                ("aperture_minus_psf", .extreme(0.9)), ("log10_detected_fraction", .low),
            ]
        case .fastBlueTransient:
            [
                ("log10_fade_rate", .extreme(0.3)), ("log10_rise_rate", .extreme(0.6)),
                ("log10_amplitude", .extreme(0.65)), ("difference_color", .extreme(-1.0)), ("magnitude", .low),
                ("magnitudes_over_limit", .high), ("magnitude_minus_reference", .extreme(-4.5)),
                ("log10_magnitude_error", .low), ("star_galaxy_score", .low), ("reference_sharpness", .high),
                ("log10_reference_chi", .high), ("log10_detected_fraction", .low), ("real_bogus", .high),
                ("log10_deep_bogus", .low), ("catalog_color", .low), ("log10_gaia_distance", .high),
            ]
        }
    }
}
