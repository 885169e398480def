public import ADQL
import CSQLite
import Foundation
public import Tables

/// A project's catalogue in SQLite files: the engine that needs nothing else.
///
/// In its folder: `catalog.sqlite` with the tables that everybody sees, `mydb-<user>.sqlite` with a user's own, and
/// `sky/` with the sky indexes.
public final class SQLiteCatalog: CatalogEngine {
    private let files: SQLiteFiles
    private let pool: SQLiteReaderPool
    private let curators: Set<String>

    /// Opens the catalogue in a folder, or makes it.
    ///
    /// - Parameter curators: the users who may change the tables that everybody sees.
    public init(folder: String, curators: Set<String>) throws {
        files = SQLiteFiles(folder: folder)
        self.curators = curators
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw CatalogError(.unavailable, "\(folder): cannot be made: \(error.localizedDescription)")
        }
        try SQLiteSchema.make(on: SQLiteConnection(path: files.catalog, .readWrite))
        pool = SQLiteReaderPool(files: files)
    }

    /// "SQLite" and its version.
    public var product: String { "SQLite \(String(cString: sqlite3_libversion()))" }

    /// Keeps SQLite's memory, for the whole process, below a limit: a query that needs more fails.
    public static func limitMemory(bytes: Int64) { sqlite3_hard_heap_limit64(bytes) }

    /// The tables that a user sees now.
    public func snapshot(for user: String) throws -> CatalogSnapshot {
        try pool.reader(for: user) { reader in try reader.read { $0.snapshot } }
    }

    /// Names and types of a query: throws what is wrong with it.
    public func check(_ query: QueryText, for user: String) throws -> QueryOutline {
        try pool.reader(for: user) { reader in
            try reader.read { reader in try SQLiteQuery(query, reader).plan }
        }
    }

    /// How SQLite would go about a query.
    public func explain(_ query: QueryText, for user: String) throws -> String {
        try pool.reader(for: user) { reader in
            try reader.read { reader in try SQLiteQuery(query, reader).explanation() }
        }
    }

    /// Runs a query.
    public func run(
        _ query: QueryText, for user: String, limits: QueryLimits, cancellation: QueryCancellation,
        begin: (QueryOutline) throws -> Void, rows: (ColumnBatch) throws -> Void
    ) throws -> QueryOutcome {
        try pool.reader(for: user) { reader in
            try reader.read { reader in
                try SQLiteQuery(query, reader).run(limits, cancellation, begin: begin, rows: rows)
            }
        }
    }

    /// Finds the table's rows near positions.
    public func match(
        _ request: CrossMatch, for user: String, cancellation: QueryCancellation,
        begin: ([Column]) throws -> Void, rows: (ColumnBatch) throws -> Void
    ) throws {
        try pool.reader(for: user) { reader in
            try reader.read { reader in
                try SQLiteCrossMatch(request, reader).run(cancellation, begin: begin, rows: rows)
            }
        }
    }

    /// Puts rows into a table.
    public func load(
        _ source: inout any TableSource, _ plan: LoadPlan, for user: String, mostBytes: Int64?,
        progress: (Int64) throws -> Void
    ) throws -> LoadOutcome {
        try SQLiteLoader(files: files, database: database(of: plan.schema, changedBy: user))
            .load(&source, plan, owner: user, mostBytes: mostBytes, progress: progress)
    }

    /// Drops a table.
    public func drop(schema: String, name: String, for user: String) throws {
        let path = try database(of: schema, changedBy: user)
        guard let table = try snapshot(for: user).tables(schema: schema, name: name).first else {
            throw CatalogError(.notFound, "table \(schema).\(name): no such table")
        }
        try SQLiteLoader(files: files, database: path).drop(table.description)
    }

    /// The database that holds a schema; refuses who may not change it.
    private func database(of schema: String, changedBy user: String) throws(CatalogError) -> String {
        try SchemaRights(curators: curators).isOwn(schema, changedBy: user) ? files.ownTables(of: user) : files.catalog
    }
}
