import ADQL
import Foundation
import Testing

@Suite struct SkyIndexTests {
    private func statement(_ text: String, _ dialect: SQLDialect = .sqlite) throws -> SQLStatement {
        try SampleCatalogue.check(text).sql(for: dialect)
    }

    private func clause(_ text: String, _ dialect: SQLDialect = .sqlite) throws -> String {
        let text = try statement(text, dialect).text
        guard let where_ = text.range(of: " WHERE ") ?? text.range(of: " ON ") else { return "" }
        return String(text[where_.upperBound...])
    }

    static let cone =
        #"((?1 = peryton_in_circle("objects"."ra", "objects"."dec", ?2, ?3, ?4)) AND ("objects"."peryton_row" IN (SELECT "row" FROM peryton_sky(?5, peryton_circle(?2, ?3, ?4)))))"#

    @Test(arguments: [
        "1 = CONTAINS(POINT(ra, dec), CIRCLE(10, -5, 0.1))",
        "1=contains(Point('ICRS', RA, objects.Dec), Circle('', 10., -5, .1))",
        "1 = CONTAINS(POINT(ra, dec), CIRCLE(POINT(10, -5), 0.1))",
        "1 = INTERSECTS(POINT(ra, dec), CIRCLE(10, -5, 0.1))",
        "1 = INTERSECTS(CIRCLE(10, -5, 0.1), POINT(ra, dec))", "(1 = CONTAINS(POINT(ra, dec), CIRCLE(10, -5, 0.1)))",
    ]) func conesAreLookedUp(_ condition: String) throws {
        let statement = try statement("SELECT id FROM objects WHERE \(condition)")
        #expect(statement.text.hasSuffix(" WHERE \(Self.cone)"))
        #expect(statement.parameters == [.integer(1), .real(10), .real(-5), .real(0.1), .text("dr1.objects")])
    }

    @Test(arguments: [
        "CONTAINS(POINT(ra, dec), CIRCLE(10, -5, 0.1)) = 1", "DISTANCE(POINT(ra, dec), POINT(10, -5)) < 0.1",
        "DISTANCE(POINT(10, -5), POINT(ra, dec)) <= 0.1", "0.1 > DISTANCE(ra, dec, 10, -5)",
        "0.1 >= DISTANCE(10, -5, ra, dec)",
        "DISTANCE(ra, dec, 10, -5) BETWEEN 0 AND 0.1", "mag < 20 AND (good = 1 AND DISTANCE(ra, dec, 10, -5) < 0.1)",
        "CONTAINS(POINT(ra, dec), BOX(1, 2, 3, 4)) = 1", "1 = CONTAINS(POINT(ra, dec), POLYGON(1, 2, 3, 4, 5, 6))",
        "0 <> CONTAINS(POINT(ra, dec), REGION('Circle 1 2 3'))",
        "CONTAINS(POINT(ra, dec), CAST('1 2 3' AS CIRCLE)) > 0",
    ]) func otherFormsAreLookedUpAsWell(_ condition: String) throws {
        let clause = try clause("SELECT id FROM objects WHERE \(condition)")
        #expect(clause.contains(#""objects"."peryton_row" IN (SELECT "row" FROM peryton_sky("#), "\(clause)")
    }

    @Test(arguments: [
        "1 = CONTAINS(POINT(ra, dec), CIRCLE(10, -5, 0.1)) OR id = 3",
        "NOT 1 = CONTAINS(POINT(ra, dec), CIRCLE(10, -5, 0.1))",
        "NOT (mag < 3 AND DISTANCE(ra, dec, 10, -5) < 0.1)", "0 = CONTAINS(POINT(ra, dec), CIRCLE(10, -5, 0.1))",
        "1 <> CONTAINS(POINT(ra, dec), CIRCLE(10, -5, 0.1))", "DISTANCE(ra, dec, 10, -5) > 0.1",
        "DISTANCE(ra, dec, 10, -5) NOT BETWEEN 0 AND 0.1", "DISTANCE(dec, ra, 10, -5) < 0.1",
        "DISTANCE(ra + 0, dec, 10, -5) < 0.1",
        "DISTANCE(ra, dec, mag, -5) < 0.1", "DISTANCE(ra, dec, 10, -5) < \"size\"",
        "1 = CONTAINS(CIRCLE(10, -5, 0.1), CIRCLE(ra, dec, 2))",
    ]) func conditionsThatMayFailAreNot(_ condition: String) throws {
        for dialect in [SQLDialect.sqlite, .postgres(hasQ3C: true)] {
            let text = try statement("SELECT id FROM objects WHERE \(condition)", dialect).text
            #expect(!text.contains("peryton_sky"))
            #expect(!text.contains("q3c"))
        }
    }

    @Test func tablesWithoutAnIndexAreNotSearched() throws {
        #expect(!(try statement("SELECT id FROM list WHERE DISTANCE(ra, dec, 1, 2) < 3").text.contains("peryton_sky")))
        #expect(
            !(try statement("SELECT id FROM (SELECT * FROM objects) AS o WHERE DISTANCE(ra, dec, 1, 2) < 3").text
                .contains("peryton_sky")))
    }

    @Test func joinsSearchTheLargerTable() throws {
        for from in ["objects o JOIN stars s", "stars s JOIN objects o"] {
            let clause = try clause("SELECT o.id FROM \(from) ON DISTANCE(o.ra, o.dec, s.ra, s.dec) < 0.01")
            #expect(
                clause.contains(
                    #"("o"."peryton_row" IN (SELECT "row" FROM peryton_sky(?2, peryton_circle("s"."ra", "s"."dec", ?1))))"#
                ),
                "\(clause)")
        }
        let comma = try clause(
            "SELECT o.id FROM objects o, list l WHERE 1 = CONTAINS(POINT(l.ra, l.dec), CIRCLE(o.ra, o.dec, 0.01))")
        #expect(
            comma.contains(
                #"("o"."peryton_row" IN (SELECT "row" FROM peryton_sky(?3, peryton_circle("l"."ra", "l"."dec", ?2))))"#),
            "\(comma)")
    }

    @Test func outerJoinsSearchTheInnerTableAlone() throws {
        let condition = "ON DISTANCE(o.ra, o.dec, s.ra, s.dec) < 0.01"
        #expect(
            try clause("SELECT o.id FROM objects o LEFT JOIN stars s \(condition)").contains(#""s"."peryton_row" IN"#))
        #expect(
            try clause("SELECT o.id FROM stars s LEFT JOIN objects o \(condition)").contains(#""o"."peryton_row" IN"#))
        #expect(
            try clause("SELECT o.id FROM stars s RIGHT JOIN objects o \(condition)").contains(#""s"."peryton_row" IN"#))
        #expect(!(try clause("SELECT o.id FROM objects o FULL JOIN stars s \(condition)").contains("peryton_row")))
    }

    @Test func aSearchedTableLeavesTheJoinToTheOther() throws {
        let clause = try clause(
            "SELECT o.id FROM objects o, stars s WHERE DISTANCE(o.ra, o.dec, s.ra, s.dec) < 0.01 AND DISTANCE(o.ra, o.dec, 1, 2) < 3"
        )
        #expect(clause.contains(#"("o"."peryton_row" IN (SELECT "row" FROM peryton_sky("#))
        #expect(clause.contains(#"("s"."peryton_row" IN (SELECT "row" FROM peryton_sky("#))
    }

    @Test func correlatedSubqueriesSearchTheirOwnTable() throws {
        let clause = try clause(
            "SELECT id FROM objects o WHERE EXISTS (SELECT * FROM stars s WHERE DISTANCE(s.ra, s.dec, o.ra, o.dec) < 0.01)"
        )
        #expect(
            clause.contains(
                #"("s"."peryton_row" IN (SELECT "row" FROM peryton_sky(?2, peryton_circle("o"."ra", "o"."dec", ?1))))"#),
            "\(clause)")
    }

    @Test func q3cIsAskedForALittleMore() throws {
        let postgres = SQLDialect.postgres(hasQ3C: true)
        let cone = try statement("SELECT id FROM objects WHERE DISTANCE(ra, dec, 10, -5) < 0.1", postgres)
        #expect(
            cone.text.hasSuffix(
                #" AND q3c_radial_query("objects"."ra", "objects"."dec", $1::float8, $2::float8, $4::float8))"#))
        #expect(cone.parameters == [.real(10), .real(-5), .real(0.1), .real(0.1 * (1 + 1e-9) + 1e-5)])

        let join = try clause(
            "SELECT o.id FROM stars s JOIN objects o ON DISTANCE(o.ra, o.dec, s.ra, s.dec) < 1./3600", postgres)
        #expect(join.hasSuffix(#" AND q3c_join("s"."ra", "s"."dec", "o"."ra", "o"."dec", $3::float8))"#), "\(join)")

        let varying = try clause(
            "SELECT o.id FROM stars s JOIN objects o ON DISTANCE(o.ra, o.dec, s.ra, s.dec) < s.g", postgres)
        #expect(!varying.contains("q3c"))
        #expect(
            !(try statement("SELECT id FROM objects WHERE DISTANCE(ra, dec, 10, -5) < 0.1", .postgres(hasQ3C: false))
                .text.contains("q3c")))
    }

    @Test func q3cGetsAConeAroundBoxesAndPolygons() throws {
        let postgres = SQLDialect.postgres(hasQ3C: true)
        let box = try statement(
            "SELECT id FROM objects WHERE 1 = CONTAINS(POINT(ra, dec), BOX(350, 0, 2, 2))", postgres)
        let parameters = box.parameters.compactMap { if case .real(let number) = $0 { number } else { nil } }
        #expect(parameters.contains { abs($0 - 1.41414) < 1e-3 })

        let polygon = try statement(
            "SELECT id FROM objects WHERE 1 = CONTAINS(POINT(ra, dec), POLYGON(359, 0, 1, 0, 1, 2, 359, 2))", postgres)
        #expect(polygon.text.contains("q3c_radial_query"))
        let numbers = polygon.parameters.compactMap { if case .real(let number) = $0 { number } else { nil } }
        #expect(numbers.contains { $0 > 1.4 && $0 < 1.42 })
        #expect(numbers.contains { abs($0) < 1e-9 || abs($0 - 360) < 1e-9 })

        let varying = try statement(
            "SELECT o.id FROM objects o, stars s WHERE 1 = CONTAINS(POINT(o.ra, o.dec), BOX(s.ra, s.dec, 1, 1))",
            postgres)
        #expect(!varying.text.contains("q3c"))
    }
}
