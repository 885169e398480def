import ADQL
import Catalog
import Sky
import Tables

/// Finds where objects are by their identifiers in a table of the catalogue.
struct ObjectFinder {
    private let engine: any CatalogEngine
    private let user: String
    private let table: String
    private let identifier: Column
    private let position: PositionColumns

    /// How many identifiers one query asks for.
    private static let batch = 500
    /// What surveys call the column that names an object.
    private static let knownNames = ["coadd_object_id", "object_id", "source_id", "objectid", "oid", "id"]

    /// - Parameter name: the table, as schema.name.
    init(_ engine: any CatalogEngine, table name: String, for user: String) throws {
        self.engine = engine
        self.user = user
        let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2,
            let table = try engine.snapshot(for: user).tables(schema: parts[0], name: parts[1]).first?.description
        else { throw CutoutRefusal.notFound("table \(name): no such table to find objects in") }
        let columns = table.columns.map(\.column)
        guard
            let identifier = columns.first(where: { $0.ucd.lowercased() == "meta.id;meta.main" })
                ?? Self.knownNames.lazy.compactMap({ known in columns.first { $0.name.lowercased() == known } }).first
        else {
            throw CutoutRefusal.invalid("table \(name): no column is known to name its objects (UCD meta.id;meta.main)")
        }
        guard let position = table.position else {
            throw CutoutRefusal.invalid("table \(name): no columns are known as its position")
        }
        self.table = "\(parts[0].delimited).\(parts[1].delimited)"
        self.identifier = identifier
        self.position = position
    }

    /// Positions by identifier; those that are not there are missing.
    func positions(of identifiers: [String]) throws -> [String: SkyPosition] {
        var found: [String: SkyPosition] = [:]
        for start in stride(from: 0, to: identifiers.count, by: Self.batch) {
            let literals = identifiers[start..<min(identifiers.count, start + Self.batch)].compactMap(literal)
            guard !literals.isEmpty else { continue }
            let adql =
                "SELECT \(identifier.name.delimited), \(position.rightAscension.delimited), "
                + "\(position.declination.delimited) FROM \(table) WHERE \(identifier.name.delimited) IN "
                + "(\(literals.joined(separator: ", ")))"
            _ = try engine.run(
                QueryText(adql), for: user, limits: QueryLimits(seconds: 60), cancellation: QueryCancellation(),
                begin: { _ in }
            ) { batch in
                let rows = RowReader(batch)
                for row in 0..<batch.rowCount {
                    guard let ra = rows.double(1, row), let dec = rows.double(2, row),
                        let position = SkyPosition(rightAscension: ra, declination: dec)
                    else { continue }
                    found[rows.text(0, row)] = position
                }
            }
        }
        return found
    }

    /// nil for what cannot be an identifier of the table.
    private func literal(_ identifier: String) -> String? {
        if self.identifier.type.isInteger { return Int64(identifier).map(String.init) }
        if self.identifier.type.isNumeric { return Double(identifier).map { "\($0)" } }
        return "'\(identifier.replacing("'", with: "''"))'"
    }
}

extension String {
    /// As a delimited identifier of ADQL.
    var delimited: String { "\"\(replacing("\"", with: "\"\""))\"" }
}
