import Catalog
import Foundation
import Tables
import TestSupport
import Testing

/// The same ADQL gives the same columns and rows, in the same order where it asks for one, in every engine.
@Suite("Same rows in every engine", .timeLimit(.minutes(3)))
struct SameRowsTests {
    static let queries = [
        // Types, nulls, extremes.
        "SELECT * FROM s.vals ORDER BY id",
        "SELECT id FROM s.vals ORDER BY double, id", "SELECT id FROM s.vals ORDER BY double DESC, id",
        "SELECT id, name FROM s.vals ORDER BY name, id", "SELECT id, grp FROM s.vals ORDER BY grp DESC, name DESC",
        "SELECT id, single + 1 AS a, single * double AS b, -medium AS c FROM s.vals WHERE id BETWEEN 1 AND 6 ORDER BY id",
        "SELECT id, small / 2 AS a, small / 2.0 AS b, 7 / 2 AS c, 7 / tiny AS d FROM s.vals WHERE id < 7 ORDER BY id",
        "SELECT id, MOD(small, 5) AS a, MOD(double, 0.3) AS b, MOD(small, 0) AS c FROM s.vals WHERE id < 7 ORDER BY id",
        "SELECT id FROM s.vals WHERE single = 21.7 ORDER BY id",
        "SELECT id FROM s.vals WHERE single - 3.5 < 0.1 ORDER BY id",
        "SELECT id FROM s.vals WHERE double IS NULL ORDER BY id",
        "SELECT id FROM s.vals WHERE NOT (double > 0) ORDER BY id",
        "SELECT id FROM s.vals WHERE tiny NOT IN (7, 255) ORDER BY id",
        "SELECT id, flag FROM s.vals WHERE flag = 1 ORDER BY id",
        "SELECT CAST(single AS DOUBLE PRECISION) AS d, CAST(double AS REAL) AS f, CAST(double AS INTEGER) AS i, CAST(tiny AS VARCHAR(2)) AS t FROM s.vals WHERE id IN (1, 2, 5, 6, 7) ORDER BY id",
        "SELECT COALESCE(double, single, 5) AS v, COALESCE(name, 'none') AS n FROM s.vals ORDER BY id",
        // Functions.
        "SELECT SQRT(double) AS a, LOG(double) AS b, LOG10(single) AS c, EXP(small) AS d, POWER(double, 0.5) AS e, ASIN(double) AS f FROM s.vals ORDER BY id",
        "SELECT ROUND(double, 1) AS a, ROUND(small / 2.0) AS b, TRUNCATE(double, 1) AS c, CEILING(double) AS d, FLOOR(double) AS e, ABS(small) AS f, SIGN(small) AS g FROM s.vals WHERE id < 8 ORDER BY id",
        "SELECT ROUND(double, 1) AS a, ROUND(small / 2.0) AS b, TRUNCATE(double, 1) AS c, CEILING(double) AS d, FLOOR(double) AS e, ABS(small) AS f FROM s.vals WHERE id < 8 ORDER BY id",
        "SELECT UPPER(name) AS u, LOWER(name) AS l, name || '!' AS c FROM s.vals ORDER BY id",
        "SELECT DEGREES(1.0) AS a, RADIANS(180) AS b, PI() AS c, ATAN2(1, 2) AS d, COT(0.5) AS e FROM s.vals WHERE id = 1",
        "SELECT id FROM s.vals WHERE name LIKE 'a%' ORDER BY id",
        "SELECT id FROM s.vals WHERE name LIKE '%\\\\%' ORDER BY id",
        "SELECT id FROM s.vals WHERE name ILIKE 'A_B' OR name ILIKE 'b' ORDER BY id",
        "SELECT id FROM s.vals WHERE name NOT LIKE '%a%' ORDER BY id",
        "SELECT id FROM s.vals WHERE name > 'a' ORDER BY id",
        "SELECT ivo_hashlist_has('a#b#C', 'c') AS a, ivo_nocasematch(name, 'ÅNG%') AS b FROM s.vals ORDER BY id",
        "SELECT ivo_hms_to_degrees('3h34m45.4s') AS a, ivo_hms_to_degrees('3:34') AS b, ivo_dms_to_degrees('-0:15:00') AS c FROM s.vals WHERE id = 1",
        "SELECT COORD1(ivo_epoch_prop_pos(269.45, 4.69, 546.9, -801, 10362, -110, 2016, 2000)) AS a FROM s.vals WHERE id = 1",
        "SELECT ivo_interval_overlaps(1, 2, 2, 3) AS a, ivo_hasword('the quick fox', 'Quick') AS b FROM s.vals WHERE id = 1",
        // Aggregates.
        "SELECT COUNT(*) AS n, COUNT(double) AS d, SUM(medium) AS s, AVG(small) AS a, MIN(name) AS lo, MAX(name) AS hi, SUM(single) AS f, AVG(double) AS g FROM s.vals WHERE id < 7",
        "SELECT grp, COUNT(*) AS n, SUM(tiny) AS s, COUNT(DISTINCT small) AS d FROM s.vals GROUP BY grp ORDER BY grp",
        "SELECT grp, AVG(small) AS a FROM s.vals GROUP BY grp HAVING COUNT(*) > 2 ORDER BY grp",
        "SELECT SUM(medium) AS s, MAX(id) AS m FROM s.vals WHERE id > 100000",
        "SELECT SUM(tiny) AS s FROM s.vals WHERE id = 55",
        "SELECT DISTINCT grp FROM s.vals ORDER BY grp", "SELECT AVG(id) AS a, SUM(double) AS b FROM dr1.main",
        // Shape of queries.
        "SELECT TOP 3 id FROM s.vals ORDER BY id DESC", "SELECT id FROM s.vals ORDER BY id OFFSET 5",
        "SELECT TOP 2 id FROM s.vals ORDER BY id OFFSET 3",
        "SELECT a.id, b.id AS other FROM s.vals AS a JOIN s.vals AS b ON a.grp = b.grp AND a.id < b.id ORDER BY a.id, other",
        "SELECT a.id, b.name FROM s.vals AS a LEFT JOIN s.vals AS b ON a.small = b.medium ORDER BY a.id, b.name",
        "SELECT id FROM s.vals WHERE id IN (SELECT MAX(id) FROM s.vals GROUP BY grp) ORDER BY id",
        "SELECT id FROM s.vals AS a WHERE EXISTS (SELECT 1 AS x FROM s.vals AS b WHERE b.small = -a.small) ORDER BY id",
        "WITH big AS (SELECT id, mag FROM dr1.main WHERE mag > 20) SELECT COUNT(*) AS n, MIN(id) AS lo FROM big",
        "SELECT grp FROM s.vals UNION SELECT tiny FROM s.vals ORDER BY grp",
        "SELECT grp FROM s.vals UNION ALL SELECT tiny FROM s.vals ORDER BY grp",
        "SELECT grp FROM s.vals EXCEPT SELECT tiny FROM s.vals ORDER BY grp",
        "SELECT small FROM s.vals INTERSECT SELECT medium FROM s.vals ORDER BY small",
        "SELECT small FROM s.vals INTERSECT ALL SELECT medium FROM s.vals ORDER BY small",
        "SELECT n FROM (SELECT COUNT(*) AS n, grp FROM s.vals GROUP BY grp) AS q ORDER BY n",
        "SELECT \"id\", \"double\" FROM s.vals ORDER BY \"id\"",
        // The sky.
        "SELECT id FROM dr1.main WHERE 1 = CONTAINS(POINT('ICRS', ra, dec), CIRCLE('ICRS', 0, 0, 0.05)) ORDER BY id",
        "SELECT id FROM dr1.main WHERE CONTAINS(POINT(ra, dec), CIRCLE(120, 89.95, 0.1)) = 1 ORDER BY id",
        "SELECT id FROM dr1.main WHERE DISTANCE(POINT(ra, dec), POINT(10, -89.99)) < 0.08 ORDER BY id",
        "SELECT id FROM dr1.main WHERE DISTANCE(POINT(ra, dec), POINT(50, 20)) < 15 ORDER BY id",
        "SELECT id FROM dr1.main WHERE 0 = CONTAINS(POINT(ra, dec), CIRCLE(50, 20, 100)) ORDER BY id",
        "SELECT COUNT(*) AS n FROM dr1.main WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(50, 20, 179))",
        "SELECT COUNT(*) AS n FROM dr1.main WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(50, 20, 130))",
        "SELECT COUNT(*) AS n FROM dr1.main WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(10, -60, 60))",
        "SELECT COUNT(*) AS n FROM dr1.main WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(10, -60, 30))",
        "SELECT id FROM dr1.main WHERE 1 = CONTAINS(POINT(ra, dec), BOX(0, 0, 0.1, 0.2)) ORDER BY id",
        "SELECT id FROM dr1.main WHERE 1 = CONTAINS(POINT(ra, dec), BOX(30, 88, 20, 5)) ORDER BY id",
        "SELECT id FROM dr1.main WHERE 1 = CONTAINS(POINT(ra, dec), POLYGON(359.9, -0.1, 0.1, -0.1, 0.1, 0.1, 359.9, 0.1)) ORDER BY id",
        "SELECT id FROM dr1.main WHERE 1 = CONTAINS(POINT(ra, dec), POLYGON(0, 89, 90, 89, 180, 89, 270, 89)) ORDER BY id",
        "SELECT id FROM dr1.main WHERE 1 = CONTAINS(POINT(ra, dec), POLYGON(10, 10, 80, 10, 80, 60, 45, 20, 10, 60)) ORDER BY id",
        "SELECT id FROM dr1.main WHERE 1 = INTERSECTS(POINT(ra, dec), REGION('CIRCLE ICRS 50 20 5')) ORDER BY id",
        "SELECT a.id, b.id AS near FROM dr1.main AS a JOIN dr1.main AS b ON DISTANCE(POINT(a.ra, a.dec), POINT(b.ra, b.dec)) < 0.005 WHERE a.id < b.id ORDER BY a.id, near",
        "SELECT a.id, b.id AS near FROM dr1.main AS a JOIN dr1.main AS b ON 1 = CONTAINS(POINT(a.ra, a.dec), CIRCLE(b.ra, b.dec, 0.005)) WHERE a.id < b.id ORDER BY a.id, near",
        "SELECT a.id, b.id AS near FROM s.places AS a LEFT JOIN dr1.main AS b ON DISTANCE(POINT(a.ra, a.dec), POINT(b.ra, b.dec)) < 0.02 ORDER BY a.id, near",
        "SELECT id, AREA(CIRCLE(ra, dec, 1)) AS a, COORD1(POINT(ra, dec)) AS x, COORD2(CENTROID(BOX(ra, dec, 1, 1))) AS y FROM s.places WHERE dec IS NOT NULL ORDER BY id",
        "SELECT id, POINT(ra, dec) AS p, CIRCLE(ra, dec, 2) AS c, BOX(ra, dec, 1, 2) AS b FROM s.places ORDER BY id",
        "SELECT CONTAINS(CIRCLE(0, 0, 1), CIRCLE(0, 0, 2)) AS a, INTERSECTS(BOX(0, 0, 2, 2), CIRCLE(2, 0, 1.1)) AS b, CONTAINS(BOX(0, 0, 1, 1), CIRCLE(0, 0, 0.6)) AS c FROM s.places WHERE id = 1",
        "SELECT id, ivo_healpix_index(12, ra, dec) AS h FROM s.places ORDER BY id",
        "SELECT ivo_healpix_center(3, 100) AS c FROM s.places WHERE id = 1",
        // TAP_SCHEMA.
        "SELECT * FROM tap_schema.schemas ORDER BY schema_name", "SELECT * FROM tap_schema.tables ORDER BY table_name",
        "SELECT * FROM tap_schema.columns ORDER BY table_name, column_index", "SELECT * FROM tap_schema.keys",
        "SELECT column_name FROM TAP_SCHEMA.columns WHERE table_name = 's.vals' AND datatype LIKE 'd%' ORDER BY column_name",
    ]

    @Test("SQLite and PostgreSQL agree")
    func agree() async throws {
        try await EngineKind.sqlite.withCatalog { sqlite in
            try await EngineKind.postgres.withCatalog { postgres in
                for engine in [sqlite, postgres] { try Self.fill(engine) }
                for query in Self.queries {
                    let first = Result { try sqlite.rows(query) }
                    let second = Result { try postgres.rows(query) }
                    switch (first, second) {
                    case (.success(let one), .success(let other)):
                        #expect(Self.areSame(one, other), "\(query)\nSQLite \(one)\nPostgreSQL \(other)")
                    case (.failure(let one), .failure(let other)):
                        #expect("\(one)" == "\(other)", "\(query)")
                    case (.success, .failure(let error)), (.failure(let error), .success):
                        Issue.record("\(query): \(first.isSuccess ? "PostgreSQL" : "SQLite"): \(error)")
                    }
                }
            }
        }
    }

    /// Loads the suite's tables.
    static func fill(_ engine: any CatalogEngine) throws {
        try engine.load(SuiteTables.values, LoadPlan(schema: "s", name: "vals", description: "all types"))
        var main: any TableSource = PositionTable(rows: 3_000, seed: 5)
        _ = try engine.load(
            &main, LoadPlan(schema: "dr1", name: "main"), for: "curator", mostBytes: nil, progress: { _ in })
        let places = MemoryTable([
            (Column("id", .int32), MemoryTable.int32s([1, 2, 3, 4, 5])),
            (Column("ra", .float64), MemoryTable.doubles([0, 10, 359.99, 180, nil])),
            (Column("dec", .float64), MemoryTable.doubles([0.0, 89.95, 0.01, -89.97, 3])),
        ])
        try engine.load(places, LoadPlan(schema: "s", name: "places"))
        try engine.load(places, LoadPlan(schema: "mydb", name: "mine"), for: "ann")
    }

    /// The same but for the last digit or two of what is computed.
    private static func areSame(_ one: TestResult, _ other: TestResult) -> Bool {
        guard one.columns == other.columns, one.rows.count == other.rows.count else { return false }
        return zip(one.rows, other.rows).allSatisfy { first, second in
            zip(first, second).allSatisfy { areSame($0, $1) }
        }
    }

    private static func areSame(_ one: String, _ other: String) -> Bool {
        if one == other { return true }
        // Geometries are texts of numbers.
        let firsts = one.split(whereSeparator: { " '".contains($0) }).map { Double($0) }
        let seconds = other.split(whereSeparator: { " '".contains($0) }).map { Double($0) }
        guard firsts.count == seconds.count else { return false }
        return zip(firsts, seconds).allSatisfy { first, second in
            guard let first, let second else { return false }
            return abs(first - second) <= 4e-15 * max(abs(first), 1)
        }
    }
}

extension Result {
    fileprivate var isSuccess: Bool { if case .success = self { true } else { false } }
}
