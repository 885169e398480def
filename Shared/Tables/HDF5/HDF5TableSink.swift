final class HDF5TableSink: TableFileSink {
    init(path: String, columns: [Column], provenance: Provenance, tableName: String) throws {}
    var byteCount: Int64 { 0 }
    func write(_ batch: ColumnBatch) throws {}
    func finish() throws {}
}
