import CSQLite
import Glibc
import Sky

/// The table-valued function `peryton_sky(table, region)` of SQLite: the rows of a table that may be in a region.
///
/// `t.peryton_row IN (SELECT "row" FROM peryton_sky('main.dr1.main', peryton_circle(10, -20, 0.1)))` is how a condition on
/// the sky becomes a look-up; the region may come from another table of a join. (https://sqlite.org/vtab.html)
enum SkyIndexModule {
    static func register(on connection: SQLiteConnection, _ indexes: SkyIndexDirectory) throws(CatalogError) {
        let code = sqlite3_create_module_v2(
            connection.handle, "peryton_sky", &callbacks.module, Unmanaged.passRetained(indexes).toOpaque(),
            { context in context.map { Unmanaged<SkyIndexDirectory>.fromOpaque($0).release() } })
        guard code == SQLITE_OK else { throw connection.error(code, in: "peryton_sky") }
        // Its columns are declared at the first use, by words that the guardian would refuse.
        _ = try SQLiteStatement("SELECT \"row\" FROM peryton_sky('', NULL)", on: connection)
    }

    /// Columns: the row, and the two arguments, which are hidden.
    private static let declaration = "CREATE TABLE x(\"row\" INTEGER, \"table\" HIDDEN, region HIDDEN)"
    private static let bothArguments: Int32 = 3

    /// The module's callbacks, which SQLite keeps a pointer to for ever.
    ///
    /// `nonisolated(unsafe)`: filled once, then only read, by SQLite.
    private nonisolated(unsafe) static let callbacks = Callbacks()

    private final class Callbacks {
        var module = sqlite3_module()

        init() {
            // Without xCreate it exists without CREATE VIRTUAL TABLE, as a function does.
            module.xConnect = { database, context, _, _, table, _ in
                let code = sqlite3_declare_vtab(database, declaration)
                guard code == SQLITE_OK, let context else { return code }
                let memory = UnsafeMutablePointer<Table>.allocate(capacity: 1)
                memory.initialize(to: Table(indexes: Unmanaged.fromOpaque(context)))
                table?.pointee = UnsafeMutableRawPointer(memory).assumingMemoryBound(to: sqlite3_vtab.self)
                return SQLITE_OK
            }
            module.xDisconnect = { table in
                UnsafeMutableRawPointer(table)?.assumingMemoryBound(to: Table.self).deallocate()
                return SQLITE_OK
            }
            module.xBestIndex = { _, plan in plan.map { best(&$0.pointee) } ?? SQLITE_ERROR }
            module.xOpen = { table, cursor in
                guard let table = UnsafeMutableRawPointer(table)?.assumingMemoryBound(to: Table.self) else {
                    return SQLITE_ERROR
                }
                let memory = UnsafeMutablePointer<Cursor>.allocate(capacity: 1)
                memory.initialize(to: Cursor(Search(table.pointee.indexes.takeUnretainedValue())))
                cursor?.pointee = UnsafeMutableRawPointer(memory).assumingMemoryBound(to: sqlite3_vtab_cursor.self)
                return SQLITE_OK
            }
            module.xClose = { cursor in
                guard let cursor = UnsafeMutableRawPointer(cursor)?.assumingMemoryBound(to: Cursor.self) else {
                    return SQLITE_OK
                }
                cursor.pointee.search.release()
                cursor.deallocate()
                return SQLITE_OK
            }
            module.xFilter = { cursor, _, _, count, arguments in
                guard count == 2, let arguments, let search = search(of: cursor) else { return SQLITE_ERROR }
                search.begin(table: arguments[0], region: arguments[1])
                guard let failure = search.failure else { return SQLITE_OK }
                if let cursor { fail(cursor.pointee.pVtab, failure) }
                return SQLITE_ERROR
            }
            module.xNext = { cursor in
                search(of: cursor)?.place += 1
                return SQLITE_OK
            }
            module.xEof = { cursor in
                guard let search = search(of: cursor) else { return 1 }
                return search.place < search.rows.count ? 0 : 1
            }
            module.xColumn = { cursor, result, column in
                guard let search = search(of: cursor) else { return SQLITE_ERROR }
                if column == 0 { sqlite3_result_int64(result, search.rows[search.place]) }
                return SQLITE_OK
            }
            module.xRowid = { cursor, row in
                guard let search = search(of: cursor) else { return SQLITE_ERROR }
                row?.pointee = search.rows[search.place]
                return SQLITE_OK
            }
        }
    }

    /// What SQLite sees of a table; `base` must be first.
    private struct Table {
        var base = sqlite3_vtab()
        let indexes: Unmanaged<SkyIndexDirectory>

        init(indexes: Unmanaged<SkyIndexDirectory>) {
            self.indexes = indexes
        }
    }

    /// What SQLite sees of a search; `base` must be first.
    private struct Cursor {
        var base = sqlite3_vtab_cursor()
        let search: Unmanaged<Search>

        init(_ search: Search) {
            self.search = Unmanaged.passRetained(search)
        }
    }

    private static func search(of cursor: UnsafeMutablePointer<sqlite3_vtab_cursor>?) -> Search? {
        UnsafeMutableRawPointer(cursor)?.assumingMemoryBound(to: Cursor.self).pointee.search.takeUnretainedValue()
    }

    private static func fail(_ table: UnsafeMutablePointer<sqlite3_vtab>?, _ reason: String) {
        guard let table else { return }
        sqlite3_free(table.pointee.zErrMsg)
        table.pointee.zErrMsg = reason.withCString { text in
            let memory = sqlite3_malloc64(UInt64(strlen(text) + 1))
            if let memory { memcpy(memory, text, strlen(text) + 1) }
            return memory?.assumingMemoryBound(to: CChar.self)
        }
    }

    /// Both arguments must be known, whatever the order of the tables.
    private static func best(_ plan: inout sqlite3_index_info) -> Int32 {
        var found: Int32 = 0
        for index in 0..<Int(plan.nConstraint) {
            let constraint = plan.aConstraint[index]
            guard constraint.op == UInt8(SQLITE_INDEX_CONSTRAINT_EQ),
                constraint.iColumn == 1 || constraint.iColumn == 2,
                constraint.usable != 0
            else { continue }
            plan.aConstraintUsage[index].argvIndex = constraint.iColumn
            plan.aConstraintUsage[index].omit = 1
            found |= constraint.iColumn
        }
        guard found == bothArguments else { return SQLITE_CONSTRAINT }
        plan.estimatedCost = 20
        plan.estimatedRows = 20
        return SQLITE_OK
    }

    /// One search, and the rows it found.
    private final class Search {
        private let indexes: SkyIndexDirectory
        private(set) var rows: [Int64] = []
        private(set) var failure: String?
        var place = 0
        private var table = ""
        private var index: SkyIndex?

        init(_ indexes: SkyIndexDirectory) {
            self.indexes = indexes
        }

        func begin(table: OpaquePointer?, region: OpaquePointer?) {
            rows.removeAll(keepingCapacity: true)
            place = 0
            failure = nil
            // A region of unknown numbers has no rows.
            guard sqlite3_value_type(region) == SQLITE_BLOB else { return }
            let name = UnsafeRawBufferPointer(
                start: sqlite3_value_text(table), count: Int(sqlite3_value_bytes(table)))
            if index == nil || !name.elementsEqual(self.table.utf8) {
                self.table = String(decoding: name, as: UTF8.self)
                index = indexes.index(of: self.table)
            }
            guard let index else {
                failure = "table \(self.table) has no sky index"
                return
            }
            let bytes = UnsafeRawBufferPointer(
                start: sqlite3_value_blob(region), count: Int(sqlite3_value_bytes(region)))
            do {
                try index.search(SkyRegion(bytes)) { rows.append($0) }
            } catch {
                failure = "\(error)"
            }
        }
    }
}
