import ADQL
import BenchmarkSupport
import Catalog
import Foundation
import ServiceKit
import Simulation
import Tables

/// The same table in SQLite, in PostgreSQL and in files, made once and kept in a folder.
struct BenchmarkTables {
    let sqlite: SQLiteCatalog
    let postgres: PostgresCatalog
    /// A user's connection to the peer.
    let peer: Peer
    /// Identifiers and positions of all rows, for programs that read files.
    let positionsFile: String
    /// Keeps the server running.
    let server: LocalServer
    let postgresVersion: String

    static let curator = "curator"
    private static let project = "bench"

    /// Opens the tables in a folder, or makes them.
    static func open(folder: String, rows: Int) async throws -> BenchmarkTables {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let marker = "\(folder)/complete"
        if !FileManager.default.fileExists(atPath: marker) {
            for name in ["sqlite", "postgres"] { try? FileManager.default.removeItem(atPath: "\(folder)/\(name)") }
        }
        let password = try keptPassword("\(folder)/password")
        // Settings that PostgreSQL's handbook gives for a machine that has little else to do.
        let kind = PostgresServerKind(
            password: password,
            settings: [
                "shared_buffers": "2GB", "effective_cache_size": "6GB", "work_mem": "64MB",
                "maintenance_work_mem": "512MB",
                "random_page_cost": "1.1", "jit": "off", "max_wal_size": "8GB", "synchronous_commit": "off",
            ])
        let server = try await LocalServer.start(kind, folder: "\(folder)/postgres")
        func address(_ user: String, _ database: String) -> String {
            PostgresServerKind.connectionString(
                port: server.port, user: user, password: password, database: database)
        }
        let isMade = FileManager.default.fileExists(atPath: marker)
        if !isMade {
            try makeDatabase(
                address(PostgresServerKind.superuser, "postgres"), address(PostgresServerKind.superuser, "bench"),
                password)
        }
        let sqlite = try SQLiteCatalog(folder: "\(folder)/sqlite", curators: [curator])
        let postgres = try PostgresCatalog(
            PostgresAddresses(owner: address("bench_owner", "bench"), reader: address("bench_reader", "bench")),
            project: project, curators: [curator])
        let peer = try Peer(address("bench_owner", "bench"))
        let positions = "\(folder)/positions.fits"
        if !isMade {
            try load(sqlite, postgres, rows: rows)
            try makePeer(peer)
            try writePositions(sqlite, to: positions)
            try Data().write(to: URL(fileURLWithPath: marker))
        }
        return BenchmarkTables(
            sqlite: sqlite, postgres: postgres, peer: peer, positionsFile: positions, server: server,
            postgresVersion: postgres.product)
    }

    private static func keptPassword(_ path: String) throws -> String {
        if let kept = try? String(contentsOfFile: path, encoding: .utf8) { return kept }
        let made = UUID().uuidString
        guard
            FileManager.default.createFile(
                atPath: path, contents: Data(made.utf8), attributes: [.posixPermissions: 0o600])
        else { throw BenchmarkFailure("\(path) cannot be written") }
        return made
    }

    private static func makeDatabase(_ server: String, _ database: String, _ password: String) throws {
        let first = try Peer(server)
        try first.run("CREATE ROLE bench_owner LOGIN CREATEROLE PASSWORD '\(password)'")
        try first.run("CREATE ROLE bench_reader LOGIN PASSWORD '\(password)'")
        try first.run("CREATE DATABASE bench OWNER bench_owner")
        let second = try Peer(database)
        try second.run("CREATE SCHEMA peryton AUTHORIZATION bench_owner")
        try second.run("CREATE EXTENSION q3c SCHEMA public")
    }

    private static func load(_ sqlite: SQLiteCatalog, _ postgres: PostgresCatalog, rows: Int) throws {
        let catalogue = SimulatedCatalogue(seed: 1, objects: rows)
        for (name, engine) in [("SQLite", sqlite as any CatalogEngine), ("PostgreSQL", postgres)] {
            var source = catalogue.mainSource()
            let outcome = try engine.load(
                &source, LoadPlan(schema: "dr1", name: "main"), for: curator, mostBytes: nil
            ) { _ in }
            let rate = Int(Double(outcome.rows) / outcome.seconds)
            print(
                "\(name): \(outcome.rows) rows of \(catalogue.mainColumnCount) columns loaded in \(Int(outcome.seconds)) s, \(rate) rows/s"
            )
        }
    }

    /// A table as Q3C's manual has it: along its index on the disk, analysed.
    private static func makePeer(_ peer: Peer) throws {
        try peer.run("CREATE TABLE public.main AS SELECT * FROM \"catalog:\(project):dr1\".main")
        try peer.run("CREATE INDEX main_q3c ON public.main (q3c_ang2ipix(ra, \"dec\"))")
        try peer.run("CLUSTER public.main USING main_q3c")
        try peer.run("VACUUM (FREEZE, ANALYZE) public.main")
    }

    private static func writePositions(_ sqlite: SQLiteCatalog, to path: String) throws {
        var sink: (any TableSink)?
        _ = try sqlite.run(
            QueryText("SELECT coadd_object_id, ra, dec FROM dr1.main"), for: "user", limits: QueryLimits(),
            cancellation: QueryCancellation(),
            begin: { sink = try TableWriter.make(.fits, to: path, columns: $0.columns) }, rows: { try sink?.write($0) })
        try sink?.finish()
    }
}

extension SimulatedCatalogue {
    fileprivate var mainColumnCount: Int { Self.mainColumns.count }
}
