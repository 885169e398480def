import Foundation
import Sky
import Tables

extension SimulatedCatalogue {
    /// The columns of the table of tiles.
    public static let tileColumns: [Column] = {
        func angle(_ name: String, _ ucd: String, _ description: String) -> Column {
            Column(name, .float64, unit: "deg", ucd: ucd, description: description)
        }
        let ra = "pos.eq.ra"
        let dec = "pos.eq.dec"
        var columns = [
            Column("tilename", .text, textWidth: 12, ucd: "meta.id;meta.main", description: "Name of the tile"),
            angle("ra_cent", ra + ";meta.main", "Right ascension of the centre"),
            angle("dec_cent", dec + ";meta.main", "Declination of the centre"),
        ]
        let corners = ["north-west", "south-west", "south-east", "north-east"]
        for (index, corner) in corners.enumerated() {
            columns.append(angle("rac\(index + 1)", ra, "Right ascension of the \(corner) corner"))
            columns.append(angle("decc\(index + 1)", dec, "Declination of the \(corner) corner"))
        }
        columns += [
            angle(
                "racmin", ra + ";stat.min", "Western end of the corners, larger than racmax across right ascension 0"),
            angle("racmax", ra + ";stat.max", "Eastern end of the corners"),
            angle("deccmin", dec + ";stat.min", "Southern end of the corners"),
            angle("deccmax", dec + ";stat.max", "Northern end of the corners"),
            angle("uramin", ra + ";stat.min", "Western end of the tile's own area, larger than uramax across 0"),
            angle("uramax", ra + ";stat.max", "Eastern end of the tile's own area"),
            angle("udecmin", dec + ";stat.min", "Southern end of the tile's own area"),
            angle("udecmax", dec + ";stat.max", "Northern end of the tile's own area"),
            Column(
                "crossra0", .text, textWidth: 1, ucd: "meta.code",
                description: "Y where the tile crosses right ascension 0, or N"),
            Column("pixelscale", .float32, unit: "arcsec", ucd: "instr.pixel", description: "Size of a pixel"),
            Column("naxis1", .int32, unit: "pixel", ucd: "meta.number", description: "Pixels along right ascension"),
            Column("naxis2", .int32, unit: "pixel", ucd: "meta.number", description: "Pixels along declination"),
            Column("count", .int32, ucd: "meta.number", description: "Number of objects in dr1.main"),
        ]
        for band in CatalogueBand.allCases.map(\.name) + ["det"] {
            columns.append(
                Column(
                    "fits_image_\(band.lowercased())", .text, textWidth: 48, ucd: "meta.id;meta.file",
                    description: "Name of the coadded image, \(band)"))
        }
        columns += [
            Column(
                "tiff_color_image", .text, textWidth: 48, ucd: "meta.id;meta.file",
                description: "Name of the colour picture"),
            Column(
                "fits_dr1_main", .text, textWidth: 48, ucd: "meta.id;meta.file",
                description: "Name of the file with the tile's rows of dr1.main"),
        ]
        return columns
    }()
}

/// Makes the rows of the table of tiles.
struct TileSource: TableSource {
    let catalogue: SimulatedCatalogue
    private var nextRow = 0

    init(catalogue: SimulatedCatalogue) { self.catalogue = catalogue }

    var columns: [Column] { SimulatedCatalogue.tileColumns }

    mutating func next(maximumRows: Int) -> ColumnBatch? {
        let end = min(catalogue.tiles.count, nextRow + max(1, maximumRows))
        guard nextRow < end else { return nil }
        let rows = nextRow..<end
        nextRow = end
        let tiles = catalogue.tiles[rows]
        func texts(_ text: (CatalogueTile) -> String) -> ColumnValues {
            ColumnValues(.text(TextValues(tiles.map(text))))
        }
        func angles(_ angle: (CatalogueTile) -> Double) -> ColumnValues { ColumnValues(.float64(tiles.map(angle))) }
        func whole(_ number: Int) -> ColumnValues {
            ColumnValues(.int32(Array(repeating: Int32(number), count: rows.count)))
        }
        var columns = [texts(\.name), angles(\.centre.rightAscension), angles(\.centre.declination)]
        for corner in 0..<4 {
            columns.append(angles { $0.corners[corner].rightAscension })
            columns.append(angles { $0.corners[corner].declination })
        }
        columns += [
            angles { $0.turned($0.cornerOffsets.min() ?? 0) }, angles { $0.turned($0.cornerOffsets.max() ?? 0) },
            angles { $0.corners.map(\.declination).min() ?? 0 }, angles { $0.corners.map(\.declination).max() ?? 0 },
            angles { $0.turned(-$0.uniqueWidth / 2) }, angles { $0.turned($0.uniqueWidth / 2) },
            angles { $0.centre.declination - CatalogueTile.uniqueHeight / 2 },
            angles { $0.centre.declination + CatalogueTile.uniqueHeight / 2 },
            texts { $0.crossesZero ? "Y" : "N" },
            ColumnValues(.float32(Array(repeating: Float(CatalogueTile.pixelScale), count: rows.count))),
            whole(CatalogueTile.pixels), whole(CatalogueTile.pixels),
            ColumnValues(.int32(rows.map { Int32(clamping: catalogue.rows(ofTile: $0).count) })),
        ]
        for band in CatalogueBand.allCases.map(\.name) + ["det"] {
            columns.append(texts { "\($0.name)_r\($0.request)p01_\(band).fits.fz" })
        }
        columns.append(texts { "\($0.name)_r\($0.request)p01_irg.tiff" })
        columns.append(texts { "\($0.name)_dr1_main.fits.fz" })
        return ColumnBatch(columns: columns, rowCount: rows.count)
    }
}

extension CatalogueTile {
    /// How far the corners lie from the centre in right ascension, degrees.
    var cornerOffsets: [Double] { corners.map { remainder($0.rightAscension - centre.rightAscension, 360) } }

    /// The right ascension so many degrees from the centre's, 0 ≤ ra < 360.
    func turned(_ offset: Double) -> Double {
        SkyPosition(rightAscension: centre.rightAscension + offset, declination: 0)?.rightAscension ?? 0
    }

    /// The number of the processing that the survey's files have in their names.
    var request: Int { 2577 + Int(abs(centre.declination)) % 20 }
}
