import CSQLite

/// A prepared statement.
final class SQLiteStatement {
    let handle: OpaquePointer
    private let sql: String
    private unowned let connection: SQLiteConnection

    init(_ sql: String, on connection: SQLiteConnection) throws(CatalogError) {
        var made: OpaquePointer?
        let code = sqlite3_prepare_v3(connection.handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &made, nil)
        guard code == SQLITE_OK, let made else { throw connection.error(code, in: sql) }
        handle = made
        self.sql = sql
        self.connection = connection
    }

    deinit { sqlite3_finalize(handle) }

    /// Whether it was begun and not reset.
    var isBusy: Bool { sqlite3_stmt_busy(handle) != 0 }

    /// Makes it ready to run again, without bindings.
    func reset() {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    /// Next row; false at the end.
    func step() throws(CatalogError) -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code:
            let error = connection.error(code, in: sql)
            sqlite3_reset(handle)
            throw error
        }
    }

    /// Runs it to its end and makes it ready again.
    func run() throws(CatalogError) {
        while try step() {}
        sqlite3_reset(handle)
    }

    func bind(_ value: Int64, at index: Int32) { sqlite3_bind_int64(handle, index, value) }
    func bind(_ value: Double, at index: Int32) { sqlite3_bind_double(handle, index, value) }
    func bindNull(at index: Int32) { sqlite3_bind_null(handle, index) }

    /// Binds a text, which SQLite copies.
    func bind(_ value: String, at index: Int32) {
        var value = value
        value.withUTF8 { bind(text: UnsafeRawBufferPointer($0), at: index) }
    }

    /// Binds a text in UTF-8, which SQLite copies.
    func bind(text: UnsafeRawBufferPointer, at index: Int32) {
        guard let start = text.baseAddress else {
            sqlite3_bind_text(handle, index, "", 0, Self.transient)
            return
        }
        sqlite3_bind_text64(
            handle, index, start.assumingMemoryBound(to: CChar.self), UInt64(text.count), Self.transient,
            UInt8(SQLITE_UTF8))
    }

    /// Binds a text in UTF-8 that stays where it is until the statement has run.
    func bind(unmovedText text: UnsafeRawBufferPointer, at index: Int32) {
        guard let start = text.baseAddress else { return bind(text: text, at: index) }
        sqlite3_bind_text64(
            handle, index, start.assumingMemoryBound(to: CChar.self), UInt64(text.count), nil, UInt8(SQLITE_UTF8))
    }

    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }
    func real(_ column: Int32) -> Double { sqlite3_column_double(handle, column) }
    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

    /// A text; empty where it is null.
    func text(_ column: Int32) -> String {
        String(decoding: utf8(column), as: UTF8.self)
    }

    /// A text's bytes, valid until the next step.
    func utf8(_ column: Int32) -> UnsafeRawBufferPointer {
        let start = sqlite3_column_text(handle, column)
        return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
    }

    /// SQLITE_TRANSIENT: SQLite makes its own copy.
    private static var transient: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }
}
