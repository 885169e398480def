import BenchmarkSupport
import Catalog
import Foundation
import IsolationForest
import Tables

/// 100,000 positions at 1″ against the whole table; against ten million rows a million positions too.
struct CrossMatchCases {
    let tables: BenchmarkTables
    let places: Places
    let report: Report
    let folder: String

    func run() throws {
        try run("cross-match", positions: 100_000, turns: 5)
        if report.rows >= 10_000_000 { try run("cross-match a million", positions: 1_000_000, turns: 2) }
    }

    private func run(_ name: String, positions count: Int, turns: Int) throws {
        let (ra, dec) = positions(count)
        let request = CrossMatch(
            table: "dr1.main", rightAscensions: ra, declinations: dec, radiusArcseconds: 1, columns: ["coadd_object_id"]
        )
        let peer = tables.peer
        try peer.run("DROP TABLE IF EXISTS positions")
        try peer.run("CREATE TEMP TABLE positions (n integer, ra double precision, \"dec\" double precision)")
        try peer.copy("positions", rightAscensions: ra, declinations: dec)
        try peer.run("ANALYZE positions")
        try peer.prepare(
            name,
            """
            SELECT p.n, q3c_dist(p.ra, p."dec", m.ra, m."dec") * 3600, m.coadd_object_id
            FROM positions p JOIN public.main m ON q3c_join(p.ra, p."dec", m.ra, m."dec", 1.0 / 3600)
            """, parameters: 0)
        var sqlite = Measurement()
        var postgres = Measurement()
        for turn in 0...turns {
            var measured = Measurement()
            var found = (0, 0, 0)
            try measured.turn(
                ours: { found.0 = try matches(request, in: tables.sqlite) },
                peer: { found.1 = try peer.execute(name) })
            let other = try Measurement.seconds { found.2 = try matches(request, in: tables.postgres) }
            guard abs(found.0 - found.1) <= 2, found.0 == found.2 else {
                throw BenchmarkFailure(
                    "\(name): \(found.0) rows in SQLite, \(found.1) in Q3C, \(found.2) in our PostgreSQL")
            }
            guard turn > 0 else { continue }
            sqlite.add(ours: measured.ours[0], peer: measured.peer[0])
            postgres.add(ours: other, peer: measured.peer[0])
        }
        report.tell(name, sqlite, peerName: "q3c_join")
        report.tell("\(name) our PostgreSQL", postgres, peerName: "q3c_join")
        try stilts("\(name) stilts", request)
    }

    /// Seven of ten near an object, within 1.2″; the others anywhere around.
    private func positions(_ count: Int) -> (ra: [Double], dec: [Double]) {
        var generator = SplitMix64(state: 7)
        var ra: [Double] = []
        var dec: [Double] = []
        for index in 0..<count {
            let place = index % places.rightAscensions.count
            let far = index % 10 < 7 ? 1.2 / 3_600 : 0.5
            let step = Double.random(in: -1...1, using: &generator) * far
            dec.append(min(90, max(-90, places.declinations[place] + step)))
            ra.append(places.rightAscensions[place] + Double.random(in: -1...1, using: &generator) * far)
        }
        return (ra, dec)
    }

    private func matches(_ request: CrossMatch, in engine: any CatalogEngine) throws -> Int {
        var rows = 0
        try engine.match(request, for: "user", cancellation: QueryCancellation(), begin: { _ in }) {
            rows += $0.rowCount
        }
        return rows
    }

    /// The same from file to file: stilts as a whole program, ours with reading and writing.
    private func stilts(_ name: String, _ request: CrossMatch) throws {
        let positions = "\(folder)/wanted.fits"
        let columns = [Column("n", .int32), Column("ra", .float64), Column("dec", .float64)]
        var sink = try TableWriter.make(.fits, to: positions, columns: columns)
        let count = request.rightAscensions.count
        try sink.write(
            ColumnBatch(
                columns: [
                    ColumnValues(.int32((0..<Int32(count)).map { $0 })),
                    ColumnValues(.float64(request.rightAscensions)),
                    ColumnValues(.float64(request.declinations)),
                ], rowCount: count))
        try sink.finish()
        var measurement = Measurement()
        for _ in 0..<3 {
            try measurement.turn(
                ours: { try matchFiles(positions, to: "\(folder)/matched-ours.fits") },
                peer: {
                    try program(
                        "stilts",
                        [
                            "tmatch2", "in1=\(positions)", "in2=\(tables.positionsFile)", "matcher=sky",
                            "values1=ra dec", "values2=ra dec", "params=1", "find=all", "join=1and2",
                            "out=\(folder)/matched-stilts.fits",
                        ])
                })
        }
        report.tell(name, measurement, peerName: "stilts tmatch2")
    }

    private func matchFiles(_ positions: String, to path: String) throws {
        var source = try TableReader.open(positions)
        var ra: [Double] = []
        var dec: [Double] = []
        while let batch = try source.next(maximumRows: 1 << 18) {
            ra += batch.columns[1].doubles
            dec += batch.columns[2].doubles
        }
        var sink: (any TableSink)?
        try tables.sqlite.match(
            CrossMatch(
                table: "dr1.main", rightAscensions: ra, declinations: dec, radiusArcseconds: 1,
                columns: ["coadd_object_id", "ra", "dec"]),
            for: "user", cancellation: QueryCancellation(),
            begin: { sink = try TableWriter.make(.fits, to: path, columns: $0) }, rows: { try sink?.write($0) })
        try sink?.finish()
    }

    private func program(_ name: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [name] + arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw BenchmarkFailure("\(name) \(arguments.joined(separator: " ")) failed")
        }
    }
}
