import BenchmarkSupport
import Catalog
import Foundation
import Sky

/// Cones, boxes and the whole table.
struct SkyCases {
    let tables: BenchmarkTables
    let places: Places
    let report: Report

    static let columns = "coadd_object_id, ra, dec, mag_auto_g, mag_auto_r, mag_auto_i"
    static let peerColumns = Self.columns.replacingOccurrences(of: " dec,", with: " \"dec\",")

    func cones() throws {
        try cones("cone 1 arcmin", degrees: 1 / 60.0, turns: 500)
        try cones("cone 0.1", degrees: 0.1, turns: 500)
        try cones("cone 1", degrees: 1, turns: 100)
    }

    private func cones(_ name: String, degrees: Double, turns: Int) throws {
        let peer = tables.peer
        let statement = "cone \(degrees)"
        try peer.prepare(
            statement,
            "SELECT \(Self.peerColumns) FROM public.main WHERE q3c_radial_query(ra, \"dec\", $1, $2, \(degrees))",
            parameters: 2)
        var sqlite = Measurement()
        var postgres = Measurement()
        for place in 0..<turns + 20 {
            var measured = Measurement()
            var found = (0, 0, 0)
            try measured.turn(
                ours: { found.0 = try tables.sqlite.count(Self.cone(places, place, degrees)) },
                peer: {
                    found.1 = try peer.execute(statement, [places.rightAscensions[place], places.declinations[place]])
                })
            let other = try Measurement.seconds {
                found.2 = try tables.postgres.count(Self.cone(places, place, degrees))
            }
            // On the edge, in the last digit, Q3C and we may differ.
            guard abs(found.0 - found.1) <= 1, found.0 == found.2 else {
                throw BenchmarkFailure(
                    "\(name): \(found.0) rows in SQLite, \(found.1) in Q3C, \(found.2) in our PostgreSQL")
            }
            guard place >= 20 else { continue }
            sqlite.add(ours: measured.ours[0], peer: measured.peer[0])
            postgres.add(ours: other, peer: measured.peer[0])
        }
        report.tell(name == "cone 0.1" ? "cone 0.1 engine" : name, sqlite, peerName: "Q3C")
        report.tell("\(name) our PostgreSQL", postgres, peerName: "Q3C")
    }

    /// A cone round a place, as a user writes it.
    static func cone(_ places: Places, _ place: Int, _ degrees: Double) -> String {
        """
        SELECT \(columns) FROM dr1.main
        WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(\(places.rightAscensions[place]), \(places.declinations[place]), \(degrees)))
        """
    }

    func boxes(turns: Int) throws {
        let colours = "mag_auto_g - mag_auto_r BETWEEN 0.2 AND 0.8 AND mag_auto_r - mag_auto_i BETWEEN 0 AND 0.4"
        try tables.peer.prepare(
            "box",
            """
            SELECT \(Self.peerColumns) FROM public.main
            WHERE q3c_poly_query(ra, "dec", ARRAY[$1, $2, $3, $4, $5, $6, $7, $8]) AND \(colours)
            """, parameters: 8)
        var measurement = Measurement()
        for place in 0..<turns + 5 {
            let (ra, dec) = (places.rightAscensions[place], places.declinations[place])
            guard let centre = SkyPosition(rightAscension: ra, declination: dec) else { continue }
            let corners = try SkyBox(centre: centre, width: 1, height: 0.5).polygon().vertices
            let numbers = corners.flatMap { [$0.rightAscension, $0.declination] }
            let adql = """
                SELECT \(Self.columns) FROM dr1.main
                WHERE 1 = CONTAINS(POINT(ra, dec), BOX(\(ra), \(dec), 1, 0.5)) AND \(colours)
                """
            var found = (0, 0)
            var measured = Measurement()
            try measured.turn(
                ours: { found.0 = try tables.sqlite.count(adql) },
                peer: { found.1 = try tables.peer.execute("box", numbers) })
            guard abs(found.0 - found.1) <= 1 else {
                throw BenchmarkFailure("box: \(found.0) rows in SQLite, \(found.1) in Q3C")
            }
            if place >= 5 { measurement.add(ours: measured.ours[0], peer: measured.peer[0]) }
        }
        report.tell("box with colour cuts", measurement, peerName: "Q3C")
    }

    func aggregate(turns: Int) throws {
        let select = "SELECT COUNT(*) AS n, AVG(mag_auto_i) AS a, MIN(mag_auto_g) AS lo, MAX(mag_auto_g) AS hi FROM"
        try tables.peer.prepare("aggregate", "\(select) public.main WHERE mag_auto_i < 22", parameters: 0)
        var measurement = Measurement()
        for _ in 0..<turns {
            try measurement.turn(
                ours: { _ = try tables.sqlite.count("\(select) dr1.main WHERE mag_auto_i < 22") },
                peer: { try tables.peer.execute("aggregate") })
        }
        report.tell("aggregate", measurement, peerName: "PostgreSQL")
    }
}
