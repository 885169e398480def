extension PacketSchema {
    /// The fields of `candidate`, in ZTF's names, types and order (schema 3.3).
    static let candidate: [PacketField<PacketContent>] = [
        .init("jd", .double, "Julian Date at the start of the exposure, UTC [days]") { .real($0.seen.jd) },
        .init("fid", .int, "Filter: 1 is g, 2 is r, 3 is i") { .whole($0.seen.filter) },
        .init("pid", .long, "Id of the processed science image: night, time of night and readout channel") {
            .whole($0.imageID)
        },
        .init(
            optional: "diffmaglim", .float,
            "Magnitude of a five-sigma detection in the difference image, from its global noise [mag]"
        ) { .real($0.seen.limit) },
        .init(optional: "pdiffimfilename", .string, "File name of the difference image (science minus reference)") {
            .text($0.fileStem + "_o_q1_scimrefdiffimg.fits")
        },
        .init(optional: "programpi", .string, "Principal investigator of the observing programme") { _ in
            .text("Simulation")
        },
        .init("programid", .int, "Observing programme: 1 public, 2 partnership, 3 institute") { _ in .whole(1) },
        .init("candid", .long, "Id of the detection, unique in the survey") { .whole($0.candid) },
        .init("isdiffpos", .string, "t where the source is brighter than in the reference image, f where it is fainter")
        { .text($0.seen.isPositive ? "t" : "f") },
        .init(optional: "tblid", .long, "Row of the detection in the extraction table of the pipeline") {
            .whole(Int($0.vary(1, 60, 59)))
        },
        .init(optional: "nid", .int, "Number of the night, counted from 2017-01-01") {
            .whole(Int($0.seen.jd - 2_457_754.5))
        },
        .init(optional: "rcid", .int, "Readout channel of the camera, 0 to 63") { .whole($0.seen.readoutChannel) },
        .init(optional: "field", .int, "Number of the field in the survey's grid of pointings") {
            .whole($0.seen.field)
        },
        .init(optional: "xpos", .float, "Position on the readout channel along x [pixels]") { .real($0.seen.x) },
        .init(optional: "ypos", .float, "Position on the readout channel along y [pixels]") { .real($0.seen.y) },
        .init("ra", .double, "Right ascension of the detection, ICRS at epoch J2000 [degrees]") { .real($0.seen.ra) },
        .init("dec", .double, "Declination of the detection, ICRS at epoch J2000 [degrees]") { .real($0.seen.dec) },
        .init("magpsf", .float, "Magnitude of the difference from the fit of the point-spread function [mag]") {
            .real($0.seen.magnitude)
        },
        .init("sigmapsf", .float, "One-sigma error of that magnitude [mag]") { .real($0.seen.magnitudeError) },
        .init(optional: "chipsf", .float, "Reduced chi-square of that fit") { .real($0.seen.chi) },
        .init(optional: "magap", .float, "Magnitude in an aperture of 14 pixels diameter [mag]") {
            .real($0.apertureMagnitude)
        },
        .init(optional: "sigmagap", .float, "One-sigma error of the aperture magnitude [mag]") {
            .real($0.seen.magnitudeError * 1.3)
        },
        .init(optional: "distnr", .float, "Distance to the nearest source of the reference image [arcsec]") {
            .real($0.seen.referenceDistance)
        },
        .init(optional: "magnr", .float, "Magnitude of that source [mag]") { .real($0.seen.referenceMagnitude) },
        .init(optional: "sigmagnr", .float, "One-sigma error of that magnitude [mag]") {
            .real($0.vary(2, 0.03, 0.02))
        },
        .init(optional: "chinr", .float, "Chi of the fit of the point-spread function to that source") {
            .real($0.seen.referenceChi)
        },
        .init(optional: "sharpnr", .float, "Sharpness of that source: 0 for a star, positive for an extended one") {
            .real($0.seen.referenceSharpness)
        },
        .init(optional: "sky", .float, "Local background in the difference image [DN]") { .real($0.vary(3, 0, 0.5)) },
        .init(optional: "magdiff", .float, "Aperture magnitude minus magnitude of the fit [mag]") {
            .real($0.seen.apertureMinusPSF)
        },
        .init(optional: "fwhm", .float, "Full width at half maximum, for a Gaussian core [pixels]") {
            .real($0.seen.fwhm)
        },
        .init(optional: "classtar", .float, "How much the detection looks like a star, 0 to 1") {
            .real($0.vary(4, 0.9, 0.1))
        },
        .init(optional: "mindtoedge", .float, "Distance to the nearest edge of the image [pixels]") {
            .real(min($0.seen.x, $0.seen.y, 3072 - $0.seen.x, 3080 - $0.seen.y))
        },
        .init(optional: "magfromlim", .float, "Five-sigma limit minus aperture magnitude [mag]") {
            .real($0.seen.limit - $0.apertureMagnitude)
        },
        .init(
            optional: "seeratio", .float,
            "Width of the point-spread function of the difference over that of the science image"
        ) { .real($0.vary(5, 1.3, 0.4)) },
        .init(optional: "aimage", .float, "Length of the major axis, root mean square of the profile [pixels]") {
            .real($0.majorAxis)
        },
        .init(optional: "bimage", .float, "Length of the minor axis, root mean square of the profile [pixels]") {
            .real($0.minorAxis)
        },
        .init(optional: "aimagerat", .float, "Major axis over full width at half maximum") {
            .real($0.majorAxis / $0.seen.fwhm)
        },
        .init(optional: "bimagerat", .float, "Minor axis over full width at half maximum") {
            .real($0.minorAxis / $0.seen.fwhm)
        },
        .init(optional: "elong", .float, "Major axis over minor axis") { .real($0.seen.elongation) },
        .init(optional: "nneg", .int, "Negative pixels among the 5 x 5 around the position") {
            .whole(Int($0.vary(6, 3, 3)))
        },
        .init(optional: "nbad", .int, "Pixels marked as bad among the 5 x 5 around the position") { _ in .whole(0) },
        .init(
            optional: "rb", .float, "Real-bogus score of the random forest, 0 to 1, higher for more reliable detections"
        ) { .real($0.seen.realBogus) },
        .init(
            optional: "ssdistnr", .float,
            "Distance to the nearest known body of the solar system, -999 where none is within 30 arcsec [arcsec]"
        ) { .real($0.seen.solarSystem?.distance ?? -999) },
        .init(optional: "ssmagnr", .float, "Predicted magnitude of that body, -999 where there is none [mag]") {
            .real($0.seen.solarSystem?.magnitude ?? -999)
        },
        .init(optional: "ssnamenr", .string, "Name of that body, null where there is none") {
            .text($0.seen.solarSystem?.name ?? "null")
        },
        .init(
            optional: "sumrat", .float,
            "Sum of the pixels over sum of their absolute values among the 5 x 5 around the position"
        ) { .real($0.seen.sumRatio) },
        .init(optional: "magapbig", .float, "Magnitude in an aperture of 18 pixels diameter [mag]") {
            .real($0.apertureMagnitude - 0.02)
        },
        .init(optional: "sigmagapbig", .float, "One-sigma error of that magnitude [mag]") {
            .real($0.seen.magnitudeError * 1.6)
        },
        .init("ranr", .double, "Right ascension of the nearest source of the reference image [degrees]") {
            .real($0.near($0.seen.ra, $0.seen.referenceDistance, 7))
        },
        .init("decnr", .double, "Declination of the nearest source of the reference image [degrees]") {
            .real($0.near($0.seen.dec, $0.seen.referenceDistance, 8))
        },
        .init(
            optional: "sgmag1", .float,
            "g magnitude of the nearest source in the Pan-STARRS 1 catalogue, -999 where it has none [mag]"
        ) { .real($0.seen.catalog?.g ?? -999) },
        .init(
            optional: "srmag1", .float,
            "r magnitude of the nearest source in the Pan-STARRS 1 catalogue, -999 where it has none [mag]"
        ) { .real($0.seen.catalog?.r ?? -999) },
        .init(
            optional: "simag1", .float,
            "i magnitude of the nearest source in the Pan-STARRS 1 catalogue, -999 where it has none [mag]"
        ) { .real($0.seen.catalog.map { $0.r - 0.3 * ($0.g - $0.r) } ?? -999) },
        .init(
            optional: "szmag1", .float,
            "z magnitude of the nearest source in the Pan-STARRS 1 catalogue, -999 where it has none [mag]"
        ) { .real($0.seen.catalog.map { $0.r - 0.5 * ($0.g - $0.r) } ?? -999) },
        .init(
            optional: "sgscore1", .float,
            "How much the nearest source in the Pan-STARRS 1 catalogue looks like a star, 0 to 1"
        ) { .real($0.seen.catalog?.starScore ?? -999) },
        .init(
            optional: "distpsnr1", .float,
            "Distance to the nearest source in the Pan-STARRS 1 catalogue, -999 where none is within 30 arcsec [arcsec]"
        ) { .real($0.seen.catalog?.distance ?? -999) },
        .init(
            "ndethist", .int,
            "Detections within 1.5 arcsec of the position since the survey began, on the same field and channel"
        ) { .whole($0.seen.detections) },
        .init("ncovhist", .int, "Exposures that covered the position since the survey began") {
            .whole($0.seen.coverages)
        },
        .init(optional: "jdstarthist", .double, "Julian Date of the earliest of those detections [days]") {
            .real($0.seen.jd - $0.seen.daysSinceFirstDetection)
        },
        .init(optional: "jdendhist", .double, "Julian Date of the latest of those detections [days]") {
            .real($0.seen.jd)
        },
        .init(
            optional: "scorr", .double, "Signal-to-noise ratio of the peak pixel in the matched-filter detection image"
        ) { .real(1.0857 / $0.seen.magnitudeError) },
        .init(optional: "tooflag", .int, "1 where the exposure was triggered by a target of opportunity") { _ in
            .whole(0)
        },
        .init(optional: "objectidps1", .long, "Id of the nearest source in the Pan-STARRS 1 catalogue") {
            .whole(Int($0.vary(9, 1.2e17, 5e16)))
        },
        .init(optional: "objectidps2", .long, "Id of the second nearest source in the Pan-STARRS 1 catalogue") {
            .whole(Int($0.vary(10, 1.2e17, 5e16)))
        },
        .init(
            optional: "sgmag2", .float, "g magnitude of the second nearest source in the Pan-STARRS 1 catalogue [mag]"
        ) { .real($0.vary(11, 21, 1.5)) },
        .init(
            optional: "srmag2", .float, "r magnitude of the second nearest source in the Pan-STARRS 1 catalogue [mag]"
        ) { .real($0.vary(12, 20.5, 1.5)) },
        .init(
            optional: "simag2", .float, "i magnitude of the second nearest source in the Pan-STARRS 1 catalogue [mag]"
        ) { .real($0.vary(13, 20.2, 1.5)) },
        .init(
            optional: "szmag2", .float, "z magnitude of the second nearest source in the Pan-STARRS 1 catalogue [mag]"
        ) { .real($0.vary(14, 20, 1.5)) },
        .init(optional: "sgscore2", .float, "How much that source looks like a star, 0 to 1") {
            .real($0.vary(15, 0.5, 0.5))
        },
        .init(
            optional: "distpsnr2", .float,
            "Distance to the second nearest source in the Pan-STARRS 1 catalogue [arcsec]"
        ) { .real(($0.seen.catalog?.distance ?? 0) + $0.vary(16, 8, 6)) },
        .init(optional: "objectidps3", .long, "Id of the third nearest source in the Pan-STARRS 1 catalogue") {
            .whole(Int($0.vary(17, 1.2e17, 5e16)))
        },
        .init(optional: "sgmag3", .float, "g magnitude of the third nearest source in the Pan-STARRS 1 catalogue [mag]")
        { .real($0.vary(18, 21.3, 1.5)) },
        .init(optional: "srmag3", .float, "r magnitude of the third nearest source in the Pan-STARRS 1 catalogue [mag]")
        { .real($0.vary(19, 20.8, 1.5)) },
        .init(optional: "simag3", .float, "i magnitude of the third nearest source in the Pan-STARRS 1 catalogue [mag]")
        { .real($0.vary(20, 20.5, 1.5)) },
        .init(optional: "szmag3", .float, "z magnitude of the third nearest source in the Pan-STARRS 1 catalogue [mag]")
        { .real($0.vary(21, 20.3, 1.5)) },
        .init(optional: "sgscore3", .float, "How much that source looks like a star, 0 to 1") {
            .real($0.vary(22, 0.5, 0.5))
        },
        .init(
            optional: "distpsnr3", .float, "Distance to the third nearest source in the Pan-STARRS 1 catalogue [arcsec]"
        ) { .real(($0.seen.catalog?.distance ?? 0) + $0.vary(23, 18, 4)) },
        .init("nmtchps", .int, "Sources of the Pan-STARRS 1 catalogue within 30 arcsec") {
            .whole(Int($0.vary(24, 9, 6)))
        },
        .init("rfid", .long, "Id of the processed reference image") { .whole($0.referenceID) },
        .init("jdstartref", .double, "Julian Date of the earliest exposure of the reference image [days]") { _ in
            .real(2_458_246.9)
        },
        .init("jdendref", .double, "Julian Date of the latest exposure of the reference image [days]") { _ in
            .real(2_458_430.6)
        },
        .init("nframesref", .int, "Exposures that the reference image was made of") { .whole(Int($0.vary(25, 22, 7))) },
        .init("rbversion", .string, "Version of the random forest that gave the real-bogus score") { _ in
            .text("t17_f5_c3")
        },
        .init(optional: "dsnrms", .float, "Difference at the position over the difference image's standard deviation") {
            .real(1.6 / $0.seen.magnitudeError)
        },
        .init(optional: "ssnrms", .float, "Matched-filter signal at the position over that image's standard deviation")
        { .real(2.6 / $0.seen.magnitudeError) },
        .init(optional: "dsdiff", .float, "dsnrms minus ssnrms") { .real(-1 / $0.seen.magnitudeError) },
        .init(optional: "magzpsci", .float, "Photometric zero point of the science image [mag]") {
            .real($0.vary(26, 26.1, 0.2))
        },
        .init(optional: "magzpsciunc", .float, "Error of the zero point [mag]") { .real($0.vary(27, 6e-6, 3e-6)) },
        .init(optional: "magzpscirms", .float, "Scatter of the photometric calibrators around the zero point [mag]") {
            .real($0.vary(28, 0.03, 0.01))
        },
        .init("nmatches", .int, "Photometric calibrators used") { .whole(Int($0.vary(29, 900, 600))) },
        .init(optional: "clrcoeff", .float, "Colour coefficient of the photometric calibration") {
            .real($0.vary(30, 0.05, 0.1))
        },
        .init(optional: "clrcounc", .float, "Error of the colour coefficient") { .real($0.vary(31, 1e-5, 5e-6)) },
        .init(optional: "zpclrcov", .float, "Covariance of zero point and colour coefficient") {
            .real($0.vary(32, -6e-6, 3e-6))
        },
        .init(optional: "zpmed", .float, "Median of the zero points of the single calibrators [mag]") {
            .real($0.vary(33, 26.1, 0.2))
        },
        .init(
            optional: "clrmed", .float, "Median colour of the calibrators: g - r, or r - i where the filter is i [mag]"
        ) { .real($0.vary(34, 0.65, 0.1)) },
        .init(optional: "clrrms", .float, "Scatter of the calibrators' colours [mag]") {
            .real($0.vary(35, 0.2, 0.08))
        },
        .init(
            optional: "neargaia", .float,
            "Distance to the nearest source in the Gaia catalogue, -999 where none is within 90 arcsec [arcsec]"
        ) { .real($0.seen.gaiaDistance) },
        .init(
            optional: "neargaiabright", .float,
            "Distance to the nearest Gaia source brighter than magnitude 14, -999 where none is within 90 arcsec [arcsec]"
        ) { .real(max($0.seen.gaiaDistance, $0.vary(36, 50, 35))) },
        .init(optional: "maggaia", .float, "Gaia magnitude of the nearest source [mag]") {
            .real($0.seen.gaiaMagnitude)
        },
        .init(
            optional: "maggaiabright", .float, "Gaia magnitude of the nearest source brighter than magnitude 14 [mag]"
        ) { .real($0.vary(37, 12.8, 1.1)) },
        .init(optional: "exptime", .float, "Length of the exposure [s]") { _ in .real(30) },
        .init(
            optional: "drb", .float,
            "Real-bogus score of the neural network, 0 to 1, higher for more reliable detections"
        ) { .real($0.seen.deepRealBogus) },
        .init("drbversion", .string, "Version of the neural network that gave that score") { _ in .text("d6_m7") },
    ]
}
