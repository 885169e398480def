import ADQL
import Tables
import Testing

@Suite struct AnalysisTests {
    private func columns(_ text: String) throws -> [Column] { try SampleCatalogue.check(text).columns }

    private func names(_ text: String) throws -> [String] { try columns(text).map(\.name) }

    @Test func columnsKeepWhatTheyAre() throws {
        let columns = try columns("SELECT o.id, mag AS m, footprint FROM dr1.objects AS o")
        #expect(columns[0] == Column("id", .int64, ucd: "meta.id", description: "The id"))
        #expect(columns[1] == Column("m", .float32, unit: "mag", description: "The mag"))
        #expect(columns[2].extendedType == "polygon")
    }

    @Test func starsExpandInTheOrderOfFrom() throws {
        #expect(try names("SELECT * FROM list") == ["id", "ra", "dec", "note"])
        #expect(try names("SELECT l.*, g FROM stars, list AS l") == ["id", "ra", "dec", "note", "g"])
        #expect(
            try names("SELECT * FROM stars JOIN list USING (id)")
                == ["id", "ra", "dec", "g", "name", "Case", "ra_2", "dec_2", "note"])
        #expect(
            try names("SELECT * FROM stars NATURAL JOIN list") == ["id", "ra", "dec", "g", "name", "Case", "note"])
    }

    @Test func namesOfTheResultAreUnique() throws {
        #expect(
            try names("SELECT id, ID, id AS \"Id\", 1+1, COUNT(*), COUNT(id) FROM stars GROUP BY id").map {
                $0.lowercased()
            } == [
                "id", "id_2", "id_3", "col4", "count", "count_2",
            ])
    }

    @Test func typesOfExpressions() throws {
        let types = try columns(
            """
            SELECT flags + 1, flags * 2.0, mag + 1, id / 2, -flags, 'a' || 1, ABS(flags), ROUND(flags), MOD(id, 2), COUNT(*),
                SUM(flags), AVG(flags), MIN(flags), MAX(mag), SUM(mag), CAST(1 AS SMALLINT), CAST(1 AS REAL), COALESCE(flags, id), NULL,
                POINT(1, 2), CONTAINS(POINT(1, 2), CIRCLE(1, 2, 3)), good
            FROM objects GROUP BY flags, mag, id, good
            """
        ).map(\.type)
        #expect(
            types == [
                .int64, .float64, .float64, .int64, .int64, .text, .int64, .float64, .int64, .int64, .int64, .float64,
                .int16,
                .float32, .float64, .int16, .float32, .int64, .text, .text, .int32, .boolean,
            ])
    }

    @Test func geometriesAreTextsOfTheirKind() throws {
        let columns = try columns(
            "SELECT POINT(1, 2), CIRCLE(1, 2, 3), BOX(1, 2, 3, 4), POLYGON(1, 2, 3, 4, 5, 6) FROM list")
        #expect(columns.map(\.extendedType) == ["point", "circle", "polygon", "polygon"])
        #expect(columns.allSatisfy { $0.type == .text })
    }

    @Test func unitsAreThoseOfTheValues() throws {
        let units = try columns(
            """
            SELECT ra, -ra, ra + 1, ra + dec, MAX(ra), ra - pmra, 2 * ra, mag - mag, DISTANCE(ra, dec, 1, 2), AREA(footprint),
                IN_UNIT(ra, 'rad'), SQRT(POWER(pmra, 2)), DEGREES(1), ROUND(mag, 2), LOG(mag) FROM objects
            GROUP BY ra, dec, pmra, mag, footprint
            """
        ).map(\.unit)
        #expect(
            units == [
                "deg", "deg", "deg", "deg", "deg", "", "deg", "mag", "deg", "deg2", "rad", "sqrt((mas.yr-1)**2)", "deg",
                "mag", "",
            ])
    }

    @Test func setOperatorsTakeNamesFromTheLeft() throws {
        let columns = try columns("SELECT flags AS f, mag FROM objects UNION SELECT \"Case\", id FROM stars")
        #expect(columns.map(\.name) == ["f", "mag"])
        #expect(columns.map(\.type) == [.int32, .float64])
    }

    @Test func namesAreFoundInEveryCaseUnlessDelimited() throws {
        #expect(
            try names("SELECT ID, Stars.RA, DR1.Stars.DEC, \"Case\" FROM Dr1.STARS")
                == ["ID", "RA", "DEC", "Case"])
        #expect(SampleCatalogue.error("SELECT \"case\" FROM stars")?.kind == .name)
        #expect(SampleCatalogue.error("SELECT id FROM \"Stars\"")?.kind == .name)
        _ = try names("SELECT \"stars\".\"id\" FROM \"dr1\".\"stars\"")
    }

    @Test func tablesReadAreListedOnce() throws {
        let query = try SampleCatalogue.check(
            "WITH x AS (SELECT id FROM list) SELECT * FROM x, stars a, stars b WHERE EXISTS (SELECT * FROM dr1.objects)"
        )
        #expect(query.tables.map(\.fullName) == ["mydb.list", "dr1.stars", "dr1.objects"])
    }

    @Test func subqueriesSeeWhatIsAroundThem() throws {
        _ = try names(
            "SELECT id FROM objects o WHERE EXISTS (SELECT * FROM stars s WHERE s.id = o.id)")
        _ = try names(
            "SELECT id FROM objects WHERE EXISTS (SELECT g FROM stars WHERE stars.id = objects.id AND mag > g)")
        #expect(
            SampleCatalogue.error("SELECT * FROM stars s, (SELECT id FROM list WHERE list.id = s.id) AS q")?.kind
                == .name)
        #expect(SampleCatalogue.error("SELECT * FROM stars, list JOIN objects ON stars.id = list.id")?.kind == .name)
    }

    @Test(arguments: [
        "SELECT name, COUNT(*) FROM objects GROUP BY name ORDER BY COUNT(*)",
        "SELECT UPPER(name), MAX(mag) - MIN(mag) FROM objects GROUP BY name HAVING AVG(mag) > 3",
        "SELECT ROUND(mag) AS m, COUNT(*) FROM objects GROUP BY m",
        "SELECT flags + 1 FROM objects GROUP BY flags + 1",
        "SELECT COUNT(*), 'all', 5 FROM objects",
        "SELECT COUNT(*) FROM objects o WHERE EXISTS (SELECT MAX(s.id) FROM stars s HAVING MAX(s.id) > o.id)",
        "SELECT DISTINCT name, mag FROM objects ORDER BY 2, name",
        "SELECT id FROM stars UNION SELECT id FROM list ORDER BY id + 1",
        "SELECT id FROM stars ORDER BY g",
        "SELECT * FROM objects WHERE good = 1 AND flags IN (1, 2.5) AND name IS NULL",
    ]) func goodQueries(_ text: String) throws {
        _ = try SampleCatalogue.check(text)
    }
}
