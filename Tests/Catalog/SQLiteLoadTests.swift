import Catalog
import Foundation
import Messages
import Tables
import TestSupport
import Testing

/// Tables are loaded whole or not at all, and seen by whom they are for.
@Suite("Loading into SQLite")
struct SQLiteLoadTests {
    private func load(
        _ catalog: SQLiteCatalog, rows: Int = 500, seed: UInt64 = 1, _ plan: LoadPlan, for user: String = "ann",
        mostBytes: Int64? = nil
    ) throws -> LoadOutcome {
        var source: any TableSource = PositionTable(rows: rows, seed: seed)
        return try catalog.load(&source, plan, for: user, mostBytes: mostBytes) { _ in }
    }

    private func withCatalog(_ work: (SQLiteCatalog) throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            try work(SQLiteCatalog(folder: "\(folder)/catalog", curators: ["ann"]))
        }
    }

    @Test("a table is described with its types, units, position and index")
    func describes() async throws {
        try await withCatalog { catalog in
            _ = try load(catalog, LoadPlan(schema: "dr1", name: "main", description: "all objects"))
            let table = try #require(try catalog.snapshot(for: "bob").tables(named: "DR1.Main").first)
            #expect(table.description.rowCount == 500)
            #expect(table.description.description == "all objects")
            #expect(table.description.columns.map(\.column.type) == [.int64, .float64, .float64, .float32, .text])
            #expect(table.description.columns.map(\.isIndexed) == [true, true, true, false, false])
            #expect(table.description.position?.rightAscension == "ra")
            #expect(table.description.columns[3].column.unit == "mag")
        }
    }

    @Test("rows appended many times are all found by a cross-match")
    func appends() async throws {
        try await withCatalog { catalog in
            for part in 0..<9 {
                let plan = LoadPlan(schema: "dr1", name: "main", appends: part > 0)
                let outcome = try load(catalog, rows: 100, seed: UInt64(part), plan)
                #expect(outcome.totalRows == Int64(100 * (part + 1)))
            }
            var found = 0
            for part in 0..<9 {
                let table = PositionTable(rows: 100, seed: UInt64(part))
                try catalog.match(
                    CrossMatch(
                        table: "dr1.main", rightAscensions: table.ra, declinations: table.dec, radiusArcseconds: 1e-3,
                        mostPerPosition: 1), for: "bob", cancellation: QueryCancellation(), begin: { _ in }
                ) { found += $0.rowCount }
            }
            #expect(found == 900)
        }
    }

    @Test("one's own tables are one's own")
    func ownTables() async throws {
        try await withCatalog { catalog in
            _ = try load(catalog, LoadPlan(schema: "mydb", name: "mine"), for: "bob")
            #expect(try catalog.snapshot(for: "bob").tables(named: "mydb.mine").count == 1)
            #expect(try catalog.snapshot(for: "bob").tables(named: "mine").count == 1)
            #expect(try catalog.snapshot(for: "ann").tables(named: "mydb.mine").isEmpty)
            try catalog.drop(schema: "mydb", name: "mine", for: "bob")
            #expect(try catalog.snapshot(for: "bob").tables(named: "mydb.mine").isEmpty)
        }
    }

    @Test("only curators change what everybody sees")
    func curators() async throws {
        try await withCatalog { catalog in
            let refused = #expect(throws: CatalogError.self) {
                try load(catalog, LoadPlan(schema: "dr1", name: "main"), for: "bob")
            }
            #expect(refused?.kind == .forbidden)
            _ = try load(catalog, LoadPlan(schema: "dr1", name: "main"))
            #expect(throws: CatalogError.self) { try catalog.drop(schema: "dr1", name: "main", for: "bob") }
            #expect(throws: CatalogError.self) { try catalog.drop(schema: "tap_schema", name: "tables", for: "ann") }
        }
    }

    @Test("a load that fails leaves nothing behind", arguments: [Int64(1_000)])
    func failsWhole(_ quota: Int64) async throws {
        try await withCatalog { catalog in
            let error = #expect(throws: CatalogError.self) {
                try load(catalog, LoadPlan(schema: "mydb", name: "big"), mostBytes: quota)
            }
            #expect(error?.kind == .limit)
            #expect(try catalog.snapshot(for: "ann").tables(named: "big").isEmpty)
            _ = try load(catalog, LoadPlan(schema: "mydb", name: "big"))
            let again = #expect(throws: CatalogError.self) { try load(catalog, LoadPlan(schema: "mydb", name: "BIG")) }
            #expect(again?.kind == .conflict)
        }
    }

    @Test("a cross-match gives the nearest first, with the columns asked for")
    func matches() async throws {
        try await withCatalog { catalog in
            _ = try load(catalog, LoadPlan(schema: "dr1", name: "main"))
            let table = PositionTable(rows: 500, seed: 1)
            var columns: [Column] = []
            var batches: [ColumnBatch] = []
            try catalog.match(
                CrossMatch(
                    table: "main", rightAscensions: [table.ra[7], 400, .nan], declinations: [table.dec[7], 0, 0],
                    radiusArcseconds: 3_600, columns: ["NAME", "id"]), for: "bob", cancellation: QueryCancellation(),
                begin: { columns = $0 }, rows: { batches.append($0) })
            #expect(columns.map(\.name) == ["position_index", "separation_arcsec", "name", "id"])
            let batch = try #require(batches.first)
            guard case .int32(let positions) = batch.columns[0].storage,
                case .float64(let apart) = batch.columns[1].storage,
                case .int64(let ids) = batch.columns[3].storage
            else {
                Issue.record("columns of other types")
                return
            }
            #expect(Set(positions).isSubset(of: [0, 1]))
            #expect(ids[0] == table.ids[7])
            #expect(apart[0] == 0)
            let first = apart[..<(positions.firstIndex(of: 1) ?? positions.count)]
            #expect(Array(first) == first.sorted())
        }
    }
}
