public import ADQL
import Foundation
public import Tables

/// A project's catalogue in PostgreSQL: the engine for those who outgrow SQLite.
///
/// All projects may share one database: tables lie in schemas of the project (`catalog:<project>:<schema>`) or of a user
/// (`mydb:<project>:<user>`), descriptions in schema `peryton`. With the extension Q3C, positions are indexed; without it
/// every answer is the same, but each search on the sky reads the whole table.
///
/// Security, from the outside in:
/// - A query is printed from a checked tree that knows only the asker's tables, its literals are parameters, and it goes
///   through the extended protocol, which runs one statement only.
/// - It runs in a read-only transaction, as a role that owns nothing: `peryton:<project>` may read the project's tables and
///   `peryton:<project>:<user>` the user's own beside them. So even SQL that slipped through the check could not read
///   another project's tables or another user's. The reader's login is only a member of these roles.
/// - TAP_SCHEMA consists of views that show what the transaction's asker sees; the asker is set before the role is taken,
///   by a function that only the reader's login may run.
/// - `statement_timeout` is the query's limit. `temp_file_limit` and `work_mem` are set on the reader's role by whoever runs
///   the server (`deploy/README.md`), as the first is for superusers only.
public final class PostgresCatalog: CatalogEngine {
    private let addresses: PostgresAddresses
    private let project: String
    private let curators: Set<String>
    private let setup: PostgresSetup
    private let reading: PostgresReading

    /// Connects, and makes in the database what is missing there.
    ///
    /// - Parameters:
    ///   - project: whose tables these are: a name without colons.
    ///   - curators: the users who may change the tables that everybody sees.
    public init(_ addresses: PostgresAddresses, project: String, curators: Set<String>) throws {
        guard !project.isEmpty, !project.contains(":") else {
            throw CatalogError(.invalid, "project \"\(project)\": expected a name without colons")
        }
        self.addresses = addresses
        self.project = project
        self.curators = curators
        setup = try PostgresSetup(addresses, project: project)
        reading = PostgresReading(addresses, project: project, setup: setup)
    }

    /// "PostgreSQL", its version, and whether there is Q3C.
    public var product: String {
        "PostgreSQL \(setup.version)\(setup.hasQ3C ? " with Q3C" : ", without Q3C: searches on the sky are slow")"
    }

    /// Version of pgSphere, where the server has it; nothing needs it.
    public var pgSphere: String? { setup.pgSphere }

    /// The tables that a user sees now.
    public func snapshot(for user: String) throws -> CatalogSnapshot {
        try reading.read(for: user) { $0.snapshot }
    }

    /// Names and types of a query: throws what is wrong with it.
    public func check(_ query: QueryText, for user: String) throws -> QueryOutline {
        try reading.read(for: user) { try PostgresQuery(query, $0).plan }
    }

    /// How PostgreSQL would go about a query.
    public func explain(_ query: QueryText, for user: String) throws -> String {
        try reading.read(for: user) { try PostgresQuery(query, $0).explanation() }
    }

    /// Runs a query.
    public func run(
        _ query: QueryText, for user: String, limits: QueryLimits, cancellation: QueryCancellation,
        begin: (QueryOutline) throws -> Void, rows: (ColumnBatch) throws -> Void
    ) throws -> QueryOutcome {
        try reading.read(for: user, seconds: limits.seconds) { reader in
            try PostgresQuery(query, reader).run(limits, cancellation, begin: begin, rows: rows)
        }
    }

    /// Finds the table's rows near positions.
    public func match(
        _ request: CrossMatch, for user: String, cancellation: QueryCancellation,
        begin: ([Column]) throws -> Void, rows: (ColumnBatch) throws -> Void
    ) throws {
        try reading.read(for: user, seconds: PostgresCrossMatch.sliceSeconds) { reader in
            try PostgresCrossMatch(request, reader).run(cancellation, begin: begin, rows: rows)
        }
    }

    /// Puts rows into a table.
    public func load(
        _ source: inout any TableSource, _ plan: LoadPlan, for user: String, mostBytes: Int64?,
        progress: (Int64) throws -> Void
    ) throws -> LoadOutcome {
        try loader(for: plan.schema, changedBy: user)
            .load(&source, plan, owner: user, mostBytes: mostBytes, progress: progress)
    }

    /// Drops a table.
    public func drop(schema: String, name: String, for user: String) throws {
        let loader = try loader(for: schema, changedBy: user)
        guard let table = try snapshot(for: user).tables(schema: schema, name: name).first else {
            throw CatalogError(.notFound, "table \(schema).\(name): no such table")
        }
        try loader.drop(table.description)
    }

    private func loader(for schema: String, changedBy user: String) throws -> PostgresLoader {
        let isOwn = try SchemaRights(curators: curators).isOwn(schema, changedBy: user)
        return try PostgresLoader(addresses, project: project, setup: setup, seenBy: isOwn ? user : "")
    }
}
