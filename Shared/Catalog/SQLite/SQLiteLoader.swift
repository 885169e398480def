import Foundation
import Glibc
import Messages
import Sky
import Tables

/// Puts rows into a table of a SQLite catalogue.
///
/// Rows are sorted along the sky before they are written, batch by batch, so that neighbours on the sky are neighbours on
/// the disk. One transaction holds rows, description and sky index: a load that fails has changed nothing.
struct SQLiteLoader {
    private let connection: SQLiteConnection
    private let files: SQLiteFiles
    private let descriptions: SQLiteDescriptions

    /// About 64 MB of values at once.
    private static let batchValues = 8_000_000
    /// More runs than this are merged to one.
    private static let mostRuns = 6

    init(files: SQLiteFiles, database path: String) throws {
        self.files = files
        try FileManager.default.createDirectory(atPath: files.skyRun(""), withIntermediateDirectories: true)
        connection = try SQLiteConnection(path: path, .readWrite)
        descriptions = SQLiteDescriptions(connection, database: "main")
        try SQLiteSchema.make(on: connection)
        try connection.execute("PRAGMA synchronous = NORMAL; PRAGMA cache_size = -131072; PRAGMA temp_store = FILE")
    }

    /// Loads all rows of a source.
    func load(
        _ source: inout any TableSource, _ plan: LoadPlan, owner: String, mostBytes: Int64?,
        progress: (Int64) throws -> Void
    ) throws -> LoadOutcome {
        let start = ContinuousClock.now
        let draft = try plan.table(of: source.columns)
        var newRuns: [String] = []
        do {
            let outcome = try connection.transaction {
                if plan.replaces { try removeReplaced(draft.fullName) }
                let table = try destination(draft, plan, owner: owner)
                let written = try write(
                    &source, to: table, &newRuns, mostBytes: mostBytes, progress: progress)
                if !plan.appends { try makeIndexes(of: table.description) }
                let rows = table.description.rowCount.map { $0 + written.rows } ?? written.rows
                try descriptions.update(
                    table.description.fullName, rows: rows, bytes: table.bytes + written.bytes, changedAt: .now)
                try SQLiteSchema.noteChange(on: connection)
                return LoadOutcome(
                    rows: written.rows, totalRows: rows, rowsWithoutPosition: written.withoutPosition,
                    seconds: (ContinuousClock.now - start) / .seconds(1))
            }
            removeForgottenRuns()
            return outcome
        } catch {
            for run in newRuns { unlink(files.skyRun(run)) }
            throw error
        }
    }

    /// Drops a table with all that belongs to it.
    func drop(_ table: TableDescription) throws {
        connection.forgetStatements()
        try connection.transaction {
            try connection.execute("DROP TABLE \(table.fullName.quotedName)")
            try descriptions.delete(table)
            try SQLiteSchema.noteChange(on: connection)
        }
        removeForgottenRuns()
    }

    /// Makes room for a table that takes the place of another.
    private func removeReplaced(_ name: String) throws {
        let replaced = try descriptions.tables().map(\.description).first {
            $0.fullName.lowercased() == name.lowercased()
        }
        guard let replaced else { return }
        connection.forgetStatements()
        try connection.execute("DROP TABLE \(replaced.fullName.quotedName)")
        try descriptions.delete(replaced)
    }

    // MARK: Where the rows go

    private func destination(_ draft: TableDescription, _ plan: LoadPlan, owner: String) throws -> CatalogTable {
        let known = try descriptions.tables().first {
            $0.description.fullName.lowercased() == draft.fullName.lowercased()
        }
        guard plan.appends else {
            guard known == nil else {
                throw CatalogError(
                    .conflict, "table \(draft.fullName) is there already: append to it, or drop it first")
            }
            return try make(draft, owner: owner)
        }
        guard let known else { throw CatalogError(.notFound, "table \(draft.fullName) to append to: no such table") }
        try LoadPlan.check(draft.columns.map(\.column), fit: known.description)
        return known
    }

    private func make(_ draft: TableDescription, owner: String) throws -> CatalogTable {
        let columns = draft.columns.map { "\($0.column.name.quotedName) \(Self.sqlType($0.column.type))" }
        try connection.execute(
            "CREATE TABLE \(draft.fullName.quotedName) (peryton_row INTEGER PRIMARY KEY, "
                + columns.joined(separator: ", ") + ")")
        let table = CatalogTable(description: draft, owner: owner, createdAt: .now, changedAt: .now)
        try descriptions.insert(table)
        return table
    }

    private static func sqlType(_ type: ColumnType) -> String {
        switch type {
        case .boolean, .uint8, .int16, .int32, .int64: "INTEGER"
        case .float32, .float64: "REAL"
        case .text: "TEXT"
        }
    }

    // MARK: Rows

    private struct Written {
        var rows: Int64 = 0
        var bytes: Int64 = 0
        var withoutPosition: Int64 = 0
    }

    private func write(
        _ source: inout any TableSource, to table: CatalogTable, _ newRuns: inout [String], mostBytes: Int64?,
        progress: (Int64) throws -> Void
    ) throws -> Written {
        let description = table.description
        let places = (1...description.columns.count).map { number in "?\(number)" }.joined(separator: ", ")
        let insert = try SQLiteStatement(
            "INSERT INTO \(description.fullName.quotedName) VALUES (?\(description.columns.count + 1), \(places))",
            on: connection)
        let rowParameter = Int32(description.columns.count + 1)
        let batchRows = max(1_024, min(1 << 20, Self.batchValues / description.columns.count))
        var nextRow = try lastRow(of: description) + 1
        var written = Written()
        var runs: [SkyIndexRun] = []
        while let batch = try source.next(maximumRows: batchRows) {
            let (order, positions) = SkyOrder.of(batch, description)
            let binder = SQLiteRowBinder(batch)
            var entries: [SkyIndexEntry] = []
            entries.reserveCapacity(positions == nil ? 0 : batch.rowCount)
            for row in order {
                insert.bind(nextRow, at: rowParameter)
                binder.bind(row: row, to: insert)
                try insert.run()
                if let positions {
                    if var entry = positions[row] {
                        entry.row = nextRow
                        entries.append(entry)
                    } else {
                        written.withoutPosition += 1
                    }
                }
                nextRow += 1
            }
            if positions != nil {
                newRuns.append("\(UUID().uuidString.lowercased()).run")
                try SkyIndexWriter.write(entries, to: files.skyRun(newRuns[newRuns.count - 1]))
                runs.append(try SkyIndexRun(path: files.skyRun(newRuns[newRuns.count - 1])))
            }
            written.rows += Int64(batch.rowCount)
            written.bytes += Int64(batch.approximateBytes) + Int64(entries.count * 40)
            if let mostBytes, written.bytes > mostBytes {
                throw LoadPlan.quotaError(description.fullName, mostBytes)
            }
            try progress(written.rows)
        }
        try keep(runs, &newRuns, of: description)
        return written
    }

    private func lastRow(of table: TableDescription) throws -> Int64 {
        let statement = try SQLiteStatement(
            "SELECT coalesce(max(peryton_row), 0) FROM \(table.fullName.quotedName)", on: connection)
        _ = try statement.step()
        return statement.integer(0)
    }

    // MARK: Indexes

    private func makeIndexes(of description: TableDescription) throws {
        for column in description.columns where column.isIndexed {
            let name = column.column.name
            if name == description.position?.rightAscension || name == description.position?.declination { continue }
            try connection.execute(
                "CREATE INDEX \("\(description.fullName).\(name)".quotedName) ON \(description.fullName.quotedName) "
                    + "(\(name.quotedName))")
        }
    }

    /// Notes the runs; one load brings one, and many small ones become one.
    private func keep(_ runs: [SkyIndexRun], _ newRuns: inout [String], of table: TableDescription) throws {
        guard table.position != nil else { return }
        var held: [(name: String, run: SkyIndexRun)] = Array(zip(newRuns, runs))
        let known = try connection.statement("SELECT file FROM peryton_sky_runs WHERE table_name = ?1")
        known.bind(table.fullName, at: 1)
        var earlier: [String] = []
        while try known.step() { earlier.append(known.text(0)) }
        known.reset()
        if earlier.count + 1 > Self.mostRuns {
            held += try earlier.map { ($0, try SkyIndexRun(path: files.skyRun($0))) }
            try forgetRuns(of: table)
        }
        guard !held.isEmpty else { return }
        if held.count > 1 {
            let merged = "\(UUID().uuidString.lowercased()).run"
            try SkyIndexWriter.merge(held.map(\.run), to: files.skyRun(merged))
            for name in newRuns { unlink(files.skyRun(name)) }
            newRuns = [merged]
            held = [(merged, try SkyIndexRun(path: files.skyRun(merged)))]
        }
        let note = try connection.statement("INSERT INTO peryton_sky_runs (table_name, file, rows) VALUES (?1, ?2, ?3)")
        note.bind(table.fullName, at: 1)
        note.bind(held[0].name, at: 2)
        note.bind(Int64(held[0].run.count), at: 3)
        try note.run()
    }

    private func forgetRuns(of table: TableDescription) throws {
        let statement = try connection.statement("DELETE FROM peryton_sky_runs WHERE table_name = ?1")
        statement.bind(table.fullName, at: 1)
        try statement.run()
    }

    /// Removes files that no table names any more and that no reader will open.
    ///
    /// A reader that began before the change may still open them, so that they stay for some minutes.
    private func removeForgottenRuns() {
        SkyRunSweeper(files: files).sweep()
    }
}
