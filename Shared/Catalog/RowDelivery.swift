import Tables

/// Gathers an engine's rows into batches of exact types.
protocol BatchReader {
    associatedtype Row
    var rowCount: Int { get }
    /// Takes a row.
    mutating func append(_ row: Row) throws(CatalogError)
    /// The rows so far; begins anew.
    mutating func take() -> ColumnBatch
}

/// Hands a query's rows on in batches, up to the limit, and tells the engine's time from that of who takes them.
struct RowDelivery<Reader: BatchReader> {
    private var batch: Reader
    private let limits: QueryLimits
    private let start: ContinuousClock.Instant
    private var outside = Duration.zero
    private var count = 0
    private var isTruncated = false

    init(_ batch: Reader, _ limits: QueryLimits, from start: ContinuousClock.Instant = .now) {
        self.batch = batch
        self.limits = limits
        self.start = start
    }

    /// Does what is not the engine's work.
    mutating func outsideEngine(_ work: () throws -> Void) rethrows {
        let before = ContinuousClock.now
        try work()
        outside += .now - before
    }

    /// Takes a row; false where the limit was reached before.
    mutating func take(_ row: Reader.Row, _ give: (ColumnBatch) throws -> Void) throws -> Bool {
        guard count < limits.rows else {
            isTruncated = true
            return false
        }
        try batch.append(row)
        count += 1
        if batch.rowCount == limits.batchRows { try handOn(give) }
        return true
    }

    /// Hands on what is left.
    mutating func end(_ give: (ColumnBatch) throws -> Void) throws -> QueryOutcome {
        if batch.rowCount > 0 { try handOn(give) }
        return QueryOutcome(
            rows: count, isTruncated: isTruncated, engineSeconds: (ContinuousClock.now - start - outside) / .seconds(1))
    }

    private mutating func handOn(_ give: (ColumnBatch) throws -> Void) throws {
        let full = batch.take()
        try outsideEngine { try give(full) }
    }
}
