public import Tables

/// What a load is to make: where the rows go, and what is kept of them.
public struct LoadPlan: Sendable {
    /// Schema: `CatalogTable.ownSchema` or one of the catalogue's.
    public var schema: String
    /// Name in the schema.
    public var name: String
    /// One line for people.
    public var description: String
    /// The rows go to a table that is there, instead of making one.
    public var appends: Bool
    /// The new table takes the place of one that is there; readers see the one or the other, nothing between.
    public var replaces: Bool
    /// Columns of the position; nil: what the columns' UCDs and names say; empty names: none.
    public var position: (rightAscension: String, declination: String)?
    /// Columns to index, beside those whose UCD says that they name the row.
    public var indexedColumns: [String]

    /// Makes a plan.
    public init(
        schema: String, name: String, description: String = "", appends: Bool = false, replaces: Bool = false,
        position: (rightAscension: String, declination: String)? = nil, indexedColumns: [String] = []
    ) {
        self.schema = schema
        self.name = name
        self.description = description
        self.appends = appends
        self.replaces = replaces
        self.position = position
        self.indexedColumns = indexedColumns
    }

    /// Schema and name.
    public var fullName: String { "\(schema).\(name)" }
}

extension LoadPlan {
    /// The table that columns make under this plan, checked.
    public func table(of columns: [Column]) throws(CatalogError) -> TableDescription {
        try Self.check(schema, "schema")
        try Self.check(name, "table")
        guard schema.lowercased() != CatalogTable.tapSchema else {
            throw CatalogError(.forbidden, "schema \(CatalogTable.tapSchema) describes the others and takes no tables")
        }
        guard !columns.isEmpty else { throw CatalogError(.invalid, "table \(fullName): no columns") }
        guard columns.count <= Self.mostColumns else {
            throw CatalogError(
                .limit, "table \(fullName): \(columns.count) columns; at most \(Self.mostColumns) are possible")
        }
        var seen: Set<String> = []
        for column in columns {
            try Self.check(column.name, "column")
            guard seen.insert(column.name.lowercased()).inserted else {
                throw CatalogError(.invalid, "column \(column.name) is there twice; names differ in more than case")
            }
        }
        let place = try positionColumns(of: columns)
        for name in indexedColumns where !seen.contains(name.lowercased()) {
            throw CatalogError(.notFound, "column to index \(name): no such column in \(fullName)")
        }
        let asked = Set(indexedColumns.map { $0.lowercased() })
        return TableDescription(
            schema: schema, name: name, description: description,
            columns: columns.map { column in
                let lowered = column.name.lowercased()
                let isPosition =
                    lowered == place?.rightAscension.lowercased() || lowered == place?.declination.lowercased()
                return CatalogColumn(
                    column, isIndexed: isPosition || asked.contains(lowered) || column.namesRow,
                    isPrincipal: isPosition || column.namesRow || columns.count <= 20
                        || column.ucd.hasSuffix("meta.main"))
            },
            position: place)
    }

    /// More than DES's 213 by far; SQLite's own limit.
    private static let mostColumns = 2_000

    private static func check(_ name: String, _ what: String) throws(CatalogError) {
        guard !name.isEmpty, name.utf8.count <= 128, !name.unicodeScalars.contains(where: { $0.value < 32 }),
            !name.contains("."), !name.contains("\"")
        else {
            throw CatalogError(
                .invalid,
                "\(what) \"\(name)\": expected a name of 1 to 128 bytes without dots, quotes and control characters")
        }
    }

    private func positionColumns(of columns: [Column]) throws(CatalogError) -> PositionColumns? {
        guard let position else { return Self.guessedPosition(in: columns) }
        guard !position.rightAscension.isEmpty || !position.declination.isEmpty else { return nil }
        var names: [String] = []
        for name in [position.rightAscension, position.declination] {
            guard let column = columns.first(where: { $0.name.lowercased() == name.lowercased() }) else {
                throw CatalogError(.notFound, "position column \(name): no such column in \(fullName)")
            }
            guard column.type.isNumeric else {
                throw CatalogError(.invalid, "position column \(name): expected degrees, found \(column.type.rawValue)")
            }
            names.append(column.name)
        }
        return PositionColumns(rightAscension: names[0], declination: names[1], isIndexed: true)
    }

    /// Whether columns may be appended to a table's.
    static func check(_ columns: [Column], fit table: TableDescription) throws(CatalogError) {
        let there = table.columns.map(\.column)
        guard columns.count == there.count else {
            throw CatalogError(
                .invalid, "table \(table.fullName) has \(there.count) columns, the rows to append \(columns.count)")
        }
        for (new, old) in zip(columns, there) {
            guard new.name.lowercased() == old.name.lowercased() else {
                throw CatalogError(
                    .invalid, "column \(new.name): expected \(old.name), as in table \(table.fullName)")
            }
            guard new.type == old.type || (new.type.isInteger && old.type.isNumeric) else {
                throw CatalogError(
                    .invalid,
                    "column \(new.name): expected \(old.type.rawValue) as in table \(table.fullName), found "
                        + new.type.rawValue)
            }
        }
    }

    static func quotaError(_ table: String, _ mostBytes: Int64) -> CatalogError {
        CatalogError(.limit, "table \(table): more than the \(mostBytes / 1_000_000) MB that are left of your quota")
    }

    /// Pairs of names that surveys give to ICRS positions in degrees.
    private static let knownPairs = [
        ("ra", "dec"), ("alphawin_j2000", "deltawin_j2000"), ("raj2000", "decj2000"), ("raj2000", "dej2000"),
        ("ra_j2000", "dec_j2000"), ("ra_icrs", "de_icrs"), ("ra_deg", "dec_deg"), ("radeg", "dedeg"),
        ("radeg", "decdeg"),
        ("s_ra", "s_dec"), ("ramean", "decmean"), ("ra_cent", "dec_cent"), ("right_ascension", "declination"),
    ]

    static func guessedPosition(in columns: [Column]) -> PositionColumns? {
        let candidates = columns.filter { $0.type == .float64 || $0.type == .float32 }
        func marked(_ ucd: String) -> Column? { candidates.first { $0.ucd.lowercased() == ucd } }
        if let ra = marked("pos.eq.ra;meta.main"), let dec = marked("pos.eq.dec;meta.main") {
            return PositionColumns(rightAscension: ra.name, declination: dec.name, isIndexed: true)
        }
        for (ra, dec) in knownPairs {
            if let ra = candidates.first(where: { $0.name.lowercased() == ra }),
                let dec = candidates.first(where: { $0.name.lowercased() == dec })
            {
                return PositionColumns(rightAscension: ra.name, declination: dec.name, isIndexed: true)
            }
        }
        return nil
    }
}

extension Column {
    /// Whether its values name the rows.
    fileprivate var namesRow: Bool {
        let ucd = ucd.lowercased()
        return ucd == "meta.id;meta.main" || ucd == "meta.record;meta.main"
    }
}
