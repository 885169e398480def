import ADQL
import Catalog
import Foundation
import Images
import Messages
import Sky
import Tables

/// Stars of a table that an observer can find a target from.
struct ReferenceStars {
    private let engine: any CatalogEngine
    private let user: String
    private let table: TableDescription

    init(_ engine: any CatalogEngine, table name: String, for user: String) throws {
        self.engine = engine
        self.user = user
        let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2,
            let table = try engine.snapshot(for: user).tables(schema: parts[0], name: parts[1]).first?.description
        else { throw CutoutRefusal.notFound("no table \(name)") }
        self.table = table
    }

    /// The brightest stars on the picture that do not stand on the target itself.
    func find(
        around target: SkyPosition, world: WorldCoordinates, width: Int, height: Int, band: String, faintest: Double,
        most: Int
    ) throws -> [ReferenceStar] {
        let columns = table.columns.map(\.column)
        guard let position = table.position else {
            throw CutoutRefusal.invalid("table \(table.fullName) has no position")
        }
        guard let magnitude = Self.magnitude(columns, band) else {
            throw CutoutRefusal.invalid("table \(table.fullName) has no magnitude in band \(band)")
        }
        let name =
            columns.first { $0.ucd.lowercased() == "meta.id;meta.main" }
            ?? columns.first { $0.name.lowercased().hasSuffix("id") }
        let radius = world.scaleArcseconds / 3_600 * (Double(width * width + height * height)).squareRoot() / 2
        let chosen = [position.rightAscension, position.declination, magnitude.name] + (name.map { [$0.name] } ?? [])
        let adql =
            "SELECT TOP \(most * 5) \(chosen.map(\.delimited).joined(separator: ", ")) "
            + "FROM \(table.schema.delimited).\(table.name.delimited) "
            + "WHERE 1 = CONTAINS(POINT(\(position.rightAscension.delimited), \(position.declination.delimited)), "
            + "CIRCLE(\(target.rightAscension), \(target.declination), \(radius))) "
            + "AND \(magnitude.name.delimited) > 0 AND \(magnitude.name.delimited) <= \(faintest) "
            + Self.isStar(columns, band)
            + "ORDER BY \(magnitude.name.delimited)"
        var stars: [ReferenceStar] = []
        _ = try engine.run(
            QueryText(adql), for: user, limits: QueryLimits(seconds: 10), cancellation: QueryCancellation(),
            begin: { _ in }
        ) { batch in
            let rows = RowReader(batch)
            for row in 0..<batch.rowCount where stars.count < most {
                guard let ra = rows.double(0, row), let dec = rows.double(1, row), let brightness = rows.double(2, row),
                    let place = SkyPosition(rightAscension: ra, declination: dec),
                    let pixel = world.pixel(of: place), pixel.x > 4, pixel.y > 4, pixel.x < Double(width) - 5,
                    pixel.y < Double(height) - 5,
                    UnitVector(place).radians(to: UnitVector(target)) > 1.5 / 206_265
                else { continue }
                let (east, north) = Self.offset(from: place, to: target)
                stars.append(
                    ReferenceStar(
                        label: "S\(stars.count + 1)", objectID: name == nil ? "" : rows.text(3, row), raDegrees: ra,
                        decDegrees: dec, magnitude: brightness, eastArcseconds: east, northArcseconds: north))
            }
        }
        return stars
    }

    /// Where the table tells stars from galaxies (SExtractor's CLASS_STAR), galaxies are no reference.
    private static func isStar(_ columns: [Column], _ band: String) -> String {
        columns.first { $0.name.lowercased() == "class_star_\(band.lowercased())" }.map {
            "AND \($0.name.delimited) > 0.5 "
        } ?? ""
    }

    private static func magnitude(_ columns: [Column], _ band: String) -> Column? {
        let band = band.lowercased()
        for pattern in ["mag_auto_\(band)", "mag_\(band)", "\(band)mag", "\(band)_mag", "phot_\(band)_mean_mag", band] {
            if let column = columns.first(where: { $0.name.lowercased() == pattern }) { return column }
        }
        return columns.first { $0.type.isNumeric && $0.ucd.lowercased().hasPrefix("phot.mag") }
    }

    /// Arcseconds to move from a star to the target on the tangent plane at the star: standard coordinates (Smart,
    /// Textbook on Spherical Astronomy, §161).
    static func offset(from star: SkyPosition, to target: SkyPosition) -> (east: Double, north: Double) {
        let degree = Double.pi / 180
        let (d0, d) = (star.declination * degree, target.declination * degree)
        let da = (target.rightAscension - star.rightAscension) * degree
        let cosine = sin(d0) * sin(d) + cos(d0) * cos(d) * cos(da)
        let arcsecond = 3_600 / degree
        return (
            cos(d) * sin(da) / cosine * arcsecond,
            (cos(d0) * sin(d) - sin(d0) * cos(d) * cos(da)) / cosine * arcsecond
        )
    }
}
