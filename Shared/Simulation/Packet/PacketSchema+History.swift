extension PacketSchema {
    /// The fields of each row of `prv_candidates`, in ZTF's names, types and order (schema 3.3).
    static let history: [PacketField<HistoryContent>] = [
        .init("jd", .double, "Julian Date at the start of the exposure, UTC [days]") { .real($0.point.jd) },
        .init("fid", .int, "Filter: 1 is g, 2 is r, 3 is i") { .whole($0.point.filter) },
        .init("pid", .long, "Id of the processed science image: night, time of night and readout channel") {
            .whole($0.imageID)
        },
        .init(
            optional: "diffmaglim", .float,
            "Magnitude of a five-sigma detection in the difference image, from its global noise [mag]"
        ) { .real($0.point.limit) },
        .init(optional: "pdiffimfilename", .string, "File name of the difference image (science minus reference)") {
            .text("ztf_\($0.imageID)_scimrefdiffimg.fits.fz")
        },
        .init(optional: "programpi", .string, "Principal investigator of the observing programme") { _ in
            .text("Simulation")
        },
        .init("programid", .int, "Observing programme: 1 public, 2 partnership, 3 institute") { _ in .whole(1) },
        .init(optional: "candid", .long, "Id of the detection, unique in the survey") {
            $0.point.detection == nil ? .null : .whole($0.imageID * 1_000_000 + 10_000)
        },
        .init(
            optional: "isdiffpos", .string,
            "t where the source is brighter than in the reference image, f where it is fainter"
        ) { $0.point.detection.map { .text($0.isPositive ? "t" : "f") } ?? .null },
        .init(optional: "tblid", .long, "Row of the detection in the extraction table of the pipeline") {
            $0.point.detection == nil ? .null : .whole(Int($0.always(1, 60, 59)))
        },
        .init(optional: "nid", .int, "Number of the night, counted from 2017-01-01") {
            .whole(Int($0.point.jd - 2_457_754.5))
        },
        .init(optional: "rcid", .int, "Readout channel of the camera, 0 to 63") {
            .whole($0.alert.seen.readoutChannel)
        },
        .init(optional: "field", .int, "Number of the field in the survey's grid of pointings") {
            .whole($0.alert.seen.field)
        },
        .init(optional: "xpos", .float, "Position on the readout channel along x [pixels]") {
            $0.vary(2, $0.alert.seen.x, 2)
        },
        .init(optional: "ypos", .float, "Position on the readout channel along y [pixels]") {
            $0.vary(3, $0.alert.seen.y, 2)
        },
        .init(optional: "ra", .double, "Right ascension of the detection, ICRS at epoch J2000 [degrees]") {
            $0.vary(30, $0.alert.seen.ra, 0.1 / 3600)
        },
        .init(optional: "dec", .double, "Declination of the detection, ICRS at epoch J2000 [degrees]") {
            $0.vary(31, $0.alert.seen.dec, 0.1 / 3600)
        },
        .init(optional: "magpsf", .float, "Magnitude of the difference from the fit of the point-spread function [mag]")
        { $0.detected { $0.magnitude } },
        .init(optional: "sigmapsf", .float, "One-sigma error of that magnitude [mag]") {
            $0.detected { $0.magnitudeError }
        },
        .init(optional: "chipsf", .float, "Reduced chi-square of that fit") { $0.vary(4, 1.8, 0.8) },
        .init(optional: "magap", .float, "Magnitude in an aperture of 14 pixels diameter [mag]") {
            $0.detected { $0.magnitude + 0.02 }
        },
        .init(optional: "sigmagap", .float, "One-sigma error of the aperture magnitude [mag]") {
            $0.detected { $0.magnitudeError * 1.3 }
        },
        .init(optional: "distnr", .float, "Distance to the nearest source of the reference image [arcsec]") {
            $0.vary(5, $0.alert.seen.referenceDistance, 0.02)
        },
        .init(optional: "magnr", .float, "Magnitude of that source [mag]") {
            $0.vary(6, $0.alert.seen.referenceMagnitude, 0.02)
        },
        .init(optional: "sigmagnr", .float, "One-sigma error of that magnitude [mag]") { $0.vary(7, 0.03, 0.02) },
        .init(optional: "chinr", .float, "Chi of the fit of the point-spread function to that source") {
            $0.vary(8, $0.alert.seen.referenceChi, 0.02)
        },
        .init(optional: "sharpnr", .float, "Sharpness of that source: 0 for a star, positive for an extended one") {
            $0.vary(9, $0.alert.seen.referenceSharpness, 0.005)
        },
        .init(optional: "sky", .float, "Local background in the difference image [DN]") { $0.vary(10, 0, 0.5) },
        .init(optional: "magdiff", .float, "Aperture magnitude minus magnitude of the fit [mag]") {
            $0.vary(11, 0.02, 0.02)
        },
        .init(optional: "fwhm", .float, "Full width at half maximum, for a Gaussian core [pixels]") {
            $0.detected { $0.fwhm }
        },
        .init(optional: "classtar", .float, "How much the detection looks like a star, 0 to 1") {
            $0.vary(12, 0.9, 0.1)
        },
        .init(optional: "mindtoedge", .float, "Distance to the nearest edge of the image [pixels]") {
            $0.vary(13, 600, 500)
        },
        .init(optional: "magfromlim", .float, "Five-sigma limit minus aperture magnitude [mag]") { row in
            row.point.detection.map { .real(row.point.limit - $0.magnitude) } ?? .null
        },
        .init(
            optional: "seeratio", .float,
            "Width of the point-spread function of the difference over that of the science image"
        ) { $0.vary(14, 1.3, 0.4) },
        .init(optional: "aimage", .float, "Length of the major axis, root mean square of the profile [pixels]") {
            $0.detected { $0.fwhm * 0.44 }
        },
        .init(optional: "bimage", .float, "Length of the minor axis, root mean square of the profile [pixels]") {
            $0.detected { $0.fwhm * 0.4 }
        },
        .init(optional: "aimagerat", .float, "Major axis over full width at half maximum") { $0.vary(15, 0.44, 0.01) },
        .init(optional: "bimagerat", .float, "Minor axis over full width at half maximum") { $0.vary(16, 0.4, 0.01) },
        .init(optional: "elong", .float, "Major axis over minor axis") { $0.vary(17, 1.1, 0.05) },
        .init(optional: "nneg", .int, "Negative pixels among the 5 x 5 around the position") {
            $0.point.detection == nil ? .null : .whole(Int($0.always(18, 3, 3)))
        },
        .init(optional: "nbad", .int, "Pixels marked as bad among the 5 x 5 around the position") {
            $0.point.detection == nil ? .null : .whole(0)
        },
        .init(
            optional: "rb", .float, "Real-bogus score of the random forest, 0 to 1, higher for more reliable detections"
        ) { $0.detected { $0.realBogus } },
        .init(
            optional: "ssdistnr", .float,
            "Distance to the nearest known body of the solar system, -999 where none is within 30 arcsec [arcsec]"
        ) { $0.detected { _ in -999 } },
        .init(optional: "ssmagnr", .float, "Predicted magnitude of that body, -999 where there is none [mag]") {
            $0.detected { _ in -999 }
        },
        .init(optional: "ssnamenr", .string, "Name of that body, null where there is none") {
            $0.point.detection == nil ? .null : .text("null")
        },
        .init(
            optional: "sumrat", .float,
            "Sum of the pixels over sum of their absolute values among the 5 x 5 around the position"
        ) { $0.vary(19, 0.95, 0.05) },
        .init(optional: "magapbig", .float, "Magnitude in an aperture of 18 pixels diameter [mag]") {
            $0.detected { $0.magnitude }
        },
        .init(optional: "sigmagapbig", .float, "One-sigma error of that magnitude [mag]") {
            $0.detected { $0.magnitudeError * 1.6 }
        },
        .init(optional: "ranr", .double, "Right ascension of the nearest source of the reference image [degrees]") {
            $0.vary(32, $0.alert.seen.ra, 0.1 / 3600)
        },
        .init(optional: "decnr", .double, "Declination of the nearest source of the reference image [degrees]") {
            $0.vary(33, $0.alert.seen.dec, 0.1 / 3600)
        },
        .init(
            optional: "scorr", .double, "Signal-to-noise ratio of the peak pixel in the matched-filter detection image"
        ) { $0.detected { 1.0857 / $0.magnitudeError } },
        .init("rbversion", .string, "Version of the random forest that gave the real-bogus score") { _ in
            .text("t17_f5_c3")
        },
        .init(optional: "magzpsci", .float, "Photometric zero point of the science image [mag]") {
            .real($0.always(20, 26.1, 0.2))
        },
        .init(optional: "magzpsciunc", .float, "Error of the zero point [mag]") { .real($0.always(21, 6e-6, 3e-6)) },
        .init(optional: "magzpscirms", .float, "Scatter of the photometric calibrators around the zero point [mag]") {
            .real($0.always(22, 0.03, 0.01))
        },
        .init(optional: "clrcoeff", .float, "Colour coefficient of the photometric calibration") {
            .real($0.always(23, 0.05, 0.1))
        },
        .init(optional: "clrcounc", .float, "Error of the colour coefficient") { .real($0.always(24, 1e-5, 5e-6)) },
    ]
}
