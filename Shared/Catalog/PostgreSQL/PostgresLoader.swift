import Foundation
import Messages
import Sky
import Tables

/// Puts rows into a table of a PostgreSQL catalogue.
///
/// Rows are sorted along the sky before they are sent, batch by batch, so that neighbours on the sky are neighbours on the
/// disk. One transaction holds rows, description and indexes: a load that fails has changed nothing.
struct PostgresLoader {
    private let connection: PostgresConnection
    private let descriptions: PostgresDescriptions
    private let setup: PostgresSetup
    private let project: String
    /// Whose the tables are; empty for everybody's.
    private let seenBy: String

    /// About 64 MB of values at once.
    private static let batchValues = 8_000_000
    /// Bytes that are sent at once.
    private static let partBytes = 1 << 18
    /// What a row takes beside its values: its head, its number and its place in the sky index.
    private static let rowOverheadBytes = 28 + 8 + 16

    init(_ addresses: PostgresAddresses, project: String, setup: PostgresSetup, seenBy: String) throws {
        self.setup = setup
        self.project = project
        self.seenBy = seenBy
        // The owner finds Q3C where the readers do.
        connection = try PostgresConnection(
            addresses.owner, session: "\(PostgresSetup.ownerSession)\nSET search_path = \(setup.searchPath)")
        descriptions = PostgresDescriptions(connection, project: project)
    }

    /// Loads all rows of a source.
    func load(
        _ source: inout any TableSource, _ plan: LoadPlan, owner: String, mostBytes: Int64?,
        progress: (Int64) throws -> Void
    ) throws -> LoadOutcome {
        let start = ContinuousClock.now
        let draft = try plan.table(of: source.columns)
        try Self.checkNames(draft)
        if !plan.appends { try makePlace(for: draft) }
        return try connection.transaction {
            try beginWriting()
            if plan.replaces { try removeReplaced(draft.fullName) }
            let table = try destination(draft, plan, owner: owner)
            let written = try write(&source, to: table, isNew: !plan.appends, mostBytes: mostBytes, progress: progress)
            if !plan.appends { try makeIndexes(of: table.description) }
            try connection.run("ANALYZE \(Self.name(table.description))", seconds: 3_600)
            let rows = (table.description.rowCount ?? 0) + written.rows
            try descriptions.update(
                table.description.fullName, seenBy: seenBy, rows: rows, bytes: table.bytes + written.bytes,
                changedAt: .now)
            try descriptions.noteChange(seenBy: seenBy)
            return LoadOutcome(
                rows: written.rows, totalRows: rows, rowsWithoutPosition: written.withoutPosition,
                seconds: (ContinuousClock.now - start) / .seconds(1))
        }
    }

    /// Drops a table; waits a little for those who read it.
    func drop(_ table: TableDescription) throws {
        try connection.transaction {
            try connection.run("SET LOCAL lock_timeout = '5s'")
            do {
                try connection.run("DROP TABLE \(Self.name(table))")
            } catch let error as CatalogError where error.description.contains("lock timeout") {
                throw CatalogError(.conflict, "table \(table.fullName) is being read: drop it later")
            }
            try descriptions.delete(table, seenBy: seenBy)
            try descriptions.noteChange(seenBy: seenBy)
        }
    }

    /// Makes room for a table that takes the place of another.
    private func removeReplaced(_ name: String) throws {
        let replaced = try descriptions.tables().map(\.description).first {
            $0.fullName.lowercased() == name.lowercased()
        }
        guard let replaced else { return }
        try connection.run("SET LOCAL lock_timeout = '5s'")
        try connection.run("DROP TABLE \(Self.name(replaced))")
        try descriptions.delete(replaced, seenBy: seenBy)
    }

    private static func name(_ table: TableDescription) -> String {
        table.physicalName.map(\.quotedName).joined(separator: ".")
    }

    // MARK: Where the rows go

    private static func checkNames(_ table: TableDescription) throws(CatalogError) {
        for column in table.columns.map(\.column) {
            guard column.name.utf8.count <= PostgresNames.mostBytes else {
                throw CatalogError(
                    .invalid,
                    "column \(column.name): PostgreSQL keeps names of at most \(PostgresNames.mostBytes) bytes")
            }
            guard !PostgresNames.systemColumns.contains(column.name), column.name != "peryton_row" else {
                throw CatalogError(
                    .invalid, "column \(column.name): PostgreSQL keeps this name for itself; call it otherwise")
            }
        }
    }

    /// Makes schema and roles, which stay when the load fails.
    private func makePlace(for table: TableDescription) throws {
        let schema = PostgresNames.schema(project: project, schema: table.schema, owner: seenBy)
        let projectRole = PostgresNames.role(project: project, owner: "")
        let role = PostgresNames.role(project: project, owner: seenBy)
        try connection.transaction {
            try connection.run("SELECT pg_catalog.pg_advisory_xact_lock(\(PostgresSetup.lock))")
            if role != projectRole {
                try PostgresSetup.ensureRole(role, reader: setup.readerRole, on: connection)
                // Who may read their own tables may read the project's.
                try connection.run("GRANT \(projectRole.quotedName) TO \(role.quotedName)")
            }
            try connection.run(
                """
                CREATE SCHEMA IF NOT EXISTS \(schema.quotedName);
                GRANT USAGE ON SCHEMA \(schema.quotedName) TO \(role.quotedName);
                """)
        }
    }

    private func beginWriting() throws {
        try connection.run("SET LOCAL maintenance_work_mem = '256MB'; SET LOCAL lock_timeout = '30s'")
        _ = try connection.texts(
            "SELECT peryton.begin_reading($1, $2)", PostgresParameters(texts: project, seenBy))
    }

    private func destination(_ draft: TableDescription, _ plan: LoadPlan, owner: String) throws -> CatalogTable {
        func known() throws -> CatalogTable? {
            try descriptions.tables().first { $0.description.fullName.lowercased() == draft.fullName.lowercased() }
        }
        guard plan.appends else {
            let taken = CatalogError(
                .conflict, "table \(draft.fullName) is there already: append to it, or drop it first")
            guard try known() == nil else { throw taken }
            do {
                return try make(draft, owner: owner)
            } catch let error as CatalogError where error.kind == .conflict {
                // Another load has made it meanwhile.
                throw taken
            }
        }
        guard let before = try known() else {
            throw CatalogError(.notFound, "table \(draft.fullName) to append to: no such table")
        }
        // One load at a time for a table: the next one sees what this one has written.
        _ = try connection.texts(
            """
            SELECT table_name FROM peryton.tables WHERE project = $1 AND seen_by = $2 AND table_name = $3 FOR UPDATE
            """,
            PostgresParameters(texts: project, seenBy, before.description.fullName))
        guard let table = try known() else {
            throw CatalogError(.notFound, "table \(draft.fullName) to append to: no such table")
        }
        try LoadPlan.check(draft.columns.map(\.column), fit: table.description)
        return table
    }

    private func make(_ draft: TableDescription, owner: String) throws -> CatalogTable {
        var draft = draft
        draft.physicalName = [
            PostgresNames.schema(project: project, schema: draft.schema, owner: seenBy),
            PostgresNames.bounded(draft.name),
        ]
        let table = CatalogTable(description: draft, owner: owner, createdAt: .now, changedAt: .now)
        // First, as its unique name keeps another load of the same table waiting.
        try descriptions.insert(table, seenBy: seenBy)
        let columns = draft.columns.map { "\($0.column.name.quotedName) \(Self.sqlType($0.column.type))" }
        let role = PostgresNames.role(project: project, owner: seenBy)
        try connection.run(
            """
            CREATE TABLE \(Self.name(draft)) (peryton_row bigint NOT NULL, \(columns.joined(separator: ", ")));
            GRANT SELECT ON \(Self.name(draft)) TO \(role.quotedName);
            """)
        return table
    }

    private static func sqlType(_ type: ColumnType) -> String {
        switch type {
        case .boolean: "boolean"
        case .uint8, .int16: "smallint"
        case .int32: "integer"
        case .int64: "bigint"
        case .float32: "real"
        case .float64: "double precision"
        case .text: "text COLLATE \"C\""
        }
    }

    // MARK: Rows

    private struct Written {
        var rows: Int64 = 0
        var bytes: Int64 = 0
        var withoutPosition: Int64 = 0
    }

    private func write(
        _ source: inout any TableSource, to table: CatalogTable, isNew: Bool, mostBytes: Int64?,
        progress: (Int64) throws -> Void
    ) throws -> Written {
        let description = table.description
        let names = ["peryton_row"] + description.columns.map(\.column.name)
        let batchRows = max(1_024, min(1 << 18, Self.batchValues / description.columns.count))
        var nextRow = try lastRow(of: description) + 1
        var written = Written()
        // Rows of a table that was made in this transaction need no later look at whether they are valid.
        let options = isNew ? "FORMAT binary, FREEZE" : "FORMAT binary"
        let copy =
            "COPY \(Self.name(description)) (\(names.map(\.quotedName).joined(separator: ", "))) FROM STDIN (\(options))"
        try connection.copy(copy) { send in
            var bytes = PostgresRowEncoder.head
            bytes.reserveCapacity(Self.partBytes * 2)
            while let batch = try source.next(maximumRows: batchRows) {
                let (order, positions) = SkyOrder.of(batch, description)
                let encoder = try PostgresRowEncoder(batch, types: description.columns.map(\.column.type))
                for row in order {
                    if let positions, positions[row] == nil { written.withoutPosition += 1 }
                    encoder.append(row: row, number: nextRow, to: &bytes)
                    nextRow += 1
                    if bytes.count >= Self.partBytes {
                        try bytes.withUnsafeBytes(send)
                        bytes.removeAll(keepingCapacity: true)
                    }
                }
                written.rows += Int64(batch.rowCount)
                written.bytes += Int64(batch.approximateBytes + batch.rowCount * Self.rowOverheadBytes)
                if let mostBytes, written.bytes > mostBytes {
                    throw LoadPlan.quotaError(description.fullName, mostBytes)
                }
                try progress(written.rows)
            }
            bytes += PostgresRowEncoder.tail
            try bytes.withUnsafeBytes(send)
        }
        return written
    }

    private func lastRow(of table: TableDescription) throws -> Int64 {
        var last: Int64 = 0
        try connection.query(
            "SELECT coalesce(max(peryton_row), 0)::bigint FROM \(Self.name(table))",
            until: .now + .seconds(3_600)
        ) { last = $0.integer(0) }
        return last
    }

    private func makeIndexes(of table: TableDescription) throws {
        for column in table.columns where column.isIndexed {
            let name = column.column.name
            if name == table.position?.rightAscension || name == table.position?.declination { continue }
            try connection.run("CREATE INDEX ON \(Self.name(table)) (\(name.quotedName))", seconds: 86_400)
        }
        guard let position = table.position else { return }
        let ra = position.rightAscension.quotedName
        let dec = position.declination.quotedName
        // Without Q3C a cross-match looks at a belt of declination.
        let key = setup.hasQ3C ? "q3c_ang2ipix(\(ra), \(dec))" : dec
        try connection.run("CREATE INDEX ON \(Self.name(table)) (\(key))", seconds: 86_400)
    }
}
