import CSQLite

/// Refuses, while a statement is prepared, whatever is not reading a catalogue's tables.
///
/// Statements are printed from checked queries, which know only the tables of TAP_SCHEMA; this is the second lock on the
/// same door.
final class SQLiteGuardian {
    private var trusts = false

    /// Watches a connection, which must not prepare anything once the guardian is gone: its reader holds both.
    init(_ connection: SQLiteConnection) {
        sqlite3_set_authorizer(
            connection.handle,
            { context, action, first, second, _, _ in
                guard let context else { return SQLITE_DENY }
                let guardian = Unmanaged<SQLiteGuardian>.fromOpaque(context).takeUnretainedValue()
                return guardian.allows(action, first, second) ? SQLITE_OK : SQLITE_DENY
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    /// Runs statements of our own.
    func trusting<Answer>(_ work: () throws -> Answer) rethrows -> Answer {
        trusts = true
        defer { trusts = false }
        return try work()
    }

    private func allows(_ action: Int32, _ first: UnsafePointer<CChar>?, _ second: UnsafePointer<CChar>?) -> Bool {
        if trusts { return true }
        switch action {
        case SQLITE_SELECT: return true
        case SQLITE_READ:
            guard let table = first else { return false }
            // Reads of views' and sub-queries' columns come without a table's name.
            return !Self.begins(table, "peryton_state") && !Self.begins(table, "peryton_tables")
                && !Self.begins(table, "peryton_sky_runs") && !Self.begins(table, "sqlite_")
                && !Self.begins(table, "pragma_")
        case SQLITE_FUNCTION:
            guard let name = second else { return false }
            return !Self.refusedFunctions.contains(String(cString: name).lowercased())
        default: return false
        }
    }

    private static func begins(_ text: UnsafePointer<CChar>, _ prefix: StaticString) -> Bool {
        prefix.withUTF8Buffer { prefix in
            sqlite3_strnicmp(
                text, UnsafeRawPointer(prefix.baseAddress)?.assumingMemoryBound(to: CChar.self), Int32(prefix.count))
                == 0
        }
    }

    /// What reaches beyond values, or takes memory without need.
    private static let refusedFunctions: Set<String> = [
        "load_extension", "readfile", "writefile", "edit", "fts3_tokenizer", "randomblob", "zeroblob", "sqlite_version",
        "sqlite_source_id", "sqlite_compileoption_get", "sqlite_compileoption_used", "sqlite_log", "sqlite_offset",
        "last_insert_rowid", "changes", "total_changes",
    ]
}
