struct HDF5TableSource: TableFileSource {
    let format = TableFormat.hdf5
    let columns: [Column] = []
    let rowCount: Int64? = nil
    let provenance = Provenance()
    init(path: String, options: TableReader.Options) throws { throw TableError(.unsupported, file: path, "HDF5 is not read yet") }
    mutating func next(maximumRows: Int) throws -> ColumnBatch? { nil }
}
