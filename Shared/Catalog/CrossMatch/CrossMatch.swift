public import Tables

/// Positions to look for in a table.
public struct CrossMatch: Sendable {
    /// The table, with or without its schema.
    public var table: String
    /// Right ascensions, ICRS, degrees.
    public var rightAscensions: [Double]
    /// Declinations, ICRS, degrees; as many.
    public var declinations: [Double]
    /// Radius, arcseconds, 0…3600.
    public var radiusArcseconds: Double
    /// The most rows for a position, nearest first; 1: the best only.
    public var mostPerPosition: Int
    /// The table's columns to give out; none: its principal ones.
    public var columns: [String]

    /// Makes a request.
    public init(
        table: String, rightAscensions: [Double], declinations: [Double], radiusArcseconds: Double,
        mostPerPosition: Int = .max, columns: [String] = []
    ) {
        self.table = table
        self.rightAscensions = rightAscensions
        self.declinations = declinations
        self.radiusArcseconds = radiusArcseconds
        self.mostPerPosition = mostPerPosition
        self.columns = columns
    }

    /// What stands before the table's columns in a result.
    public static let ownColumns = [
        Column("position_index", .int32, description: "Place of the position in the request, from 0."),
        Column(
            "separation_arcsec", .float64, unit: "arcsec", ucd: "pos.angDistance",
            description: "Angle between the position and the row."),
    ]

    /// The table's columns that the request asks for.
    func chosenColumns(of table: TableDescription) throws(CatalogError) -> [Column] {
        guard !columns.isEmpty else { return table.columns.filter(\.isPrincipal).map(\.column) }
        var chosen: [Column] = []
        for name in columns {
            guard let column = table.columns.first(where: { $0.column.name.lowercased() == name.lowercased() }) else {
                throw CatalogError(.notFound, "column \(name): no such column in table \(table.fullName)")
            }
            chosen.append(column.column)
        }
        return chosen
    }

    /// The table that the request names, which must have positions.
    func table(in snapshot: CatalogSnapshot) throws(CatalogError) -> TableDescription {
        guard rightAscensions.count == declinations.count else {
            throw CatalogError(
                .invalid,
                "\(rightAscensions.count) right ascensions and \(declinations.count) declinations: expected pairs")
        }
        guard radiusArcseconds > 0, radiusArcseconds <= 3_600 else {
            throw CatalogError(.invalid, "radius \(radiusArcseconds): expected more than 0 and at most 3600 arcseconds")
        }
        guard mostPerPosition >= 1 else {
            throw CatalogError(.invalid, "rows for a position \(mostPerPosition): expected at least 1")
        }
        let found = snapshot.tables(named: table)
        guard let first = found.first else { throw CatalogError(.notFound, "table \(table): no such table") }
        guard found.count == 1 else {
            let names = found.map(\.description.fullName).joined(separator: ", ")
            throw CatalogError(.invalid, "table \(table) may be any of \(names): say which")
        }
        guard first.description.position?.isIndexed == true else {
            throw CatalogError(.invalid, "table \(first.description.fullName) has no positions to match with")
        }
        return first.description
    }
}

extension CatalogSnapshot {
    /// The tables that a name with or without a schema may mean.
    public func tables(named name: String) -> [CatalogTable] {
        guard let dot = name.firstIndex(of: ".") else { return tables(schema: nil, name: name) }
        return tables(schema: String(name[..<dot]), name: String(name[name.index(after: dot)...]))
    }
}
