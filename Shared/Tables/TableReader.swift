/// Opens table files.
public enum TableReader {
    /// How a file is to be read.
    public struct Options: Sendable {
        /// The format; nil for what the file's content and name say.
        public var format: TableFormat?
        /// All columns, for text formats whose types are otherwise found from all values.
        public var columns: [Column]?
        /// Types of some columns by name, for text formats.
        public var types: [String: ColumnType] = [:]
        /// Whether delimited text begins with a line of names; nil: yes, unless that line is nothing but numbers.
        public var hasHeader: Bool?
        /// Which table of the file, by name or by number from 1; nil for the first.
        public var table: String?
        /// Values that stand for null.
        public var sentinels: [SentinelRule] = []

        /// Makes the usual options.
        public init() {}
    }

    /// Opens a file of any known format, compressed or not, seen from its content rather than its name.
    ///
    /// - Throws: `TableError` where the file is not one that we read; the message says what is expected.
    public static func open(_ path: String, options: Options = Options()) throws -> any TableFileSource {
        let source = try openFile(path, options)
        return options.sentinels.isEmpty
            ? source : try SentinelTableSource(source, rules: options.sentinels, file: path)
    }

    private static func openFile(_ path: String, _ options: Options) throws -> any TableFileSource {
        switch try format(of: path, options) {
        case .csv: try DelimitedTableSource(path: path, format: .csv, options: options)
        case .tab: try DelimitedTableSource(path: path, format: .tab, options: options)
        case .jsonLines: try JSONLinesTableSource(path: path, options: options)
        case .fits: try FITSTableSource(path: path, options: options)
        case .votable, .votableBinary, .votableBinary2: try VOTableSource(path: path, options: options)
        case .hdf5: try HDF5TableSource(path: path, options: options)
        }
    }

    /// Text whose types are not declared is read once for the types and once for the values.
    static func checkCanReadTwice(_ path: String) throws {
        guard !ByteOutput.isPlain(path) else { return }
        throw TableError(
            .unsupported, file: path, "can be read only once: declare its columns, or give it as a file")
    }

    private static func format(of path: String, _ options: Options) throws -> TableFormat {
        if let format = options.format { return format }
        let named = TableFormat(fileName: path)
        // What can be read only once is not opened to look at it.
        guard ByteOutput.isPlain(path) else {
            if let named { return named }
            throw TableError(.unsupported, file: path, "say which format it has: \(TableFormat.known)")
        }
        let input = try ByteInput(path: path)
        guard try input.fill(atLeast: 1) else {
            if named == .jsonLines { return .jsonLines }
            throw TableError(.malformed, file: path, "is empty")
        }
        _ = try input.fill(atLeast: 512)
        let first = Array(input.available.prefix(512))
        if let format = TableFormat(firstBytes: first) { return format }
        if first.starts(with: "PAR1".utf8) {
            throw TableError(
                .unsupported, file: path, "is Parquet, which is not read; convert it to one of \(TableFormat.known)")
        }
        if let named, named == .csv || named == .tab || named == .jsonLines { return named }
        guard named == nil, !first.contains(0) else {
            let wanted = named.map { "is not \($0.rawValue), as its name says" } ?? "has a format that is not known"
            throw TableError(.malformed, file: path, "\(wanted); known are \(TableFormat.known)")
        }
        let firstLine = first.prefix { $0 != 0x0A }
        return firstLine.contains(0x09) && !firstLine.contains(UInt8(ascii: ",")) ? .tab : .csv
    }
}

/// A table in a file.
public protocol TableFileSource: TableSource {
    /// The file's format.
    var format: TableFormat { get }
    /// Number of rows, where the file says it or all of it was looked through.
    var rowCount: Int64? { get }
    /// What the file says of where it comes from.
    var provenance: Provenance { get }
}
