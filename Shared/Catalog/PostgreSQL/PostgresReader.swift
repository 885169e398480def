import Synchronization
import Tables

/// Reads what one user may see, in one transaction, so that tables and descriptions belong together.
struct PostgresReader {
    let connection: PostgresConnection
    let snapshot: CatalogSnapshot
    let setup: PostgresSetup
}

/// Gives readers, and keeps what users saw last.
final class PostgresReading: Sendable {
    private let pool: PostgresPool
    private let setup: PostgresSetup
    private let project: String
    private let seen = Mutex<[String: CatalogSnapshot]>([:])

    /// Users whose tables are kept in memory.
    private static let mostUsers = 256

    init(_ addresses: PostgresAddresses, project: String, setup: PostgresSetup) {
        self.setup = setup
        self.project = project
        pool = PostgresPool(address: addresses.reader, session: setup.session)
    }

    /// Reads as a user.
    ///
    /// - Parameter seconds: what a statement may take; the server itself ends it then.
    func read<Answer>(
        for user: String, seconds: Double = PostgresConnection.ownPatience,
        _ work: (PostgresReader) throws -> Answer
    ) throws -> Answer {
        try pool.connection { connection, started in
            try connection.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            started()
            defer { if !connection.isLost { try? connection.run("COMMIT") } }
            let snapshot = try self.snapshot(for: user, on: connection)
            let hasOwnTables = snapshot.tables.contains { $0.description.schema.lowercased() == CatalogTable.ownSchema }
            let role = PostgresNames.role(project: project, owner: hasOwnTables ? user : "")
            // 0 would be no limit at all.
            let milliseconds = max(1, Int(min(seconds, 1e6) * 1_000))
            try connection.run("SET LOCAL ROLE \(role.quotedName); SET LOCAL statement_timeout = \(milliseconds)")
            return try work(PostgresReader(connection: connection, snapshot: snapshot, setup: setup))
        }
    }

    private func snapshot(for user: String, on connection: PostgresConnection) throws -> CatalogSnapshot {
        let version =
            try connection.texts(
                "SELECT peryton.begin_reading($1, $2)", PostgresParameters(texts: project, user)
            ).first ?? ""
        if let known = seen.withLock({ $0[user] }), known.version == version { return known }
        let tables = try PostgresDescriptions(connection, project: project).tables()
        let found = CatalogSnapshot(tables: tables + PostgresDescriptions.tapDescriptions, version: version)
        seen.withLock { seen in
            if seen.count >= Self.mostUsers { seen.removeAll() }
            seen[user] = found
        }
        return found
    }
}
