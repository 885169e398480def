import Alerts

/// What the simulated survey measures of one source in one exposure, in the units of the packet's fields.
struct SimulatedCandidate {
    // The exposure.
    var jd = 0.0
    /// 1 (g) or 2 (r).
    var filter = 1
    var limit = 20.3
    var field = 600
    var readoutChannel = 0
    /// Position on the readout channel, pixels.
    var x = 0.0
    var y = 0.0

    // The source.
    var ra = 0.0
    var dec = 0.0
    var isPositive = true
    var magnitude = 19.0
    var magnitudeError = 0.1
    var apertureMinusPSF = 0.0
    var chi = 1.0
    /// Pixels.
    var fwhm = 2.2
    var elongation = 1.1
    var sumRatio = 1.0
    var realBogus = 0.8
    var deepRealBogus = 0.99

    // What is near.
    var referenceDistance = 0.2
    var referenceMagnitude = 18.0
    var referenceSharpness = 0.0
    var referenceChi = 0.5
    /// Pan-STARRS 1; nil: none within 30 arcsec.
    var catalog: CatalogNeighbor? = CatalogNeighbor()
    /// Arcsec.
    var gaiaDistance = 0.3
    var gaiaMagnitude = 17.0
    /// Known asteroid within 30 arcsec: distance and magnitude.
    var solarSystem: (distance: Double, magnitude: Double, name: String)?

    // The survey's memory of the place.
    var detections = 1
    var coverages = 500
    var daysSinceFirstDetection = 0.0

    /// The nearest source of the Pan-STARRS 1 catalogue.
    struct CatalogNeighbor {
        /// Arcsec.
        var distance = 0.2
        /// 1 for a star, 0 for a galaxy.
        var starScore = 0.98
        var g = 18.5
        var r = 18.0
    }

    /// One row of the history: a detection, or the limit under which the source stayed.
    struct HistoryPoint {
        var jd: Double
        var filter: Int
        var limit: Double
        /// nil for an upper limit.
        var detection: Detection?

        struct Detection {
            var magnitude: Double
            var magnitudeError: Double
            var isPositive: Bool
            var fwhm: Double
            var realBogus: Double
        }
    }

    /// Up to 30 days before the exposure, oldest first.
    var history: [HistoryPoint] = []
}

extension SimulatedCandidate {
    /// The numbers that the features are made of, rounded as the packet rounds them.
    var values: ZTFAlertValues {
        ZTFAlertValues(
            values: ZTFAlertValues.Column.allCases.map(value),
            rows: history.flatMap { point in ZTFAlertValues.HistoryColumn.allCases.map { Self.value($0, of: point) } })
    }

    private func value(_ column: ZTFAlertValues.Column) -> Double {
        let number: Double? =
            switch column {
            case .jd: nil
            case .fid: Double(filter)
            case .ra: nil
            case .dec: nil
            case .magpsf: magnitude
            case .sigmapsf: magnitudeError
            case .isdiffpos: isPositive ? 1 : 0
            case .diffmaglim: limit
            case .magnr: referenceMagnitude
            case .magdiff: apertureMinusPSF
            case .chipsf: chi
            case .fwhm: fwhm
            case .elong: elongation
            case .sumrat: sumRatio
            case .rb: realBogus
            case .drb: deepRealBogus
            case .distnr: referenceDistance
            case .sharpnr: referenceSharpness
            case .chinr: referenceChi
            case .sgmag1: catalog?.g ?? -999
            case .srmag1: catalog?.r ?? -999
            case .sgscore1: catalog?.starScore ?? -999
            case .distpsnr1: catalog?.distance ?? -999
            case .neargaia: gaiaDistance
            case .ndethist: Double(detections)
            case .ncovhist: Double(coverages)
            case .jdstarthist: nil
            }
        if let number { return Double(Float(number)) }
        return switch column {
        case .jd: jd
        case .ra: ra
        case .dec: dec
        default: jd - daysSinceFirstDetection
        }
    }

    private static func value(_ column: ZTFAlertValues.HistoryColumn, of point: HistoryPoint) -> Double {
        switch column {
        case .jd: point.jd
        case .fid: Double(point.filter)
        case .magpsf: point.detection.map { Double(Float($0.magnitude)) } ?? .nan
        case .sigmapsf: point.detection.map { Double(Float($0.magnitudeError)) } ?? .nan
        case .isdiffpos: point.detection.map { $0.isPositive ? 1 : 0 } ?? .nan
        case .diffmaglim: Double(Float(point.limit))
        }
    }
}
