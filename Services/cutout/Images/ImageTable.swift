import ADQL
import Catalog
import Foundation
import Images
import Messages
import Sky
import Tables

/// The index of a project's images as a table of its catalogue, `images.planes`: one row an image plane, so that it can be
/// asked in ADQL like any other.
enum ImageTable {
    static let schema = "images"
    static let name = "planes"
    /// The user as whom the service writes it.
    static let keeper = "cutout"

    static let columns: [Column] = [
        Column("image_id", .int64, ucd: "meta.id;meta.main", description: "Number of the image plane"),
        Column("collection", .text, ucd: "meta.dataset", description: "Collection"),
        Column("release", .text, description: "Release"),
        Column("band", .text, ucd: "instr.bandpass", description: "Band; empty where the header does not tell"),
        Column("plane", .text, description: "science, mask, weight or other"),
        Column("image_group", .text, description: "Planes of the same exposure or tile share it"),
        Column("folder", .text, description: "Folder of the collection"),
        Column("path", .text, ucd: "meta.file", description: "Path below the folder"),
        Column("hdu", .int32, description: "Number of the FITS extension, 0 for the primary"),
        Column("ra", .float64, unit: "deg", ucd: "pos.eq.ra;meta.main", description: "Centre, ICRS"),
        Column("dec", .float64, unit: "deg", ucd: "pos.eq.dec;meta.main", description: "Centre, ICRS"),
        Column("width", .int32, unit: "pixel", description: "Width"),
        Column("height", .int32, unit: "pixel", description: "Height"),
        Column("scale", .float64, unit: "arcsec/pixel", ucd: "instr.scale", description: "Size of a pixel"),
        Column(
            "footprint", .text, unit: "deg", ucd: "pos.outline", extendedType: "polygon",
            description: "Vertices of the outline, ICRS"),
        Column("depth", .float64, unit: "mag", ucd: "stat.max;phot.mag", description: "Limiting magnitude"),
        Column("mjd", .float64, unit: "d", ucd: "time.epoch", description: "Time of the exposure, MJD"),
        Column("compression", .text, description: "Algorithm and tiles of the compression; empty for none"),
        Column("file_bytes", .int64, unit: "byte", description: "Size of the file"),
        Column("file_changed_ns", .int64, unit: "ns", description: "When the file was changed, since 1970"),
        Column("checksum", .text, description: "DATASUM of the header"),
        Column("problem", .text, description: "Why the image cannot be used; empty where it can"),
    ]

    /// All records of a project; none where nothing was scanned.
    static func read(_ engine: any CatalogEngine) throws -> [ImageRecord] {
        guard try version(engine) != nil else { return [] }
        var records: [ImageRecord] = []
        _ = try engine.run(
            QueryText("SELECT \(columns.map(\.name).joined(separator: ", ")) FROM \(schema).\(name)"), for: keeper,
            limits: QueryLimits(), cancellation: QueryCancellation(), begin: { _ in }
        ) { batch in
            let rows = RowReader(batch)
            for row in 0..<batch.rowCount { records.append(record(rows, row)) }
        }
        return records
    }

    /// What changes with every change of the table; nil: there is none.
    static func version(_ engine: any CatalogEngine) throws -> String? {
        try engine.snapshot(for: keeper).tables(schema: schema, name: name).first.map {
            "\($0.changedAt.microseconds) \($0.description.rowCount ?? 0)"
        }
    }

    /// Puts records in the place of all that are there.
    static func write(_ records: [ImageRecord], to engine: any CatalogEngine) throws {
        var source: any TableSource = RecordSource(records)
        _ = try engine.load(
            &source,
            LoadPlan(
                schema: schema, name: name, description: "Image planes that cutouts are made of", replaces: true,
                indexedColumns: ["collection"]),
            for: keeper, mostBytes: nil, progress: { _ in })
    }

    private static func record(_ rows: RowReader, _ row: Int) -> ImageRecord {
        let numbers = rows.text(14, row).split(separator: " ").compactMap { Double($0) }
        let vertices = stride(from: 0, to: numbers.count - 1, by: 2).compactMap {
            SkyPosition(rightAscension: numbers[$0], declination: numbers[$0 + 1])
        }
        var centre: SkyPosition?
        if let ra = rows.double(9, row), let dec = rows.double(10, row) {
            centre = SkyPosition(rightAscension: ra, declination: dec)
        }
        return ImageRecord(
            identifier: rows.integer(0, row), collection: rows.text(1, row), release: rows.text(2, row),
            band: rows.text(3, row), plane: PlaneKind(rawValue: rows.text(4, row)) ?? .other, group: rows.text(5, row),
            folder: rows.text(6, row), path: rows.text(7, row), hdu: Int(rows.integer(8, row)), centre: centre,
            width: Int(rows.integer(11, row)), height: Int(rows.integer(12, row)),
            scaleArcseconds: rows.double(13, row) ?? 0, footprint: vertices, limitingMagnitude: rows.double(15, row),
            mjd: rows.double(16, row), compression: rows.text(17, row), fileBytes: rows.integer(18, row),
            fileChangedNanoseconds: rows.integer(19, row), checksum: rows.text(20, row), problem: rows.text(21, row))
    }
}
