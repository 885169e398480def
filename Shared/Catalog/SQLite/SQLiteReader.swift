import CSQLite
import Foundation
import Glibc
import Messages
import Tables

/// A connection that reads what one user may see, and the tables as it saw them last.
///
/// Holds the project's catalogue as `main` and the user's own tables, where there are any, as `mydb`: both read-only.
final class SQLiteReader {
    let connection: SQLiteConnection
    private(set) var snapshot: CatalogSnapshot
    let skyIndexes: SkyIndexDirectory
    private let guardian: SQLiteGuardian
    private let files: SQLiteFiles
    private let hasOwnTables: Bool
    private let user: String
    private var generation: [Int64] = []
    var plans = SQLitePlans()

    init(files: SQLiteFiles, user: String) throws {
        self.files = files
        self.user = user
        connection = try SQLiteConnection(path: files.catalog, .readOnly)
        let own = files.ownTables(of: user)
        hasOwnTables = FileManager.default.fileExists(atPath: own)
        if hasOwnTables {
            let attach = try connection.statement("ATTACH DATABASE ?1 AS mydb")
            attach.bind(
                "file:\(own.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? own)?mode=ro", at: 1)
            try attach.run()
            connection.forgetStatements()
        }
        try connection.execute(
            """
            PRAGMA case_sensitive_like = ON;
            PRAGMA temp_store = FILE;
            PRAGMA cache_size = -65536;
            PRAGMA mmap_size = 1099511627776;
            """)
        let both = hasOwnTables ? ["main", "mydb"] : ["main"]
        for table in SQLiteSchema.tapTables {
            let name = "tap_schema.\(table.name)".quotedName
            let parts = both.map { "SELECT * FROM \($0).\(name)" }.joined(separator: " UNION ALL ")
            try connection.execute("CREATE TEMP VIEW \(name) AS \(parts)")
        }
        try connection.execute("PRAGMA query_only = ON")
        for (limit, value) in Self.limits { sqlite3_limit(connection.handle, limit, value) }
        skyIndexes = SkyIndexDirectory()
        snapshot = CatalogSnapshot(tables: [], version: "")
        try SQLiteFunctions.register(on: connection)
        try SkyIndexModule.register(on: connection, skyIndexes)
        // The first use declares its columns, as if a table were made: the guardian would refuse that.
        _ = try SQLiteStatement("SELECT 1 FROM peryton_sky('', '')", on: connection)
        guardian = SQLiteGuardian(connection)
    }

    /// What one statement may use, whatever it says.
    private static let limits: [(Int32, Int32)] = [
        (SQLITE_LIMIT_LENGTH, 64 << 20), (SQLITE_LIMIT_SQL_LENGTH, 4 << 20), (SQLITE_LIMIT_EXPR_DEPTH, 1_000),
        (SQLITE_LIMIT_ATTACHED, 1), (SQLITE_LIMIT_WORKER_THREADS, 0), (SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 4_096),
    ]

    /// Whether the user had no tables of their own, or the reader was made since.
    var seesAllFiles: Bool { hasOwnTables || access(files.ownTables(of: user), F_OK) != 0 }

    /// Reads in one transaction, so that tables, descriptions and sky indexes belong together.
    func read<Answer>(_ work: (SQLiteReader) throws -> Answer) throws -> Answer {
        try guardian.trusting { try connection.statement("BEGIN").run() }
        defer { try? guardian.trusting { try connection.statement("COMMIT").run() } }
        try guardian.trusting { try refresh() }
        return try work(self)
    }

    private func refresh() throws {
        var found: [Int64] = []
        for database in hasOwnTables ? ["main", "mydb"] : ["main"] {
            let state = try connection.statement("SELECT generation FROM \(database).peryton_state")
            _ = try state.step()
            found.append(state.integer(0))
            state.reset()
        }
        guard found != generation else { return }
        var tables: [CatalogTable] = []
        var runs: [String: [String]] = [:]
        for database in hasOwnTables ? ["main", "mydb"] : ["main"] {
            tables += try SQLiteDescriptions(connection, database: database).tables()
            let statement = try connection.statement("SELECT table_name, file FROM \(database).peryton_sky_runs")
            while try statement.step() {
                runs["\(database).\(statement.text(0))", default: []].append(statement.text(1))
            }
            statement.reset()
        }
        try skyIndexes.hold(runs.mapValues { names in names.map { files.skyRun($0) } })
        snapshot = CatalogSnapshot(
            tables: tables + SQLiteSchema.tapDescriptions, version: found.map { "\($0)" }.joined(separator: "."))
        plans = SQLitePlans()
        generation = found
    }
}

/// Where the files of one project's catalogue are.
struct SQLiteFiles: Sendable {
    let folder: String

    var catalog: String { "\(folder)/catalog.sqlite" }
    func ownTables(of user: String) -> String { "\(folder)/mydb-\(user).sqlite" }
    func skyRun(_ name: String) -> String { "\(folder)/sky/\(name)" }
}
