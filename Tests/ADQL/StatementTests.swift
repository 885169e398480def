import ADQL
import Foundation
import Tables
import TestSupport
import Testing

@Suite struct StatementTests {
    @Test func everyStatementRunsInSQLite() throws {
        let results = try run(StatementQueries.all)
        for (query, result) in zip(StatementQueries.all, results) {
            #expect(result.error == nil, "\(query)")
        }
    }

    @Test func rowsAreWhatTheQueryAsksFor() throws {
        let cases: [(query: String, rows: [[String?]])] = [
            ("SELECT COUNT(*), COUNT(id), COUNT(DISTINCT good) FROM objects", [["60", "53", "2"]]),
            ("SELECT TOP 2 id FROM objects ORDER BY id OFFSET 1", [["14"], ["21"]]),
            ("SELECT TOP 2 id FROM objects ORDER BY id DESC", [[nil], [nil]]),
            ("SELECT id FROM list OFFSET 18", [["378"], ["399"]]),
            (
                "SELECT TOP 1 7/2, -7/2, 7/2., 7/0, MOD(-7, 3), MOD(7.5, 2) FROM list",
                [["3", "-3", "3.5", nil, "-1", "1.5"]]
            ),
            (
                "SELECT TOP 1 ROUND(2.5), ROUND(-2.5), ROUND(1234, -2), ROUND(2.345, 2), TRUNCATE(-2.7), LOG(0) FROM list",
                [["3.0", "-3.0", "1200.0", "2.35", "-2.0", nil]]
            ),
            ("SELECT DISTINCT name FROM objects WHERE name < 'a' ORDER BY name", [[""], ["50%"], ["Beta"]]),
            ("SELECT DISTINCT name FROM objects WHERE name LIKE 'b%'", [["back\\slash"], ["beta"]].sortedRows),
            ("SELECT DISTINCT name FROM objects WHERE name ILIKE 'B_TA' ORDER BY name", [["Beta"], ["beta"]]),
            ("SELECT DISTINCT name FROM objects WHERE name LIKE '%\\%'", [["back\\slash"]]),
            ("SELECT DISTINCT name FROM objects WHERE name = 'it''s'", [["it's"]]),
            ("SELECT flags FROM objects EXCEPT ALL SELECT \"Case\" FROM stars ORDER BY flags DESC", exceptAll),
            ("SELECT TOP 1 CAST(2.9 AS INTEGER), CAST(12345 AS VARCHAR(3)), 'a' || 1 FROM list", [["2", "123", "a1"]]),
            ("SELECT TOP 1 IN_UNIT(\"size\", 'deg') FROM objects WHERE \"size\" = 36", [["0.01"]]),
            ("SELECT id FROM mydb.targets ORDER BY 1", [["1"], ["2"]]),
            (
                "SELECT COUNT(*) FROM objects JOIN stars ON DISTANCE(objects.ra, objects.dec, stars.ra, stars.dec) < 0.001",
                [["30"]]
            ),
            (
                "SELECT ivo_hashlist_has('a#B', 'b'), ivo_hashlist_has('a#B', 'a#b') FROM mydb.targets",
                [["1", "0"], ["1", "0"]]
            ),
        ]
        let results = try run(cases.map(\.query))
        for (expected, result) in zip(cases, results) {
            #expect(result.error == nil)
            let isOrdered = expected.query.contains("ORDER BY")
            let rows = result.rows ?? []
            #expect((isOrdered ? rows : rows.sortedRows) == expected.rows, "\(expected.query)")
        }
    }

    /// flags has 11 to 12 of each of -1 to 3 and some nulls, Case 7 or 8 of each of 0 to 3.
    private var exceptAll: [[String?]] {
        var counts: [Int?: Int] = [:]
        for index in 0..<60 { counts[index % 13 == 0 ? nil : index % 5 - 1, default: 0] += 1 }
        for index in 0..<30 { counts[index % 4, default: 0] -= 1 }
        let values: [Int?] = [nil, 3, 2, 1, 0, -1]
        return values.flatMap { value in
            Array(repeating: [value.map(String.init)], count: max(0, counts[value] ?? 0))
        }
    }

    /// The same literal has one parameter, so that what is grouped by stays equal to what is selected.
    @Test func equalLiteralsShareAParameter() throws {
        let statement = try SampleCatalogue.check("SELECT flags + 1 FROM objects GROUP BY flags + 1")
            .sql(for: .postgres(hasQ3C: false))
        #expect(statement.parameters == [.integer(1)])
        #expect(
            statement.text
                == #"SELECT ("objects"."flags"::int8 + $1::int8) AS "col1" FROM "dr1"."objects" AS "objects" GROUP BY ("objects"."flags"::int8 + $1::int8)"#
        )
    }

    @Test func literalsAreParametersAndNamesAreQuoted() throws {
        let text = "SELECT id AS \"a\"\"; DROP TABLE x\" FROM mydb.targets WHERE 'x'' OR 1=1 --' = 'y' AND id = 7"
        let statement = try SampleCatalogue.check(text).sql(for: .sqlite)
        #expect(
            statement.text
                == #"SELECT "targets"."id" AS "a""; DROP TABLE x" FROM "user""1"."t 7" AS "targets" WHERE ((?1 = ?2) AND ("targets"."id" = ?3))"#
        )
        #expect(statement.parameters == [.text("x' OR 1=1 --"), .text("y"), .integer(7)])
    }

    @Test func ordersAreTheSameInBothEngines() throws {
        let query = try SampleCatalogue.check("SELECT name, mag FROM objects WHERE name > 'a' ORDER BY name DESC, mag")
        #expect(
            try query.sql(for: .sqlite).text.hasSuffix(
                #"ORDER BY "objects"."name" DESC NULLS FIRST, "objects"."mag" ASC NULLS LAST"#))
        #expect(
            try query.sql(for: .postgres(hasQ3C: true)).text.hasSuffix(
                #"WHERE (("objects"."name" COLLATE "C") > $1::text) ORDER BY ("objects"."name" COLLATE "C") DESC NULLS FIRST, "objects"."mag" ASC NULLS LAST"#
            ))
    }

    @Test func nestedTwofoldPrintingIsBounded() throws {
        // Each level prints its argument four times.
        let call = "ivo_interval_overlaps"
        let open = String(repeating: "\(call)(1, ", count: 60)
        let close = String(repeating: ", 2, 3)", count: 60)
        let query = try SampleCatalogue.check("SELECT \(open)id\(close) FROM stars")
        #expect(throws: ADQLError.self) { try query.sql(for: .sqlite) }
    }

    @Test func tooManyLiteralsAreAnErrorOfOurs() throws {
        let values = (0..<40_000).map(String.init).joined(separator: ",")
        let query = try SampleCatalogue.check("SELECT id FROM stars WHERE id IN (\(values))")
        #expect(throws: ADQLError.self) { try query.sql(for: .sqlite) }
    }

    // MARK: Running

    private struct Result: Decodable {
        var rows: [[String?]]?
        var error: String?
    }

    private func run(_ queries: [String]) throws -> [Result] {
        let statements = try queries.map { text -> [String: Any] in
            let statement = try SampleCatalogue.check(text).sql(for: .sqlite)
            let parameters = statement.parameters.map { value in
                switch value {
                case .integer(let number): ["integer", String(number)]
                case .real(let number): ["real", "\(number)"]
                case .text(let text): ["text", text]
                }
            }
            return ["sql": statement.text, "parameters": parameters]
        }
        let file = FileManager.default.temporaryDirectory.appending(path: "statements-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        try JSONSerialization.data(withJSONObject: statements).write(to: file)
        let script = "\(Python.packageRoot)/Tests/ADQL/run_statements.py"
        let python = ProcessInfo.processInfo.environment["PERYTON_TEST_PYTHON"] ?? "python3"
        let output = try Python.run(python, [script, file.path])
        return try JSONDecoder().decode([Result].self, from: Data(output.utf8))
    }
}

extension [[String?]] {
    fileprivate var sortedRows: [[String?]] {
        sorted { left, right in left.map { $0 ?? "" }.lexicographicallyPrecedes(right.map { $0 ?? "" }) }
    }
}
