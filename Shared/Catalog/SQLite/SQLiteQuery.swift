import ADQL
import CSQLite
import Tables

/// A query, checked against what a reader sees, on its way through SQLite.
struct SQLiteQuery {
    let plan: QueryOutline
    private let parameters: [SQLValue]
    private let reader: SQLiteReader

    init(_ query: QueryText, _ reader: SQLiteReader) throws {
        self.reader = reader
        let shaped = QueryShape.of(query)
        if let shaped, let known = reader.plans[shaped.shape] {
            plan = known.outline
            parameters = known.statement.parameters(for: shaped.numbers)
            return
        }
        let checked = try query.parsed().checked(against: reader.snapshot)
        let sql = try checked.sql(for: .sqlite)
        plan = QueryOutline(
            columns: checked.columns, tables: checked.tables.map(\.fullName), sql: sql.text,
            catalogVersion: reader.snapshot.version)
        parameters = sql.parameters
        if let shaped, let statement = ShapedStatement(sql, numbers: shaped.numbers) {
            reader.plans.keep(SQLitePlan(outline: plan, statement: statement), for: shaped.shape)
        }
    }

    /// Runs it; stops at the limits, and within some thousand steps of a cancellation.
    func run(
        _ limits: QueryLimits, _ cancellation: QueryCancellation, begin: (QueryOutline) throws -> Void,
        rows: (ColumnBatch) throws -> Void
    ) throws -> QueryOutcome {
        let connection = reader.connection
        let watch = QueryWatch(seconds: limits.seconds, cancellation, on: connection)
        defer { watch.end() }
        // The watch hears of a cancellation before the first step, too, which SQLite forgets of an interrupt.
        return try cancellation.whileRunning(interrupt: { connection.interrupt() }) {
            do {
                return try stream(limits, begin: begin, rows: rows)
            } catch let error as CatalogError where error.kind == .cancelled && watch.isTooLate {
                throw CatalogError(
                    .limit, "the query took longer than the \(limits.seconds) s it may take; submit it as a job")
            }
        }
    }

    private func stream(
        _ limits: QueryLimits, begin: (QueryOutline) throws -> Void, rows give: (ColumnBatch) throws -> Void
    ) throws -> QueryOutcome {
        let statement = try bound(plan.sql)
        defer { statement.reset() }
        var delivery = RowDelivery(SQLiteBatchReader(columns: plan.columns), limits)
        try delivery.outsideEngine { try begin(plan) }
        while try statement.step(), try delivery.take(statement, give) {}
        return try delivery.end(give)
    }

    private func bound(_ text: String) throws -> SQLiteStatement {
        let statement = try reader.connection.statement(text)
        for (index, parameter) in parameters.enumerated() {
            let place = Int32(index + 1)
            switch parameter {
            case .integer(let value): statement.bind(value, at: place)
            case .real(let value): statement.bind(value, at: place)
            case .text(let value): statement.bind(value, at: place)
            }
        }
        return statement
    }

    /// The plan that SQLite makes, as a tree.
    func explanation() throws -> String {
        let statement = try bound("EXPLAIN QUERY PLAN \(plan.sql)")
        defer { statement.reset() }
        var depths: [Int64: Int] = [0: -1]
        var lines: [String] = []
        while try statement.step() {
            let depth = (depths[statement.integer(1)] ?? -1) + 1
            depths[statement.integer(0)] = depth
            lines.append(String(repeating: "  ", count: depth) + statement.text(3))
        }
        return lines.joined(separator: "\n")
    }
}

/// Ends what a connection does when its time is over or when it is cancelled.
private final class QueryWatch {
    private let connection: SQLiteConnection
    private let instant: ContinuousClock.Instant
    private let cancellation: QueryCancellation
    /// Whether the time was over.
    private(set) var isTooLate = false

    /// Steps of SQLite's machine between two looks at the clock: some tens of microseconds.
    private static let stepsBetweenLooks: Int32 = 2_000

    init(seconds: Double, _ cancellation: QueryCancellation, on connection: SQLiteConnection) {
        self.connection = connection
        self.cancellation = cancellation
        instant = .now + .seconds(seconds)
        sqlite3_progress_handler(
            connection.handle, Self.stepsBetweenLooks,
            { context in
                guard let context else { return 0 }
                return Unmanaged<QueryWatch>.fromOpaque(context).takeUnretainedValue().look()
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    private func look() -> Int32 {
        if cancellation.isCancelled { return 1 }
        guard ContinuousClock.now >= instant else { return 0 }
        isTooLate = true
        return 1
    }

    /// Stops looking.
    func end() { sqlite3_progress_handler(connection.handle, 0, nil, nil) }
}
