import ADQL
import Foundation
import Testing

@Suite struct QueryShapeTests {
    private func shape(_ adql: String) -> QueryShape? { QueryShape.of(QueryText(adql))?.shape }

    @Test func queriesThatDifferInRealNumbersAloneHaveOneShape() throws {
        #expect(shape("SELECT a FROM t WHERE a < 1.5") == shape("SELECT a FROM t WHERE a < .25"))
        #expect(shape("SELECT a FROM t WHERE a < -1e5") == shape("SELECT a FROM t WHERE a < -2.5E-07"))
        let found = try #require(QueryShape.of(QueryText("SELECT a FROM t WHERE a IN (1.5, 2., 1.50, t1.5)")))
        #expect(found.numbers == [1.5, 2, 0.5])
    }

    @Test(arguments: [
        ("SELECT 1 FROM t", "SELECT 2 FROM t"),
        ("SELECT '1.5' FROM t", "SELECT '2.5' FROM t"),
        ("SELECT \"1.5\" FROM t", "SELECT \"2.5\" FROM t"),
        ("SELECT a -- 1.5\nFROM t", "SELECT a -- 2.5\nFROM t"),
        ("SELECT a FROM t WHERE a < 1.5", "SELECT a FROM t WHERE a < 2"),
        ("SELECT 1.5, 1.5 FROM t", "SELECT 1.5, 2.5 FROM t"),
        ("SELECT 1.5, 2.5, 1.5 FROM t", "SELECT 1.5, 2.5, 2.5 FROM t"),
        ("SELECT a1 FROM t", "SELECT a2 FROM t"),
    ])
    func otherDifferencesMakeOtherShapes(_ one: String, _ other: String) {
        #expect(shape(one) != shape(other))
    }

    @Test func theVersionIsPartOfTheShape() {
        #expect(
            QueryShape.of(QueryText("SELECT 1.5 FROM t", version: .v2_0))?.shape
                != QueryShape.of(QueryText("SELECT 1.5 FROM t"))?.shape)
    }

    @Test func whatStandsForANumberCannotBeWritten() {
        #expect(shape("SELECT \u{1}\u{0} FROM t") == nil)
        #expect(shape("SELECT 1e999 FROM t") == nil)
    }

    private static let queries = [
        "SELECT id FROM objects WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(10.5, -20.25, 0.5))",
        "SELECT id FROM objects WHERE DISTANCE(ra, dec, 10.5, +20.25) < 0.5 + 0.25",
        "SELECT id FROM objects WHERE 1 = CONTAINS(POINT(ra, dec), BOX(10.5, -20.25, 1.5, 1.5))",
        "SELECT id FROM objects WHERE 1 = CONTAINS(POINT(ra, dec), POLYGON(1.5, 1.5, 2.5, 1.5, 2.5, 2.5))",
        "SELECT mag * 2.5, -(-3.5), - - 4.5 FROM objects WHERE mag IN (1.5, -1.5, 2.5, 1.5)",
        "SELECT mag * 2.5, COUNT(*) FROM objects GROUP BY mag * 2.5 HAVING COUNT(*) > 1.5",
        "SELECT ROUND(mag, 2), mag + 100.0 FROM objects WHERE mag BETWEEN 14.5 AND 20.5",
        "SELECT IN_UNIT(ra, 'rad') + 0.017453292519943295 FROM objects WHERE dec > 0.5",
        "WITH near AS (SELECT id, mag FROM objects WHERE dec < 1.5) SELECT id FROM near WHERE mag > 1.5",
        "SELECT TOP 3 COALESCE(mag, 99.5), CAST(1.5 AS INTEGER) FROM objects ORDER BY mag + 0.5 OFFSET 1",
        "SELECT id FROM objects WHERE mag < 1.5 UNION SELECT id FROM stars WHERE ra > 2.5",
    ]

    /// Every statement of the samples, asked for with other numbers: as planned anew.
    @Test func aKeptStatementIsTheOneThatWouldBeMadeAnew() throws {
        let real = try Regex(#"\b\d+\.\d+"#)
        var compared = 0
        for query in StatementQueries.all + Self.queries where !query.contains("'") || query.contains("IN_UNIT") {
            let sibling = query.replacing(real) { match in
                let value = Double(query[match.range]) ?? 0
                return "\(value * 0.75 + 0.0625)"
            }
            guard sibling != query, let shaped = QueryShape.of(QueryText(query)),
                let other = QueryShape.of(QueryText(sibling)), let fresh = try? SampleCatalogue.check(sibling)
            else { continue }
            #expect(shaped.shape == other.shape, "\(query)")
            let statement = try SampleCatalogue.check(query).sql(for: .sqlite)
            guard let kept = ShapedStatement(statement, numbers: shaped.numbers) else { continue }
            let made = try fresh.sql(for: .sqlite)
            #expect(kept.text == made.text, "\(query)")
            #expect(kept.parameters(for: other.numbers) == made.parameters, "\(query)")
            compared += 1
        }
        #expect(compared > 12)
    }

    @Test func aStatementThatIsComputedFromNumbersIsNotKept() throws {
        let vertices = (0..<60).map { index in
            let angle = Double(index) / 60 * 2 * .pi
            return "\(10.5 + cos(angle)), \(20.5 + sin(angle))"
        }
        let query =
            "SELECT id FROM objects WHERE 1 = CONTAINS(POINT(ra, dec), POLYGON(\(vertices.joined(separator: ", "))))"
        let statement = try SampleCatalogue.check(query).sql(for: .sqlite)
        #expect(statement.writtenParameters == nil)
    }
}
