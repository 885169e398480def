import ADQL
import Tables

/// The tables that these tests ask.
enum SampleCatalogue {
    static let objects = TableDescription(
        schema: "dr1", name: "objects",
        columns: [
            column("id", .int64, ucd: "meta.id"), column("ra", .float64, unit: "deg", ucd: "pos.eq.ra;meta.main"),
            column("dec", .float64, unit: "deg", ucd: "pos.eq.dec;meta.main"), column("mag", .float32, unit: "mag"),
            column("pmra", .float64, unit: "mas.yr-1"), column("pmdec", .float64, unit: "mas.yr-1"),
            column("flags", .int16), column("good", .boolean), column("name", .text),
            column("footprint", .text, extendedType: "polygon"), column("size", .float64, unit: "arcsec"),
        ],
        rowCount: 1_000_000,
        position: PositionColumns(rightAscension: "ra", declination: "dec", isIndexed: true))

    static let stars = TableDescription(
        schema: "dr1", name: "stars",
        columns: [
            column("id", .int64), column("ra", .float64, unit: "deg"), column("dec", .float64, unit: "deg"),
            column("g", .float32, unit: "mag"), column("name", .text), column("Case", .int32),
        ],
        rowCount: 1_000, position: PositionColumns(rightAscension: "ra", declination: "dec", isIndexed: true))

    /// An upload: no index, rows not counted.
    static let list = TableDescription(
        schema: "mydb", name: "list",
        columns: [
            column("id", .int32), column("ra", .float64, unit: "deg"), column("dec", .float64, unit: "deg"),
            column("note", .text),
        ],
        position: PositionColumns(rightAscension: "ra", declination: "dec", isIndexed: false))

    /// A name that two schemas have.
    static let otherStars = TableDescription(
        schema: "mydb", name: "targets", columns: [column("id", .int32)], physicalName: ["user\"1", "t 7"])

    static let targets = TableDescription(schema: "dr1", name: "targets", columns: [column("id", .int32)])

    static let lookup = FixedTables([objects, stars, list, otherStars, targets])

    private static func column(
        _ name: String, _ type: ColumnType, unit: String = "", ucd: String = "", extendedType: String = ""
    ) -> CatalogColumn {
        CatalogColumn(Column(name, type, unit: unit, ucd: ucd, extendedType: extendedType, description: "The \(name)"))
    }

    /// A query read and checked.
    static func check(_ text: String) throws -> CheckedQuery {
        try Query.parse(text).check(with: lookup)
    }

    /// What is wrong with a query; nil if nothing is.
    static func error(_ text: String, version: ADQLVersion = .v2_1) -> ADQLError? {
        do {
            _ = try Query.parse(text, version: version).check(with: lookup)
            return nil
        } catch {
            return error
        }
    }
}
