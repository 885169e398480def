import Tables

/// The bands, as the names of columns have them.
public enum CatalogueBand: Int, CaseIterable, Sendable {
    case g, r, i, z, y

    /// The bands that letters name, in their order: "gri", "grizY"; nil where a letter is no band or comes twice.
    public static func list(_ letters: String) -> [CatalogueBand]? {
        let bands = letters.compactMap { letter in allCases.first { "\($0)" == letter.lowercased() } }
        let areAll = bands.count == letters.count && Set(bands).count == bands.count
        return areAll && !bands.isEmpty ? bands : nil
    }

    /// As people write it.
    public var name: String { self == .y ? "Y" : "\(self)" }

    /// The UCD of the band: Y lies in the infrared for UCDs.
    var ucd: String { ["em.opt.B", "em.opt.R", "em.opt.I", "em.opt.I", "em.IR.J"][rawValue] }
}

/// What is measured in each band as a 4-byte floating-point number.
enum CatalogueMeasure: Int, CaseIterable {
    case magAuto, magErrAuto, magAutoDered, wavgMagPSF, wavgMagErrPSF
    case spreadModel, spreadErrModel, wavgSpreadModel, wavgSpreadErrModel, classStar, fluxRadius

    /// The column of a band.
    func column(_ band: CatalogueBand) -> Column {
        func make(_ head: String, _ tail: String = "", unit: String = "", ucd: String, _ description: String) -> Column
        {
            Column(
                "\(head)_\(band)\(tail)", .float32, unit: unit, ucd: ucd, description: "\(description), \(band.name)")
        }
        let noValue = "-9999 where not measured"
        return switch self {
        case .magAuto:
            make(
                "mag_auto", unit: "mag", ucd: "phot.mag;\(band.ucd)",
                "Magnitude in an elliptical aperture shaped by the Kron radius (AB, 99 where not detected)")
        case .magErrAuto:
            make(
                "magerr_auto", unit: "mag", ucd: "stat.error;phot.mag;\(band.ucd)",
                "Error of mag_auto (99 where not detected)")
        case .magAutoDered:
            make(
                "mag_auto", "_dered", unit: "mag", ucd: "phot.mag;\(band.ucd)",
                "mag_auto less the extinction of ebv_sfd98 (99 where not detected)")
        case .wavgMagPSF:
            make(
                "wavg_mag_psf", unit: "mag", ucd: "phot.mag;\(band.ucd)",
                "Weighted mean of the magnitudes of single exposures, fitted with the point spread function (99 where missing)"
            )
        case .wavgMagErrPSF:
            make(
                "wavg_magerr_psf", unit: "mag", ucd: "stat.error;phot.mag;\(band.ucd)",
                "Error of wavg_mag_psf (99 where missing)")
        case .spreadModel:
            make(
                "spread_model", ucd: "src.morph.param;\(band.ucd)",
                "How much wider than a point source: 0 for stars (\(noValue))")
        case .spreadErrModel:
            make("spreaderr_model", ucd: "stat.error;src.morph.param", "Error of spread_model (\(noValue))")
        case .wavgSpreadModel:
            make(
                "wavg_spread_model", ucd: "src.morph.param;\(band.ucd)",
                "Weighted mean of spread_model in single exposures (\(noValue))")
        case .wavgSpreadErrModel:
            make("wavg_spreaderr_model", ucd: "stat.error;src.morph.param", "Error of wavg_spread_model (\(noValue))")
        case .classStar:
            make("class_star", ucd: "src.class.starGalaxy", "Neural network's class, 1 star, 0 galaxy (\(noValue))")
        case .fluxRadius:
            make(
                "flux_radius", unit: "pixel", ucd: "phys.angSize;\(band.ucd)",
                "Radius of half of the light (\(noValue))")
        }
    }
}

/// What is counted in each band as a 2-byte whole number.
enum CatalogueCount: Int, CaseIterable {
    case flags, imaflags, epochs

    /// The column of a band.
    func column(_ band: CatalogueBand) -> Column {
        switch self {
        case .flags:
            Column(
                "flags_\(band)", .int16, ucd: "meta.code",
                description: "Bits: 1 neighbour, 2 blended, 4 saturated; under 4 is good, \(band.name)")
        case .imaflags:
            Column(
                "imaflags_iso_\(band)", .int16, ucd: "meta.code",
                description: "Bits of flagged pixels in the object, 0 is good, \(band.name)")
        case .epochs:
            Column(
                "nepochs_\(band)", .int16, ucd: "meta.number;obs.exposure",
                description: "Number of exposures it is measured in, \(band.name)")
        }
    }
}

/// What there is once for an object as a 4-byte floating-point number.
enum CatalogueShape: Int, CaseIterable {
    case reddening, a, b, theta, kron

    /// The column.
    var column: Column {
        switch self {
        case .reddening:
            Column(
                "ebv_sfd98", .float32, unit: "mag", ucd: "phot.color.excess",
                description: "Interstellar reddening E(B-V) at the position")
        case .a:
            Column(
                "a_image", .float32, unit: "pixel", ucd: "phys.angSize.smajAxis",
                description: "Root mean square of the profile along the major axis")
        case .b:
            Column(
                "b_image", .float32, unit: "pixel", ucd: "phys.angSize.sminAxis",
                description: "Root mean square of the profile along the minor axis")
        case .theta:
            Column(
                "theta_j2000", .float32, unit: "deg", ucd: "pos.posAng",
                description: "Position angle of the major axis, north through east")
        case .kron:
            Column(
                "kron_radius", .float32, unit: "pixel", ucd: "phys.angSize",
                description: "Kron radius in detection, in units of a_image or b_image")
        }
    }
}

extension SimulatedCatalogue {
    /// The orders of the HEALPix columns, and what their names have: the pixels along a base face's side.
    static let pixelOrders: [(side: Int, order: Int, type: ColumnType)] = [
        (32, 5, .int32), (64, 6, .int32), (1024, 10, .int32), (4096, 12, .int32), (16384, 14, .int64),
    ]

    /// The columns of the main table, in the order of the rows' values.
    public static let mainColumns: [Column] = {
        var columns = [
            Column(
                "coadd_object_id", .int64, ucd: "meta.id;meta.main", description: "Unique identifier of the object"),
            Column(
                "tilename", .text, textWidth: 12, ucd: "meta.id", description: "Tile of the object, as in dr1.tile_info"
            ),
            Column(
                "ra", .float64, unit: "deg", ucd: "pos.eq.ra;meta.main",
                description: "Right ascension, ICRS, rounded to 0.000001 degrees; indexed"),
            Column(
                "dec", .float64, unit: "deg", ucd: "pos.eq.dec;meta.main",
                description: "Declination, ICRS, rounded to 0.000001 degrees; indexed"),
            Column(
                "alphawin_j2000", .float64, unit: "deg", ucd: "pos.eq.ra",
                description: "Right ascension of the windowed centroid, ICRS, full precision"),
            Column(
                "deltawin_j2000", .float64, unit: "deg", ucd: "pos.eq.dec",
                description: "Declination of the windowed centroid, ICRS, full precision"),
        ]
        for (side, _, type) in pixelOrders {
            columns.append(
                Column("hpix_\(side)", type, ucd: "pos.healpix", description: "HEALPix pixel, NESTED, nside \(side)"))
        }
        for measure in CatalogueMeasure.allCases { columns += CatalogueBand.allCases.map(measure.column) }
        for count in CatalogueCount.allCases { columns += CatalogueBand.allCases.map(count.column) }
        return columns + CatalogueShape.allCases.map(\.column)
    }()
}
