import ADQL
import Catalog
import Dispatch
import Foundation
import Tables
import TestSupport
import Testing

/// What every engine does alike, beside the rows of queries.
@Suite("Every engine", .timeLimit(.minutes(3)))
struct EngineTests {
    private func load(
        _ catalog: any CatalogEngine, rows: Int = 500, seed: UInt64 = 1, firstID: Int64 = 1, _ plan: LoadPlan,
        for user: String = "curator", mostBytes: Int64? = nil
    ) throws -> LoadOutcome {
        var source: any TableSource = PositionTable(rows: rows, seed: seed, firstID: firstID)
        return try catalog.load(&source, plan, for: user, mostBytes: mostBytes) { _ in }
    }

    @Test("describes a table with its types, units, position and indexes", arguments: EngineKind.allCases)
    func describes(_ kind: EngineKind) async throws {
        try await kind.withCatalog { catalog in
            _ = try load(catalog, LoadPlan(schema: "dr1", name: "main", description: "all objects"))
            let table = try #require(try catalog.snapshot(for: "bob").tables(named: "DR1.Main").first)
            #expect(table.description.rowCount == 500)
            #expect(table.description.description == "all objects")
            #expect(table.owner == "curator")
            #expect(table.bytes > 500 * 28)
            #expect(table.description.columns.map(\.column.type) == [.int64, .float64, .float64, .float32, .text])
            #expect(table.description.columns.map(\.isIndexed) == [true, true, true, false, false])
            #expect(table.description.position?.isIndexed == true)
            #expect(table.description.columns[3].column.unit == "mag")
        }
    }

    @Test("queries of one shape give their own rows, also after the tables changed", arguments: EngineKind.allCases)
    func oneShape(_ kind: EngineKind) async throws {
        try await kind.withCatalog { catalog in
            _ = try load(catalog, LoadPlan(schema: "dr1", name: "main"))
            func count(above magnitude: Double) throws -> String? {
                try catalog.rows("SELECT COUNT(*) AS n FROM dr1.main WHERE mag > \(magnitude) AND dec < 95.0").rows[0][
                    0]
            }
            let all = try catalog.rows("SELECT mag FROM dr1.main").rows.compactMap { Double($0[0]) }
            for magnitude in [14.5, 20.25, -1.0, 14.5] {
                #expect(try count(above: magnitude) == "\(all.filter { $0 > magnitude }.count)")
            }
            try catalog.drop(schema: "dr1", name: "main", for: "curator")
            #expect(throws: (any Error).self) { try count(above: 3.5) }
            _ = try load(catalog, rows: 10, LoadPlan(schema: "dr1", name: "main"))
            #expect(try count(above: -1.0) == "10")
        }
    }

    @Test("keeps every value of every type, and every null", arguments: EngineKind.allCases)
    func keepsValues(_ kind: EngineKind) async throws {
        try await kind.withCatalog { catalog in
            try catalog.load(SuiteTables.values, LoadPlan(schema: "s", name: "vals"))
            let result = try catalog.rows("SELECT * FROM s.vals ORDER BY id")
            #expect(result.columns.map(\.type) == SuiteTables.values.columns.map(\.type))
            var source = SuiteTables.values
            let first = source.next(maximumRows: 100)
            let batch = try #require(first)
            var expected = (0..<batch.rowCount).map { row in
                // A NaN is stored as no value.
                batch.columns.map { $0.text(row) == "nan" ? "null" : $0.text(row) }
            }
            expected.insert(expected.removeLast(), at: 0)
            #expect(result.rows == expected)
        }
    }

    @Test("appends behind a table and counts what has no position", arguments: EngineKind.allCases)
    func appends(_ kind: EngineKind) async throws {
        try await kind.withCatalog { catalog in
            for part in 0..<4 {
                let plan = LoadPlan(schema: "dr1", name: "main", appends: part > 0)
                let outcome = try load(catalog, rows: 100, seed: UInt64(part), firstID: Int64(1 + 100 * part), plan)
                #expect(outcome.totalRows == Int64(100 * (part + 1)))
                #expect(outcome.rowsWithoutPosition == 0)
            }
            #expect(try catalog.rows("SELECT COUNT(*) AS n, SUM(id) AS s FROM dr1.main").rows == [["400", "80200"]])
            let odd = MemoryTable([
                (Column("id", .int64), MemoryTable.int64s([401, 402, 403, 404])),
                (Column("ra", .float64), MemoryTable.doubles([1, nil, .nan, 4])),
                (Column("dec", .float64), MemoryTable.doubles([0, 0, 0, -9_999])),
                (Column("mag", .float32), MemoryTable.floats([nil, 1, 2, 3])),
                (Column("name", .text), MemoryTable.texts(["", nil, "x", "y"])),
            ])
            let outcome = try catalog.load(odd, LoadPlan(schema: "dr1", name: "main", appends: true))
            #expect(outcome.rowsWithoutPosition == 3)
            let found = try catalog.rows(
                "SELECT id FROM dr1.main WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(0, 0, 180)) AND id > 400")
            #expect(found.rows == [["401"]])
            let wrong = #expect(throws: CatalogError.self) {
                try catalog.load(SuiteTables.values, LoadPlan(schema: "dr1", name: "main", appends: true))
            }
            #expect(wrong?.kind == .invalid)
            let missing = #expect(throws: CatalogError.self) {
                try load(catalog, LoadPlan(schema: "dr1", name: "other", appends: true))
            }
            #expect(missing?.kind == .notFound)
        }
    }

    @Test("shows a user's own tables to nobody else", arguments: EngineKind.allCases)
    func ownTables(_ kind: EngineKind) async throws {
        try await kind.withCatalog { catalog in
            _ = try load(catalog, LoadPlan(schema: "dr1", name: "main"))
            _ = try load(catalog, rows: 10, LoadPlan(schema: "mydb", name: "mine"), for: "bob")
            _ = try load(catalog, rows: 20, LoadPlan(schema: "mydb", name: "mine"), for: "eve")
            #expect(try catalog.rows("SELECT COUNT(*) AS n FROM mydb.mine", for: "bob").rows == [["10"]])
            #expect(try catalog.rows("SELECT COUNT(*) AS n FROM mine", for: "eve").rows == [["20"]])
            #expect(try catalog.rows("SELECT COUNT(*) AS n FROM main, mine", for: "eve").rows == [["10000"]])
            #expect(throws: ADQLError.self) { try catalog.rows("SELECT * FROM mydb.mine", for: "ann") }
            for (user, tables) in [("ann", 1), ("bob", 2), ("eve", 2)] {
                let told = try catalog.rows("SELECT table_name FROM tap_schema.tables", for: user)
                #expect(told.rows.count == tables)
            }
            let before = try catalog.snapshot(for: "bob").version
            try catalog.drop(schema: "mydb", name: "mine", for: "bob")
            #expect(try catalog.snapshot(for: "bob").tables(named: "mydb.mine").isEmpty)
            #expect(try catalog.snapshot(for: "bob").version != before)
            #expect(try catalog.rows("SELECT COUNT(*) AS n FROM mydb.mine", for: "eve").rows == [["20"]])
            let gone = #expect(throws: CatalogError.self) { try catalog.drop(schema: "mydb", name: "mine", for: "bob") }
            #expect(gone?.kind == .notFound)
        }
    }

    @Test("lets only curators change what everybody sees", arguments: EngineKind.allCases)
    func curators(_ kind: EngineKind) async throws {
        try await kind.withCatalog { catalog in
            for schema in ["dr1", "tap_schema", "TAP_SCHEMA"] {
                let refused = #expect(throws: CatalogError.self) {
                    try load(catalog, LoadPlan(schema: schema, name: "main"), for: "bob")
                }
                #expect(refused?.kind == .forbidden)
            }
            _ = try load(catalog, LoadPlan(schema: "dr1", name: "main"))
            #expect(throws: CatalogError.self) { try catalog.drop(schema: "dr1", name: "main", for: "bob") }
            try catalog.drop(schema: "DR1", name: "MAIN", for: "curator")
            #expect(try catalog.rows("SELECT * FROM tap_schema.columns").rows.isEmpty)
        }
    }

    @Test("leaves nothing behind of a load that fails", arguments: EngineKind.allCases)
    func failsWhole(_ kind: EngineKind) async throws {
        struct Given: Error {}
        try await kind.withCatalog { catalog in
            let error = #expect(throws: CatalogError.self) {
                try load(catalog, LoadPlan(schema: "mydb", name: "big"), mostBytes: 1_000)
            }
            #expect(error?.kind == .limit)
            var source: any TableSource = PositionTable(rows: 100, seed: 1)
            #expect(throws: Given.self) {
                try catalog.load(&source, LoadPlan(schema: "mydb", name: "big"), for: "curator", mostBytes: nil) { _ in
                    throw Given()
                }
            }
            #expect(try catalog.snapshot(for: "curator").tables(named: "big").isEmpty)
            _ = try load(catalog, LoadPlan(schema: "mydb", name: "big"))
            let again = #expect(throws: CatalogError.self) { try load(catalog, LoadPlan(schema: "mydb", name: "BIG")) }
            #expect(again?.kind == .conflict)
            #expect(try catalog.rows("SELECT COUNT(*) AS n FROM big", for: "curator").rows == [["500"]])
        }
    }

    @Test("says when there were more rows than wanted", arguments: EngineKind.allCases)
    func truncates(_ kind: EngineKind) async throws {
        try await kind.withCatalog { catalog in
            _ = try load(catalog, LoadPlan(schema: "dr1", name: "main"))
            for (limit, isTruncated) in [(10, true), (499, true), (500, false), (501, false)] {
                let result = try catalog.rows(
                    "SELECT id FROM dr1.main ORDER BY id", limits: QueryLimits(rows: limit, seconds: 30, batchRows: 7))
                #expect(result.isTruncated == isTruncated)
                #expect(result.rows.count == min(limit, 500))
                #expect(result.rows.first == ["1"])
            }
        }
    }

    /// A query that would run for hours.
    private static let endless = """
        SELECT COUNT(*) AS n FROM dr1.main AS a, dr1.main AS b, dr1.main AS c, dr1.main AS d
        WHERE SIN(a.ra * b.ra) + SIN(c.ra * d.ra) > 3
        """

    @Test("stops a query within a second of its cancellation, and goes on", arguments: EngineKind.allCases)
    func cancels(_ kind: EngineKind) async throws {
        try await kind.withCatalog { catalog in
            _ = try load(catalog, LoadPlan(schema: "dr1", name: "main"))
            let cancellation = QueryCancellation()
            let begun = AsyncStream<Void>.makeStream()
            let query = QueryText(Self.endless)
            async let ended: (CatalogError?, ContinuousClock.Instant) = CatalogWork.run { _ in
                defer { begun.continuation.finish() }
                do {
                    _ = try catalog.run(
                        query, for: "ann", limits: QueryLimits(), cancellation: cancellation,
                        begin: { _ in begun.continuation.yield() }, rows: { _ in })
                    return (nil, .now)
                } catch let error as CatalogError {
                    return (error, .now)
                }
            }
            for await _ in begun.stream { break }
            let asked = ContinuousClock.now
            cancellation.cancel()
            let (error, end) = try await ended
            #expect(error?.kind == .cancelled)
            #expect(end - asked < .seconds(1))
            #expect(try catalog.rows("SELECT COUNT(*) AS n FROM dr1.main").rows == [["500"]])
            #expect(throws: CatalogError.self) { try catalog.rows(Self.endless, cancellation: cancellation) }
        }
    }

    @Test("ends a query at its time limit, and goes on", arguments: EngineKind.allCases)
    func timesOut(_ kind: EngineKind) async throws {
        try await kind.withCatalog { catalog in
            _ = try load(catalog, LoadPlan(schema: "dr1", name: "main"))
            let start = ContinuousClock.now
            let error = #expect(throws: CatalogError.self) {
                try catalog.rows(Self.endless, limits: QueryLimits(seconds: 0.3))
            }
            #expect(error?.kind == .limit)
            #expect(error?.description == "the query took longer than the 0.3 s it may take; submit it as a job")
            #expect(ContinuousClock.now - start < .seconds(3))
            #expect(try catalog.rows("SELECT COUNT(*) AS n FROM dr1.main").rows == [["500"]])
        }
    }

    @Test("goes on after the taker of rows has had enough", arguments: EngineKind.allCases)
    func takerThrows(_ kind: EngineKind) async throws {
        struct Enough: Error {}
        try await kind.withCatalog { catalog in
            _ = try load(catalog, rows: 5_000, LoadPlan(schema: "dr1", name: "main"))
            for _ in 0..<3 {
                #expect(throws: Enough.self) {
                    try catalog.run(
                        QueryText("SELECT * FROM dr1.main"), for: "ann", limits: QueryLimits(batchRows: 10),
                        cancellation: QueryCancellation(), begin: { _ in }, rows: { _ in throw Enough() })
                }
                #expect(try catalog.rows("SELECT COUNT(*) AS n FROM dr1.main").rows == [["5000"]])
            }
        }
    }

    @Test(
        "reads what stands in a text as a text",
        arguments: EngineKind.allCases,
        [
            "'; DROP TABLE s.vals; --", "' OR '1'='1", "\\'; SELECT pg_sleep(9); --", "$1", "?1", "\"", "%s",
            "\u{1F52D}",
            "''; COPY s.vals TO PROGRAM 'id'; --",
        ])
    func injections(_ kind: EngineKind, _ text: String) async throws {
        try await kind.withCatalog { catalog in
            try catalog.load(SuiteTables.values, LoadPlan(schema: "s", name: "vals"))
            let literal = text.replacingOccurrences(of: "'", with: "''")
            let result = try catalog.rows("SELECT '\(literal)' AS t FROM s.vals WHERE name = '\(literal)' OR id = 1")
            #expect(result.rows == [["'\(text)'"]])
            let name = text.replacingOccurrences(of: "\"", with: "\"\"")
            #expect(try catalog.rows("SELECT id AS \"\(name)\" FROM s.vals WHERE id = 1").columns.map(\.name) == [text])
            #expect(try catalog.rows("SELECT COUNT(*) AS n FROM s.vals").rows == [["8"]])
        }
    }

    @Test(
        "knows no tables, columns and functions but the catalogue's", arguments: EngineKind.allCases,
        [
            "SELECT * FROM pg_catalog.pg_roles", "SELECT * FROM pg_class", "SELECT * FROM information_schema.tables",
            "SELECT * FROM sqlite_master", "SELECT * FROM peryton.tables", "SELECT * FROM peryton_state",
            "SELECT peryton_row FROM s.vals", "SELECT ctid FROM s.vals", "SELECT rowid FROM s.vals",
            "SELECT pg_sleep(1) FROM s.vals", "SELECT set_config('role', 'x', 1) FROM s.vals",
            "SELECT load_extension('x') FROM s.vals", "SELECT pg_read_file('/etc/passwd') FROM s.vals",
            "SELECT current_user FROM s.vals", "SELECT lo_import('/etc/passwd') FROM s.vals",
            "SELECT * FROM \"catalog:p:s\".vals", "SELECT q3c_version() FROM s.vals",
        ])
    func knowsNothingElse(_ kind: EngineKind, _ adql: String) async throws {
        try await kind.withCatalog { catalog in
            try catalog.load(SuiteTables.values, LoadPlan(schema: "s", name: "vals"))
            #expect(throws: ADQLError.self) { try catalog.rows(adql) }
        }
    }

    @Test("explains a query in its own words", arguments: EngineKind.allCases)
    func explains(_ kind: EngineKind) async throws {
        try await kind.withCatalog { catalog in
            _ = try load(catalog, rows: 5_000, LoadPlan(schema: "dr1", name: "main"))
            let query = QueryText(
                "SELECT id FROM dr1.main WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(10, 10, 0.1)) AND mag > 3")
            let words = try catalog.explain(query, for: "ann")
            #expect(words.contains("main"))
            #expect(try catalog.check(query, for: "ann").tables == ["dr1.main"])
            #expect(!catalog.product.isEmpty)
        }
    }

    @Test(
        "cross-matches: nearest first, in the positions' order, with the columns asked for",
        arguments: EngineKind.allCases)
    func matches(_ kind: EngineKind) async throws {
        try await kind.withCatalog { catalog in
            _ = try load(catalog, rows: 2_000, LoadPlan(schema: "dr1", name: "main"))
            let table = PositionTable(rows: 2_000, seed: 1)
            var result = TestResult()
            let ra = [table.ra[7], table.ra[0] + 360, .nan, 0, 120, table.ra[1]]
            let dec = [table.dec[7], table.dec[0], 0, 91, -90, table.dec[1]]
            try catalog.match(
                CrossMatch(
                    table: "main", rightAscensions: ra, declinations: dec, radiusArcseconds: 600, mostPerPosition: 3,
                    columns: ["NAME", "id"]), for: "bob", cancellation: QueryCancellation(),
                begin: { result.columns = $0 },
                rows: { batch in
                    for row in 0..<batch.rowCount { result.rows.append(batch.columns.map { $0.text(row) }) }
                })
            #expect(result.columns.map(\.name) == ["position_index", "separation_arcsec", "name", "id"])
            var expected: [[String]] = []
            for place in ra.indices where ra[place].isFinite && abs(dec[place]) <= 90 {
                let near = table.ids.indices.map { row in
                    (row, Self.arcseconds(ra[place], dec[place], table.ra[row], table.dec[row]))
                }.filter { $0.1 <= 600 }.sorted { $0.1 < $1.1 }.prefix(3)
                expected += near.map { ["\(place)", "\(table.ids[$0.0])"] }
            }
            #expect(result.rows.map { [$0[0], $0[3]] } == expected)
            #expect(result.rows.first?[1] == "0.0")
            #expect(expected.count > 6)
        }
    }

    /// The angle between two positions by the formula of Vincenty (1975).
    static func arcseconds(_ ra1: Double, _ dec1: Double, _ ra2: Double, _ dec2: Double) -> Double {
        let degree = Double.pi / 180
        let turn = (ra2 - ra1) * degree
        let (a, b) = (dec1 * degree, dec2 * degree)
        let x = cos(b) * sin(turn)
        let y = cos(a) * sin(b) - sin(a) * cos(b) * cos(turn)
        return atan2(hypot(x, y), sin(a) * sin(b) + cos(a) * cos(b) * cos(turn)) / degree * 3_600
    }
}
