import Foundation

extension FeatureSet {
    /// `ztf.candidate` version 1: the candidate of a ZTF packet and its 30 days of history, in 25 numbers.
    ///
    /// Quantities that span decades are logarithms, so that a uniform cut means the same everywhere. An offset inside
    /// a logarithm (0.01 mag, 0.05 arcsec…) is about the measurement's own error: below it differences say nothing.
    public static let ztfCandidate = FeatureSet(name: "ztf.candidate", version: 1, definitions: ztfCandidateTable)

    private static let ztfCandidateTable: [ZTFFeatureDefinition] = [
        // Brightness
        .init(
            "magnitude", "mag", from: "magpsf", "PSF magnitude of the difference",
            nan: "NaN outside 0 to 40 (−999, 99)."
        ) { $0.measured(.magpsf, ZTFAlertValues.magnitudes) },
        .init(
            "log10_magnitude_error", "log10 mag", from: "sigmapsf", "One-sigma error of the magnitude",
            nan: "NaN outside 0.0001 to 10 (0, −999, 99)."
        ) { log10($0.measured(.sigmapsf, 1e-4...10)) },
        .init(
            "magnitudes_over_limit", "mag", from: "diffmaglim − magpsf",
            "How far the detection stands above the exposure's five-sigma limit",
            nan: "NaN where either is outside 0 to 40."
        ) {
            $0.measured(.diffmaglim, ZTFAlertValues.magnitudes) - $0.measured(.magpsf, ZTFAlertValues.magnitudes)
        },
        .init(
            "magnitude_minus_reference", "mag", from: "magpsf − magnr",
            "Difference magnitude against the nearest source of the reference image; small means a large change",
            nan: "NaN where either is outside 0 to 40."
        ) {
            $0.measured(.magpsf, ZTFAlertValues.magnitudes) - $0.measured(.magnr, ZTFAlertValues.magnitudes)
        },
        // Shape
        .init(
            "aperture_minus_psf", "mag", from: "magdiff", "Aperture magnitude minus PSF magnitude; 0 for a point",
            nan: "NaN outside −10 to 10 (−999, 99)."
        ) { $0.measured(.magdiff, -10...10) },
        .init(
            "log10_psf_chi", "1", from: "chipsf", "Reduced chi-square of the PSF fit",
            nan: "NaN outside 0.0001 to 10⁶ (0, −999)."
        ) { log10($0.measured(.chipsf, 1e-4...1e6)) },
        .init(
            "fwhm", "pixel", from: "fwhm", "Full width at half maximum, for a Gaussian core",
            nan: "NaN outside 0 to 100 (−999)."
        ) { $0.measured(.fwhm, 0...100) },
        .init(
            "log10_elongation", "1", from: "elong", "Major over minor axis", nan: "NaN outside 1 to 100 (−999)."
        ) { log10($0.measured(.elong, 1...100)) },
        .init(
            "log10_negative_share", "1", from: "sumrat",
            "One minus (sum of the pixels over sum of their absolute values, 5 × 5 pixels), as log10(0.01 + share); −2 for a clean detection",
            nan: "NaN where sumrat is outside −1 to 1 (−999)."
        ) { log10(0.01 + 1 - $0.measured(.sumrat, -1...1)) },
        // How real
        .init(
            "real_bogus", "1", from: "rb", "Real-bogus score of the random forest", nan: "NaN outside 0 to 1 (−999)."
        ) { $0.measured(.rb, 0...1) },
        .init(
            "log10_deep_bogus", "1", from: "drb",
            "One minus the real-bogus score of the neural network, as log10(0.001 + 1 − score); −3 for surely real",
            nan: "NaN where drb is outside 0 to 1 (−999), and in packets before schema 3.3, which have none."
        ) { log10(0.001 + 1 - $0.measured(.drb, 0...1)) },
        // What is near
        .init(
            "log10_reference_distance", "log10 arcsec", from: "distnr",
            "Distance to the nearest source of the reference image (arcsec, though the schema says pixels), as log10(0.05 + distance)",
            nan: "NaN outside 0 to 1000 (−999)."
        ) { log10(0.05 + $0.measured(.distnr, 0...1000)) },
        .init(
            "reference_sharpness", "1", from: "sharpnr",
            "Sharpness of that source: 0 for a star, positive for a galaxy, negative for a spike",
            nan: "NaN outside −20 to 20 (−999)."
        ) { $0.measured(.sharpnr, -20...20) },
        .init(
            "log10_reference_chi", "1", from: "chinr", "Chi of the PSF fit to that source",
            nan: "NaN outside 0.0001 to 10⁶ (0, −999)."
        ) { log10($0.measured(.chinr, 1e-4...1e6)) },
        .init(
            "log10_catalog_distance", "log10 arcsec", from: "distpsnr1",
            "Distance to the nearest Pan-STARRS 1 source, as log10(0.05 + distance)",
            nan: "NaN outside 0 to 1000 (−999: none within 30 arcsec)."
        ) { log10(0.05 + $0.measured(.distpsnr1, 0...1000)) },
        .init(
            "star_galaxy_score", "1", from: "sgscore1",
            "How much the nearest Pan-STARRS 1 source looks like a star, 0 to 1",
            nan: "NaN outside 0 to 1 (−999)."
        ) { $0.measured(.sgscore1, 0...1) },
        .init(
            "catalog_color", "mag", from: "sgmag1 − srmag1", "g − r of the nearest Pan-STARRS 1 source",
            nan: "NaN where either is outside 0 to 40 (−999)."
        ) {
            $0.measured(.sgmag1, ZTFAlertValues.magnitudes) - $0.measured(.srmag1, ZTFAlertValues.magnitudes)
        },
        .init(
            "log10_gaia_distance", "log10 arcsec", from: "neargaia",
            "Distance to the nearest Gaia source, as log10(0.05 + distance)",
            nan: "NaN outside 0 to 1000 (−999: none within 90 arcsec)."
        ) { log10(0.05 + $0.measured(.neargaia, 0...1000)) },
        // History
        .init(
            "log10_days_since_first_detection", "log10 day", from: "jd − jdstarthist",
            "Age of the object in the survey, as log10(0.01 + days)",
            nan: "NaN where jdstarthist is null or the difference is outside 0 to 10⁵ days."
        ) {
            let days = $0[.jd] - $0[.jdstarthist]
            return 0...1e5 ~= days ? log10(0.01 + days) : .nan
        },
        .init(
            "log10_detections", "1", from: "ndethist", "Detections of the object since the survey began",
            nan: "NaN outside 1 to 10⁶ (0, −999)."
        ) { log10($0.measured(.ndethist, 1...1e6)) },
        .init(
            "log10_detected_fraction", "1", from: "ndethist ÷ ncovhist",
            "How often the object was detected of all times that the place was observed",
            nan: "NaN where either is outside 1 to 10⁶ (0, −999)."
        ) { log10($0.measured(.ndethist, 1...1e6) / $0.measured(.ncovhist, 1...1e6)) },
        .init(
            "log10_amplitude", "log10 mag", from: "magpsf, prv_candidates[].magpsf",
            "Faintest minus brightest magnitude in this band over the packet's history, as log10(0.01 + mag)",
            nan: "NaN without another detection of the same band and sign."
        ) { log10(0.01 + $0.history.amplitude) },
        .init(
            "log10_rise_rate", "log10 mag/day", from: "magpsf, prv_candidates[].magpsf, jd",
            "Rise from the faintest detection before the brightest to the brightest, as log10(0.01 + mag/day)",
            nan: "NaN without another detection of the same band and sign half a day away."
        ) { log10(0.01 + $0.history.riseRate) },
        .init(
            "log10_fade_rate", "log10 mag/day", from: "magpsf, prv_candidates[].magpsf, jd",
            "Fade from the brightest detection to this alert, as log10(0.01 + mag/day)",
            nan: "NaN without another detection of the same band and sign half a day away."
        ) { log10(0.01 + $0.history.fadeRate) },
        .init(
            "difference_color", "mag", from: "magpsf, prv_candidates[].magpsf, fid",
            "g − r of this alert and the nearest detection in the other band within five days",
            nan: "NaN without such a detection, and in i."
        ) { $0.history.color },
    ]
}
