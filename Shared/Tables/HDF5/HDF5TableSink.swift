final class HDF5TableSink: TableFileSink {
    init(path: String, columns: [Column], provenance: Provenance, tableName: String) throws {
        throw TableError(.unsupported, file: path, "HDF5 is not written yet")
    }
    var byteCount: Int64 { 0 }
    func write(_ batch: ColumnBatch) throws {}
    func finish() throws {}
}
