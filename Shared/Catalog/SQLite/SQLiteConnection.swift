import CSQLite
import Foundation

/// One connection to a SQLite database; used by one thread at a time.
///
/// `@unchecked Sendable`: whoever holds a connection holds it alone, as the pool gives it to one query at a time. Only `interrupt`
/// is called from elsewhere, which SQLite allows as long as the connection is open (https://sqlite.org/c3ref/interrupt.html).
final class SQLiteConnection: @unchecked Sendable {
    let handle: OpaquePointer
    let path: String
    private var statements: [String: SQLiteStatement] = [:]
    private var recentlyUsed: [String] = []

    /// Statements that are kept prepared.
    private static let keptStatements = 64

    /// How a database is opened.
    enum Access {
        /// Nothing can be written, whatever the SQL says.
        case readOnly
        /// Made where it is not there.
        case readWrite
    }

    init(path: String, _ access: Access) throws(CatalogError) {
        var opened: OpaquePointer?
        let flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI | SQLITE_OPEN_EXRESCODE
        let code = sqlite3_open_v2(
            path, &opened,
            flags | (access == .readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE),
            nil)
        guard code == SQLITE_OK, let opened else {
            let reason = opened.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
            sqlite3_close_v2(opened)
            throw CatalogError(.unavailable, "\(path): cannot be opened: \(reason)")
        }
        handle = opened
        self.path = path
        sqlite3_busy_timeout(opened, 30_000)
        // Nothing in a file is trusted to run functions, and no text becomes a name by accident.
        _ = peryton_sqlite_configure(opened, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0)
        _ = peryton_sqlite_configure(opened, SQLITE_DBCONFIG_DQS_DML, 0)
        _ = peryton_sqlite_configure(opened, SQLITE_DBCONFIG_DQS_DDL, 0)
        _ = peryton_sqlite_configure(opened, SQLITE_DBCONFIG_DEFENSIVE, 1)
    }

    deinit {
        statements.removeAll()
        sqlite3_close_v2(handle)
    }

    /// Stops what the connection is doing.
    func interrupt() { sqlite3_interrupt(handle) }

    /// Runs statements that give no rows.
    func execute(_ sql: String) throws(CatalogError) {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw error(code, in: sql) }
    }

    /// A statement, prepared now or kept from the last time; it is reset and has no bindings.
    func statement(_ sql: String) throws(CatalogError) -> SQLiteStatement {
        if let known = statements[sql], !known.isBusy {
            known.reset()
            return known
        }
        let made = try SQLiteStatement(sql, on: self)
        statements[sql] = made
        recentlyUsed.append(sql)
        if recentlyUsed.count > Self.keptStatements { statements[recentlyUsed.removeFirst()] = nil }
        return made
    }

    /// Forgets prepared statements, for example before a schema changes.
    func forgetStatements() {
        statements.removeAll()
        recentlyUsed.removeAll()
    }

    /// Runs work in one transaction, which is undone where the work throws.
    func transaction<Answer>(_ begin: String = "BEGIN IMMEDIATE", _ work: () throws -> Answer) throws -> Answer {
        try execute(begin)
        do {
            let answer = try work()
            try execute("COMMIT")
            return answer
        } catch {
            try? execute("ROLLBACK")
            throw error
        }
    }

    /// An error for a SQLite code.
    func error(_ code: Int32, in sql: String) -> CatalogError {
        let reason = String(cString: sqlite3_errmsg(handle))
        switch code & 0xFF {
        case SQLITE_INTERRUPT: return CatalogError(.cancelled, "cancelled")
        case SQLITE_BUSY, SQLITE_LOCKED: return CatalogError(.unavailable, "the catalogue is being written: \(reason)")
        case SQLITE_NOMEM: return CatalogError(.limit, "the query needs more memory than it may take")
        case SQLITE_TOOBIG: return CatalogError(.limit, "a value is longer than allowed: \(reason)")
        case SQLITE_FULL: return CatalogError(.unavailable, "\(path): no space left")
        case SQLITE_AUTH: return CatalogError(.forbidden, "not allowed: \(reason)")
        case SQLITE_IOERR, SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_CANTOPEN:
            return CatalogError(.unavailable, "\(path): \(reason)")
        default: return CatalogError(.invalid, "\(reason)")
        }
    }
}

extension String {
    /// The text as a quoted SQL name.
    var quotedName: String { "\"\(replacingOccurrences(of: "\"", with: "\"\""))\"" }
}
