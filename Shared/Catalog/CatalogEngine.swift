public import ADQL
public import Tables

/// What holds a project's tables and answers queries on them.
///
/// Calls block: whoever serves many people runs them on threads of their own (`CatalogWork`). Every engine gives the same
/// rows for the same query.
public protocol CatalogEngine: Sendable {
    /// Product and version, for example "SQLite 3.40.1".
    var product: String { get }

    /// The tables that a user sees now.
    func snapshot(for user: String) throws -> CatalogSnapshot

    /// Names and types of a query: throws what is wrong with it, beginning with its grammar.
    func check(_ query: QueryText, for user: String) throws -> QueryOutline

    /// How the engine would go about a query, in its own words.
    func explain(_ query: QueryText, for user: String) throws -> String

    /// Runs a query; rows come in batches, so that memory does not grow with them.
    ///
    /// - Parameters:
    ///   - begin: gets the columns and the version of the catalogue before the first row.
    ///   - rows: gets the rows; what it throws ends the query.
    func run(
        _ query: QueryText, for user: String, limits: QueryLimits, cancellation: QueryCancellation,
        begin: (QueryOutline) throws -> Void, rows: (ColumnBatch) throws -> Void
    ) throws -> QueryOutcome

    /// Finds the table's rows near positions; batches have the columns of `CrossMatch.columns(of:)`, in the order of the
    /// positions, nearest first.
    func match(
        _ request: CrossMatch, for user: String, cancellation: QueryCancellation,
        begin: ([Column]) throws -> Void, rows: (ColumnBatch) throws -> Void
    ) throws

    /// Puts rows into a new table or behind those of one that is there; all or nothing.
    ///
    /// - Parameters:
    ///   - mostBytes: how much the rows may take; nil: whatever they take.
    ///   - progress: gets the rows so far; what it throws ends the load.
    func load(
        _ source: inout any TableSource, _ plan: LoadPlan, for user: String, mostBytes: Int64?,
        progress: (Int64) throws -> Void
    ) throws -> LoadOutcome

    /// Drops a table.
    func drop(schema: String, name: String, for user: String) throws
}

/// What is known of a query before it runs.
public struct QueryOutline: Sendable {
    /// Columns of the result.
    public var columns: [Column]
    /// Tables that are read, with their schemas.
    public var tables: [String]
    /// The engine's SQL, its literals as parameters.
    public var sql: String
    /// Version of the catalogue that the query reads.
    public var catalogVersion: String

    /// Makes a plan.
    public init(columns: [Column], tables: [String], sql: String, catalogVersion: String) {
        self.columns = columns
        self.tables = tables
        self.sql = sql
        self.catalogVersion = catalogVersion
    }
}
