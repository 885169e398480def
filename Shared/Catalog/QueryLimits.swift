import Synchronization

/// What a query may take.
public struct QueryLimits: Sendable {
    /// The most rows; one more is looked for, so that truncation is known.
    public var rows: Int
    /// The most time, seconds.
    public var seconds: Double
    /// The most rows in a batch.
    public var batchRows: Int

    /// Makes limits.
    public init(rows: Int = .max, seconds: Double = 86_400, batchRows: Int = 4_096) {
        self.rows = rows
        self.seconds = seconds
        self.batchRows = batchRows
    }

    /// For a quick look: LINEAGE's 30 s and 1,000 rows.
    public static let quick = QueryLimits(rows: 1_000, seconds: 30)
}

/// How a query ended.
public struct QueryOutcome: Sendable, Equatable {
    /// Rows that were given out.
    public var rows: Int
    /// Whether there were more than the limit.
    public var isTruncated: Bool
    /// Time that the engine took, seconds.
    public var engineSeconds: Double

    /// Makes an outcome.
    public init(rows: Int, isTruncated: Bool, engineSeconds: Double) {
        self.rows = rows
        self.isTruncated = isTruncated
        self.engineSeconds = engineSeconds
    }
}

/// Ends a running query from another thread.
public final class QueryCancellation: Sendable {
    private struct State {
        var isCancelled = false
        var interrupt: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    /// Makes a handle that no query listens to yet.
    public init() {}

    /// Whether `cancel` was called.
    public var isCancelled: Bool { state.withLock { $0.isCancelled } }

    /// Stops the engine's work on the query.
    public func cancel() {
        state.withLock { state in
            state.isCancelled = true
            // Under the lock: the engine's connection is not given to another query before this returns.
            state.interrupt?()
        }
    }

    /// Calls `interrupt` at a cancellation while `work` runs.
    func whileRunning<Answer>(
        interrupt: @escaping @Sendable () -> Void, _ work: () throws -> Answer
    ) throws -> Answer {
        try state.withLock { state in
            if state.isCancelled { throw CatalogError(.cancelled, "cancelled") }
            state.interrupt = interrupt
        }
        defer { state.withLock { $0.interrupt = nil } }
        return try work()
    }
}
