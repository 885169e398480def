/// What a load brought.
public struct LoadOutcome: Sendable, Equatable {
    /// Rows that came.
    public var rows: Int64
    /// Rows of the table now.
    public var totalRows: Int64
    /// Rows without a usable position, which no condition on the sky finds.
    public var rowsWithoutPosition: Int64
    /// Time it took, seconds.
    public var seconds: Double

    /// Makes an outcome.
    public init(rows: Int64, totalRows: Int64, rowsWithoutPosition: Int64, seconds: Double) {
        self.rows = rows
        self.totalRows = totalRows
        self.rowsWithoutPosition = rowsWithoutPosition
        self.seconds = seconds
    }
}
