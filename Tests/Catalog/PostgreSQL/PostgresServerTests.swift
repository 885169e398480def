import ADQL
import Foundation
import ServiceKit
import Tables
import TestSupport
import Testing

@testable import Catalog

/// What only a server can do: be away, come back, hold many projects, and refuse by roles.
@Suite("PostgreSQL's server", .timeLimit(.minutes(3)))
struct PostgresServerTests {
    private func load(_ catalog: PostgresCatalog, rows: Int = 100, _ plan: LoadPlan, for user: String = "curator")
        throws
    {
        var source: any TableSource = PositionTable(rows: rows, seed: 1)
        _ = try catalog.load(&source, plan, for: user, mostBytes: nil) { _ in }
    }

    @Test("A server that was killed is unavailable, and used again when it is back")
    func restart() async throws {
        guard try await TestPostgres.addresses() != nil else { return }
        try await withTemporaryFolder { folder in
            let kind = PostgresServerKind()
            let server = try await LocalServer.start(kind, folder: folder)
            let addresses = try TestPostgres.makeRoles(kind, port: server.port)
            let catalog = try PostgresCatalog(addresses, project: "p", curators: ["curator"])
            try load(catalog, LoadPlan(schema: "dr1", name: "main"))
            #expect(try catalog.rows("SELECT COUNT(*) AS n FROM dr1.main").rows == [["100"]])
            await server.kill()
            let error = #expect(throws: CatalogError.self) { try catalog.rows("SELECT COUNT(*) AS n FROM dr1.main") }
            #expect(error?.kind == .unavailable)
            #expect(throws: CatalogError.self) { try load(catalog, LoadPlan(schema: "dr1", name: "next")) }
            try await server.restart()
            #expect(try catalog.rows("SELECT COUNT(*) AS n FROM dr1.main").rows == [["100"]])
            #expect(try PostgresCatalog(addresses, project: "p", curators: []).snapshot(for: "x").tables.count == 6)
            await server.kill()
        }
    }

    @Test("A connection that the server ends is replaced, unseen by the next query")
    func lostConnection() async throws {
        guard let addresses = try await TestPostgres.addresses(),
            let catalog = try await TestPostgres.catalog(project: "lost\(UUID().uuidString)")
        else { return }
        try load(catalog, LoadPlan(schema: "dr1", name: "main"))
        let other = try PostgresConnection(addresses.reader, session: "SELECT 1")
        for _ in 0..<3 {
            #expect(try catalog.rows("SELECT COUNT(*) AS n FROM dr1.main").rows == [["100"]])
            _ = try other.texts(
                """
                SELECT pg_terminate_backend(pid, 5000)::text FROM pg_stat_activity
                WHERE usename = current_user AND pid <> pg_backend_pid() AND state = 'idle'
                """)
        }
    }

    @Test("Without the check, roles still keep projects and users apart")
    func roles() async throws {
        guard let addresses = try await TestPostgres.addresses() else { return }
        let project = "roles\(UUID().uuidString)"
        let one = try PostgresCatalog(addresses, project: project, curators: ["curator"])
        let other = try PostgresCatalog(addresses, project: "\(project)x", curators: ["curator"])
        for catalog in [one, other] {
            try load(catalog, LoadPlan(schema: "dr1", name: "main"))
            try load(catalog, LoadPlan(schema: "mydb", name: "mine"), for: "ann")
            try load(catalog, LoadPlan(schema: "mydb", name: "mine"), for: "bob")
        }
        func names(_ project: String, _ owner: String) -> String {
            PostgresNames.schema(project: project, schema: "dr1", owner: owner).quotedName
        }
        let reading = PostgresReading(
            addresses, project: project, setup: try PostgresSetup(addresses, project: project))
        func tries(_ sql: String) throws -> [String] { try reading.read(for: "ann") { try $0.connection.texts(sql) } }
        #expect(try tries("SELECT count(*)::text FROM \(names(project, "")).main") == ["100"])
        #expect(try tries("SELECT count(*)::text FROM \(names(project, "ann")).mine") == ["100"])
        for forbidden in [
            "SELECT count(*)::text FROM \(names(project, "bob")).mine",
            "SELECT count(*)::text FROM \(names("\(project)x", "")).main",
            "SELECT count(*)::text FROM \(names("\(project)x", "ann")).mine",
            "SELECT table_name FROM peryton.tables", "SELECT peryton.begin_reading('\(project)', 'bob')",
            "SELECT pg_read_file('/etc/passwd')", "SELECT rolpassword FROM pg_authid",
        ] {
            let refused = #expect(throws: CatalogError.self, "\(forbidden)") { try tries(forbidden) }
            #expect(refused?.kind == .forbidden, "\(forbidden)")
        }
        for writing in [
            "INSERT INTO \(names(project, "ann")).mine SELECT * FROM \(names(project, "ann")).mine",
            "CREATE TEMP TABLE t (a int)", "DROP TABLE \(names(project, "ann")).mine", "SELECT 1; SELECT 2",
        ] {
            #expect(throws: CatalogError.self, "\(writing)") { try tries(writing) }
        }
        #expect(try one.rows("SELECT COUNT(*) AS n FROM mydb.mine", for: "bob").rows == [["100"]])
    }

    @Test("Two loads of one name: one wins; two appends: both are kept")
    func concurrentLoads() async throws {
        guard let catalog = try await TestPostgres.catalog() else { return }
        let kinds = await withTaskGroup(of: CatalogError.Kind?.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    do {
                        try await CatalogWork.run { _ in
                            try load(catalog, rows: 5_000, LoadPlan(schema: "dr1", name: "main"))
                        }
                        return nil
                    } catch {
                        return (error as? CatalogError)?.kind
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(kinds.filter { $0 == nil }.count == 1)
        #expect(kinds.contains(.conflict))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<3 {
                group.addTask {
                    try await CatalogWork.run { _ in
                        try load(catalog, rows: 1_000, LoadPlan(schema: "dr1", name: "main", appends: true))
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try catalog.rows("SELECT COUNT(*) AS n FROM dr1.main").rows == [["8000"]])
        #expect(try catalog.snapshot(for: "x").tables(named: "main").first?.description.rowCount == 8_000)
    }

    @Test("Names that PostgreSQL cannot keep are refused; long ones of tables are shortened without mixing them up")
    func names() async throws {
        guard let catalog = try await TestPostgres.catalog() else { return }
        for name in ["ctid", "xmin", String(repeating: "c", count: 64)] {
            let table = MemoryTable([(Column(name, .int32), MemoryTable.int32s([1]))])
            let refused = #expect(throws: CatalogError.self) {
                try catalog.load(table, LoadPlan(schema: "s", name: "t"))
            }
            #expect(refused?.kind == .invalid)
        }
        let long = String(repeating: "n", count: 100)
        for (index, name) in ["\(long)a", "\(long)b"].enumerated() {
            let table = MemoryTable([(Column("x", .int32), MemoryTable.int32s([Int32(index)]))])
            try catalog.load(table, LoadPlan(schema: "s", name: name))
        }
        #expect(try catalog.rows("SELECT x FROM s.\(long)a").rows == [["0"]])
        #expect(try catalog.rows("SELECT x FROM s.\(long)b").rows == [["1"]])
    }

    @Test("A text with a zero byte is refused and nothing is loaded; infinity is a number, and no position")
    func oddValues() async throws {
        guard let catalog = try await TestPostgres.catalog() else { return }
        let zero = MemoryTable([(Column("t", .text), MemoryTable.texts(["a\0b"]))])
        #expect(throws: CatalogError.self) { try catalog.load(zero, LoadPlan(schema: "s", name: "t")) }
        let infinite = MemoryTable([
            (Column("ra", .float64), MemoryTable.doubles([1, .infinity])),
            (Column("dec", .float64), MemoryTable.doubles([1, 2])),
        ])
        #expect(try catalog.snapshot(for: "curator").tables(named: "s.t").isEmpty)
        #expect(try catalog.load(infinite, LoadPlan(schema: "s", name: "places")).rowsWithoutPosition == 1)
        let near = "SELECT ra FROM s.places WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(0, 0, 180))"
        #expect(try catalog.rows(near).rows == [["1.0"]])
        let fine = MemoryTable([(Column("x", .float64), MemoryTable.doubles([.infinity, -.infinity]))])
        try catalog.load(fine, LoadPlan(schema: "s", name: "t"))
        #expect(try catalog.rows("SELECT x FROM s.t ORDER BY x").rows == [["-inf"], ["inf"]])
    }

    @Test("Addresses come from a file that not everybody may read, and are printed nowhere")
    func addressFile() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/postgres"
            try
                "# both\nowner host=127.0.0.1 port=1 user=o password=secret\nreader host=127.0.0.1 port=1 user=r password=secret\n"
                .write(toFile: path, atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
            #expect(throws: CatalogError.self) { try PostgresAddresses(file: path) }
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
            let addresses = try PostgresAddresses(file: path)
            var dumped = ""
            dump(addresses, to: &dumped)
            #expect(!"\(addresses) \(String(reflecting: addresses)) \(dumped)".contains("secret"))
            let away = #expect(throws: CatalogError.self) { try PostgresCatalog(addresses, project: "p", curators: []) }
            #expect(away?.kind == .unavailable)
            #expect(away?.description.contains("secret") == false)
        }
    }
}
