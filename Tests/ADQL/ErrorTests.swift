import ADQL
import Testing

@Suite struct ErrorTests {
    /// A query, where the error is and what must be in its message.
    struct Case: Sendable, CustomTestStringConvertible {
        var query: String
        var line = 1
        var column: Int
        var words: String
        var version = ADQLVersion.v2_1
        var testDescription: String { query }

        init(_ query: String, _ column: Int, _ words: String, line: Int = 1, version: ADQLVersion = .v2_1) {
            self.query = query
            self.column = column
            self.words = words
            self.line = line
            self.version = version
        }
    }

    private func check(_ expected: Case) {
        guard let error = SampleCatalogue.error(expected.query, version: expected.version) else {
            Issue.record("\(expected.query) is no error")
            return
        }
        #expect(error.line == expected.line, "\(error)")
        #expect(error.column == expected.column, "\(error)")
        #expect(error.message.contains(expected.words), "\(error)")
        #expect(!error.description.contains("\n"))
    }

    @Test(arguments: [
        Case("SELECT id FROM stars LIMIT 5", 22, "SELECT TOP 5"),
        Case("SELECT id FROM stars WHERE id > 1 LIMIT 5", 35, "SELECT TOP 5"),
        Case("SELECT id FROM stars ORDER BY id LIMIT 5", 34, "SELECT TOP 5"),
        Case("SELECT id FROM stars FETCH FIRST 5 ROWS ONLY", 22, "TOP"),
        Case("SELECT id FROM stars WHERE id == 5", 31, "write ="),
        Case("SELECT CASE WHEN id = 1 THEN 2 END FROM stars", 8, "COALESCE"),
        Case("SELECT id::int FROM stars", 10, "CAST(value AS type)"),
        Case("SELECT id FROM stars;", 21, "without a semicolon"),
        Case("SELECT id FROM stars; DROP TABLE stars", 21, "nothing can follow"),
        Case("SELECT `id` FROM stars", 8, "quotes names with \""),
        Case("SELECT [id] FROM stars", 8, "quotes names with \""),
        Case("SELECT id FROM stars WHERE name ILIKE 'x'", 33, "ADQL 2.1", version: .v2_0),
        Case("SELECT id FROM stars OFFSET 3", 22, "ADQL 2.1", version: .v2_0),
        Case("SELECT LOWER(name) FROM stars", 8, "ADQL 2.1", version: .v2_0),
        Case("SELECT CAST(id AS REAL) FROM stars", 8, "ADQL 2.1", version: .v2_0),
        Case("SELECT id FROM stars UNION SELECT id FROM list", 22, "ADQL 2.1", version: .v2_0),
        Case("SELECT POINT(ra, dec) FROM stars", 8, "'ICRS'", version: .v2_0),
        Case("DELETE FROM stars", 1, "only SELECT"),
        Case("insert into stars values (1)", 1, "only SELECT"),
        Case("UPDATE stars SET id = 1", 1, "only SELECT"),
        Case("DROP TABLE stars", 1, "only SELECT"),
        Case("PRAGMA table_info(stars)", 1, "begins with SELECT"),
        Case("SELECT id INTO x FROM stars", 11, "SELECT … INTO"),
        Case("SELECT RANK() OVER (ORDER BY id) FROM stars", 15, "window functions"),
        Case("SELECT size FROM objects", 8, "\"size\""),
        Case("SELECT distance FROM stars", 8, "\"distance\""),
        Case("SELECT id AS date FROM stars", 14, "\"date\""),
        Case("SELECT id % 2 FROM stars", 11, "MOD(x, y)"),
        Case("SELECT id ^ 2 FROM stars", 11, "POWER(x, y)"),
        Case("SELECT id FROM stars CROSS JOIN list", 22, "comma"),
        Case("SELECT id FROM stars INNER JOIN list", 37, "ON or USING"),
        Case("SELECT stars.id FROM stars JOIN list", 28, "ON or USING"),
        Case("SELECT id FROM stars WHERE (id = 1 AND (g > 2)", 47, "“)” for the “(” of line 1, column 28"),
        Case("SELECT ABS(id FROM stars", 15, "“)” for the “(” of line 1, column 11"),
        Case("SELECT id, FROM stars", 12, "comma too many"),
        Case("SELECT id FROM stars WHERE CONTAINS(POINT(ra, dec), CIRCLE(1, 2, 3))", 69, "1 = CONTAINS(…)"),
        Case("SELECT id FROM stars WHERE id = (SELECT MAX(id) FROM list)", 33, "no sub-query as a value"),
        Case("SELECT id FROM (SELECT id FROM stars)", 38, "a name for the sub-query"),
        Case("SELECT id\nFROM stars\nWHERE id = 'it''s", 12, "closing '", line: 3),
        Case("SELECT id FROM stars -- é\n WHERE \"é\" = é", 14, "“é” can stand only in", line: 2),
        Case("SELECT id FROM stars WHERE id ≤ 3", 31, "write <="),
        Case("SELECT id FROM stars WHERE name = ‘x’", 35, "typographic"),
        Case("SELECT id FROM stars /* all */", 22, "--"),
        Case("SELECT TOP 5 DISTINCT id FROM stars", 14, "SELECT DISTINCT TOP 5"),
        Case("SELECT id FROM stars MINUS SELECT id FROM list", 22, "EXCEPT"),
        Case("SELECT id FROM stars ORDER BY id NULLS LAST", 34, "NULLS"),
        Case("SELECT id FROM stars ORDER BY id WHERE id = 1", 34, "the order is"),
        Case("SELECT id FROM (WITH x AS (SELECT id FROM stars) SELECT * FROM x) AS y", 17, "very beginning"),
        Case("SELECT ROUND(g, id) FROM stars", 17, "digits"),
        Case("SELECT id FROM stars WHERE g + 1 IS NULL", 28, "IS NULL tests a column alone"),
        Case("SELECT SUBSTRING(name, 1, 2) FROM stars", 8, "no function SUBSTRING"),
        Case("SELECT id", 10, "FROM"),
        Case("", 1, "SELECT"),
    ]) func syntaxErrorsSayWhatToWrite(_ expected: Case) { check(expected) }

    @Test(arguments: [
        Case("SELECT id FROM star", 16, "did you mean stars?"),
        Case("SELECT id FROM dr1.star", 16, "did you mean dr1.stars?"),
        Case("SELECT id FROM mydb.stars", 16, "did you mean dr1.stars?"),
        Case("SELECT id FROM targets", 16, "dr1.targets, mydb.targets"),
        Case("SELECT id FROM \"Stars\"", 16, "case counts"),
        Case("SELECT id FROM sqlite_master", 16, "there is no table sqlite_master"),
        Case("SELECT id FROM pg_catalog.pg_class", 16, "there is no table"),
        Case("SELECT naem FROM stars", 8, "did you mean name?"),
        Case("SELECT stars.naem FROM stars", 14, "did you mean name?"),
        Case("SELECT note FROM stars", 8, "mydb.list has one"),
        Case("SELECT rowid FROM stars", 8, "there is no column rowid"),
        Case("SELECT id FROM stars, list", 8, "stars.id or list.id"),
        Case("SELECT x.id FROM stars", 8, "there is no table x in FROM"),
        Case("SELECT stars.id FROM stars AS s", 8, "called s here"),
        Case("SELECT id FROM stars WHERE name = \"M31\"", 35, "'M31'"),
        Case("SELECT \"CASE\" FROM stars", 8, "\"Case\""),
        Case("SELECT absolute(id) FROM stars", 8, "found", version: .v2_1),
        Case("SELECT ivo_hasworld(name, 'x') FROM stars", 8, "did you mean ivo_hasword?"),
        Case("SELECT load_extension('x') FROM stars", 8, "there is no function load_extension"),
        Case("SELECT * FROM stars JOIN list USING (note)", 38, "left of the join"),
        Case("SELECT id FROM stars ORDER BY 2", 31, "the query has 1 column"),
        Case("WITH a AS (SELECT id FROM stars), a AS (SELECT id FROM list) SELECT * FROM a", 35, "two queries of WITH"),
    ]) func nameErrorsSayWhatIsNear(_ expected: Case) { check(expected) }

    @Test(arguments: [
        Case("SELECT id FROM stars WHERE name = 5", 28, "single quotes"),
        Case("SELECT id FROM stars WHERE id = '5'", 33, "write 5 without quotes"),
        Case("SELECT name + 1 FROM stars", 8, "a number, not a text"),
        Case("SELECT id FROM stars WHERE id LIKE '1%'", 28, "CAST it AS VARCHAR"),
        Case("SELECT id FROM stars WHERE COUNT(*) > 1", 28, "HAVING"),
        Case("SELECT MAX(COUNT(*)) FROM stars", 12, "another aggregate"),
        Case("SELECT g, COUNT(*) FROM stars GROUP BY name", 8, "must stand in GROUP BY"),
        Case("SELECT * FROM stars GROUP BY id", 8, "must stand in GROUP BY"),
        Case("SELECT id FROM stars HAVING g > 1", 8, "must stand in GROUP BY"),
        Case("SELECT name FROM stars GROUP BY name ORDER BY g", 47, "must stand in GROUP BY"),
        Case("SELECT name FROM stars GROUP BY 1", 33, "positions are for ORDER BY"),
        Case("SELECT DISTINCT name FROM stars ORDER BY g", 42, "with DISTINCT"),
        Case("SELECT id, name FROM stars UNION SELECT id FROM list", 28, "2 and 1"),
        Case("SELECT id FROM stars UNION SELECT name FROM stars", 22, "a number on the left"),
        Case("SELECT id FROM stars WHERE id IN (SELECT id, g FROM stars)", 35, "2 columns"),
        Case("SELECT id FROM stars WHERE id IN (1, 'x')", 38, "cannot be compared"),
        Case("SELECT COALESCE(name, 5) FROM stars", 23, "of one kind"),
        Case("SELECT id FROM stars WHERE POINT(ra, dec) = POINT(1, 2)", 28, "CONTAINS"),
        Case("SELECT AREA(name) FROM stars", 13, "a geometry"),
        Case("SELECT id FROM stars WHERE 1 = CONTAINS(CIRCLE(1, 2, 3), POINT(ra, dec))", 32, "outer shape second"),
        Case("SELECT id FROM stars WHERE 2 = CONTAINS(POINT(ra, dec), CIRCLE(1, 2, 3))", 28, "1 or 0"),
        Case("SELECT POINT('GALACTIC', ra, dec) FROM stars", 14, "ICRS"),
        Case("SELECT IN_UNIT(ra, 'kg') FROM stars", 8, "cannot be converted"),
        Case("SELECT IN_UNIT(ra, 'foo') FROM stars", 20, "no unit"),
        Case("SELECT IN_UNIT(ra, '') FROM stars", 20, "without unit"),
        Case("SELECT IN_UNIT(id, 'deg') FROM stars", 16, "has no unit"),
        Case("SELECT IN_UNIT(42, 'deg') FROM stars", 16, "has no unit"),
        Case("SELECT CAST('abc' AS INTEGER) FROM stars", 13, "no number"),
        Case("SELECT CAST('2020-1-1' AS TIMESTAMP) FROM stars", 13, "no timestamp"),
        Case("SELECT CAST('1 2 3' AS POINT) FROM stars", 13, "DALI"),
        Case("SELECT CAST(id AS TIMESTAMP) FROM stars", 13, "only a text"),
        Case("SELECT ivo_to_jd(id) FROM stars", 18, "a text"),
        Case("SELECT ivo_healpix_index(6, ra) FROM stars", 29, "a geometry"),
        Case("SELECT ivo_healpix_index(6) FROM stars", 8, "ivo_healpix_index(hpxOrder INTEGER"),
    ]) func typeErrorsSayWhatGoesTogether(_ expected: Case) { check(expected) }
}
