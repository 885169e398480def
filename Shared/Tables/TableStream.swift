/// A table that is read in batches, so that memory does not grow with it.
public protocol TableSource {
    /// The columns, known before the first row.
    var columns: [Column] { get }
    /// The next rows, at most so many; nil at the end.
    mutating func next(maximumRows: Int) throws -> ColumnBatch?
}

/// A table that is written in batches, so that memory does not grow with it.
public protocol TableSink {
    /// Writes rows; columns as the sink was made for.
    mutating func write(_ batch: ColumnBatch) throws
    /// Says that there are more rows than those written: a limit cut them off. To be called before `finish`.
    ///
    /// FITS says it in the keyword TRUNCATE, VOTable as DALI's OVERFLOW, HDF5 in the attribute `truncated`; CSV, tab and
    /// JSON lines have no place for it.
    mutating func markTruncated() throws
    /// Ends the table: nothing is complete before this.
    mutating func finish() throws
}

extension TableSink {
    /// Says nothing, where the format has no place for it.
    public mutating func markTruncated() throws {}
}
