import Foundation
import Sky
import TestSupport
import Testing

@testable import Catalog

/// Our functions in PostgreSQL's SQL against those that SQLite calls.
@Suite(.timeLimit(.minutes(3)))
struct PostgresGeometryTests {
    @Test("Geometry in PostgreSQL's SQL is Sky's, bit by bit")
    func agreesWithSky() async throws {
        guard let addresses = try await TestPostgres.addresses() else { return }
        let setup = try PostgresSetup(addresses, project: "geometry")
        let connection = try PostgresConnection(addresses.reader, session: setup.session)
        var generator = SeededGenerator(seed: 7)
        for round in 0..<400 {
            let one = Sample.region(&generator, round)
            let other = Sample.region(&generator, round / 5)
            try compare(one, other, on: connection, &generator)
        }
    }

    private func compare(
        _ one: Sample, _ other: Sample, on connection: PostgresConnection, _ generator: inout SeededGenerator
    ) throws {
        let points = (0..<8).map { _ in one.nearby(&generator) }
        var rows: [[Double?]] = []
        var texts: [String] = []
        try connection.query(
            """
            WITH g AS (SELECT \(one.sql) AS a, \(other.sql) AS b)
            SELECT peryton_area(a), peryton_coord1(peryton_centroid(a)), peryton_coord2(peryton_centroid(a)),
                peryton_contains(a, b)::double precision, peryton_contains(b, a)::double precision,
                peryton_intersects(a, b)::double precision, peryton_region_text(a) FROM g
            """
        ) { row in
            rows.append((0..<6).map { row.isNull($0) ? nil : Double(bitPattern: row.number($0, as: UInt64.self)) })
            texts.append(row.text(6))
        }
        let found = try #require(rows.first)
        let (a, b) = (try one.region, try other.region)
        let centroid = a.centroid
        #expect(abs((found[0] ?? -1) - a.area) <= 1e-13 * a.area, "\(one.sql)")
        let middle = try #require(SkyPosition(rightAscension: found[1] ?? .nan, declination: found[2] ?? .nan))
        #expect(middle.separation(to: centroid) < 1e-13, "\(one.sql)")
        #expect(found[3] == (b.contains(a) ? 1 : 0), "\(one.sql) in \(other.sql)")
        #expect(found[4] == (a.contains(b) ? 1 : 0), "\(other.sql) in \(one.sql)")
        #expect(found[5] == (a.intersects(b) ? 1 : 0), "\(one.sql) meets \(other.sql)")
        let numbers = try #require(texts.first).split(separator: " ").compactMap { Double($0) }
        #expect(numbers == a.numbers, "\(one.sql)")
        var parameters = PostgresParameters()
        parameters.append(points.map(\.rightAscension))
        parameters.append(points.map(\.declination))
        let circle = one.circle.map { "peryton_in_circle(p.ra, p.dec, \($0))" } ?? "0"
        var inside: [(Int64, Int64)] = []
        try connection.query(
            """
            SELECT peryton_in_polygon(p.ra, p.dec, \(one.sql))::bigint, (\(circle))::bigint
            FROM ROWS FROM (unnest($1::double precision[]), unnest($2::double precision[])) AS p (ra, dec)
            """, parameters
        ) { inside.append(($0.integer(0), $0.integer(1))) }
        for (point, found) in zip(points, inside) {
            let isInside: Int64 = a.contains(UnitVector(point)) ? 1 : 0
            #expect(found.0 == isInside, "\(point) in \(one.sql)")
            if one.circle != nil { #expect(found.1 == isInside, "\(point) in \(one.sql)") }
        }
    }

    @Test("Distances in PostgreSQL are Sky's from microarcseconds to 180 degrees")
    func distances() async throws {
        guard let addresses = try await TestPostgres.addresses() else { return }
        let setup = try PostgresSetup(addresses, project: "geometry")
        let connection = try PostgresConnection(addresses.reader, session: setup.session)
        var generator = SeededGenerator(seed: 8)
        for round in 0..<300 {
            let start = Sample.position(&generator)
            let step = pow(10, Double.random(in: -9...2.25, using: &generator))
            let end = start.offset(
                by: round % 3 == 0 ? 180 - step : step, positionAngle: Double.random(in: 0..<360, using: &generator))
            var parameters = PostgresParameters()
            for number in [start.rightAscension, start.declination, end.rightAscension, end.declination] {
                parameters.append(number)
            }
            var found = Double.nan
            try connection.query("SELECT peryton_distance($1, $2, $3, $4)", parameters) {
                found = Double(bitPattern: $0.number(0, as: UInt64.self))
            }
            #expect(abs(found - start.separation(to: end)) < 1e-13, "\(start) \(end)")
        }
    }

    @Test("HEALPix numbers and centres in PostgreSQL are Sky's")
    func healpix() async throws {
        guard let addresses = try await TestPostgres.addresses() else { return }
        let setup = try PostgresSetup(addresses, project: "geometry")
        let connection = try PostgresConnection(addresses.reader, session: setup.session)
        var generator = SeededGenerator(seed: 9)
        for round in 0..<300 {
            let position = round % 10 == 0 ? Sample.pole(&generator) : Sample.position(&generator)
            let order = round % 30
            let healpix = try #require(Healpix(order: order))
            let pixel = healpix.pixel(
                UnitVector(rightAscension: position.rightAscension, declination: position.declination))
            var parameters = PostgresParameters()
            parameters.append(Int64(order))
            parameters.append(position.rightAscension)
            parameters.append(position.declination)
            parameters.append(pixel)
            var found: (Int64, Double, Double) = (-1, 0, 0)
            try connection.query(
                """
                SELECT peryton_ivo_healpix_index($1, $2, $3), peryton_coord1(c), peryton_coord2(c)
                FROM peryton_ivo_healpix_center($1, $4) AS c
                """, parameters
            ) { row in
                found = (
                    row.integer(0), Double(bitPattern: row.number(1, as: UInt64.self)),
                    Double(bitPattern: row.number(2, as: UInt64.self))
                )
            }
            #expect(found.0 == pixel, "\(position) at order \(order)")
            let centre = try #require(SkyPosition(rightAscension: found.1, declination: found.2))
            #expect(centre.separation(to: healpix.centre(pixel).position) < 1e-13)
        }
    }

    @Test(
        "What is no region is refused with Sky's words",
        arguments: [
            "peryton_circle(10, 20, 181)", "peryton_point(10, 91)", "peryton_polygon(0, 0, 1, 1)",
            "peryton_polygon(0, 0, 1, 1, 1, 1, 2, 0)", "peryton_polygon(0, 0, 2, 2, 2, 0, 0, 2)",
            "peryton_polygon(0, 0, 180, 0, 90, 45)", "peryton_polygon(0, 0, 1, 0, 2, 0)", "peryton_box(10, 20, 0, 1)",
            "peryton_region('CIRCLE ICRS 1 2')", "peryton_region('CIRCLE GALACTIC 1 2 3')", "peryton_region('')",
            "peryton_region('TUBE 1 2')", "peryton_region('POLYGON 1 2 x 3 4 5')",
        ])
    func refusals(_ sql: String) async throws {
        guard let addresses = try await TestPostgres.addresses() else { return }
        let setup = try PostgresSetup(addresses, project: "geometry")
        let connection = try PostgresConnection(addresses.reader, session: setup.session)
        let said = #expect(throws: CatalogError.self) { _ = try connection.texts("SELECT peryton_region_text(\(sql))") }
        let expected = #expect(throws: SkyError.self) { _ = try Sample.parse(sql) }
        #expect(said?.description == expected?.description)
        #expect(said?.kind == .invalid)
    }

    @Test(
        "Regions in text columns are read as Sky reads them",
        arguments: [
            "CIRCLE ICRS 10 20 1.5", "position 10 20", "BOX ICRS GEOCENTER 0 0 2 1", "10 20", "10, 20, 1e-3",
            "Polygon ICRS 350 -5 10 -5 10 5 350 5", "350 -5 10 -5 10 5",
        ])
    func texts(_ text: String) async throws {
        guard let addresses = try await TestPostgres.addresses() else { return }
        let setup = try PostgresSetup(addresses, project: "geometry")
        let connection = try PostgresConnection(addresses.reader, session: setup.session)
        let found = try connection.texts(
            "SELECT peryton_region_text(peryton_region($1))", PostgresParameters(texts: text))
        #expect(found == [try SkyRegion(anyText: text).daliText])
    }
}
