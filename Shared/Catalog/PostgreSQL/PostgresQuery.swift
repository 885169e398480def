import ADQL
import Tables

/// A query, checked against what a reader sees, on its way through PostgreSQL.
struct PostgresQuery {
    let plan: QueryOutline
    private let sql: SQLStatement
    private let reader: PostgresReader

    init(_ query: QueryText, _ reader: PostgresReader) throws {
        self.reader = reader
        let checked = try query.parsed().checked(against: reader.snapshot)
        sql = try checked.sql(for: .postgres(hasQ3C: reader.setup.hasQ3C))
        plan = QueryOutline(
            columns: checked.columns, tables: checked.tables.map(\.fullName), sql: sql.text,
            catalogVersion: reader.snapshot.version)
    }

    /// Runs it; stops at the limits, and within a second of a cancellation.
    func run(
        _ limits: QueryLimits, _ cancellation: QueryCancellation, begin: (QueryOutline) throws -> Void,
        rows: (ColumnBatch) throws -> Void
    ) throws -> QueryOutcome {
        let connection = reader.connection
        let start = ContinuousClock.now
        return try cancellation.whileRunning(interrupt: { connection.interrupt() }) {
            do {
                return try stream(limits, from: start, begin: begin, rows: rows)
            } catch let error as CatalogError where error.kind == .cancelled && !cancellation.isCancelled {
                guard .now >= start + .seconds(limits.seconds) else {
                    throw CatalogError(.unavailable, "PostgreSQL was told by others to end the query")
                }
                throw CatalogError(
                    .limit, "the query took longer than the \(limits.seconds) s it may take; submit it as a job")
            }
        }
    }

    private func stream(
        _ limits: QueryLimits, from start: ContinuousClock.Instant, begin: (QueryOutline) throws -> Void,
        rows give: (ColumnBatch) throws -> Void
    ) throws -> QueryOutcome {
        var delivery = RowDelivery(PostgresBatchReader(columns: plan.columns), limits, from: start)
        try delivery.outsideEngine { try begin(plan) }
        // One more row than wanted tells whether there are more; the planner is to know that the rest is not wanted.
        let text =
            limits.rows == .max ? sql.text : "SELECT * FROM (\(sql.text)) AS peryton_rows LIMIT \(limits.rows + 1)"
        try reader.connection.query(
            text, PostgresParameters(sql.parameters), until: start + .seconds(limits.seconds + Self.grace)
        ) { row in
            _ = try delivery.take(row, give)
        }
        return try delivery.end(give)
    }

    /// How much later than its own limit the server may answer, seconds.
    private static let grace = 5.0

    /// The plan that PostgreSQL makes, with its guesses of costs and rows.
    func explanation() throws -> String {
        try reader.connection.texts("EXPLAIN \(sql.text)", PostgresParameters(sql.parameters)).joined(separator: "\n")
    }
}
