import Jobs
import Tables

/// The format and the compression of a result, as a job asks for them.
struct ResultFormat {
    let format: TableFormat
    let compression: Compression

    init(format: String, compression: String) throws(JobFailure) {
        guard let known = TableFormat(name: format.isEmpty ? "fits" : format) else {
            throw JobFailure("format \"\(format)\": expected one of \(TableFormat.known)")
        }
        guard let compressed = Compression(rawValue: compression.isEmpty ? "none" : compression) else {
            throw JobFailure(
                "compression \"\(compression)\": expected \(Compression.allCases.map(\.rawValue).joined(separator: ", "))"
            )
        }
        guard known != .hdf5 || compressed == .none else {
            throw JobFailure("compression \(compression): HDF5 is compressed inside, always")
        }
        self.format = known
        self.compression = compressed
    }

    /// A file's name with the ending that tells what it is.
    func fileName(_ name: String) -> String { "\(name).\(format.fileExtension)\(compression.fileExtension)" }
}
