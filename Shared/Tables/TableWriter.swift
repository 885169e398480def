/// Makes writers of table files.
public enum TableWriter {
    /// What a file is to be, beside its columns.
    public struct Options: Sendable {
        /// Compression of the whole file; nil for what the file's name says.
        ///
        /// HDF5 is compressed inside already.
        public var compression: Compression?
        /// Whether CSV and tab begin with `#` lines, and JSON lines with an object, that tell the provenance; most
        /// readers do not expect that.
        public var textHasProvenance = false
        /// Name of the table in the file.
        public var tableName = "table"
        /// Where to go on in a new file, in bytes; nil for one file however large.
        public var splitBytes: Int64?

        /// Makes the usual options.
        public init(
            compression: Compression? = nil, textHasProvenance: Bool = false, tableName: String = "table",
            splitBytes: Int64? = nil
        ) {
            self.compression = compression
            self.textHasProvenance = textHasProvenance
            self.tableName = tableName
            self.splitBytes = splitBytes
        }
    }

    /// Makes a writer of a file; it is complete, and has its name, after `finish()`.
    ///
    /// Names of columns that are there twice, case aside, become "name_2" and so on. Texts of unknown width go through a temporary file beside it where a format must tell their width first (FITS,
    /// HDF5). With `splitBytes` the files are "name_000001.ext" and so on, each complete.
    /// - Throws: `TableError` where the file cannot be made or the format cannot hold the columns.
    public static func make(
        _ format: TableFormat, to path: String, columns: [Column], provenance: Provenance = Provenance(),
        options: Options = Options()
    ) throws -> any TableSink {
        let columns = named(columns)
        let make = { try makeFile(format, to: $0, columns: columns, provenance: provenance, options: options) }
        if let splitBytes = options.splitBytes {
            return SplitTableSink(path: path, bytes: splitBytes, make: make)
        }
        return try make(path)
    }

    /// Makes a writer of several files, each of `splitBytes` bytes and complete, where somebody else names them.
    ///
    /// - Parameter path: where a part goes, by its number from 1.
    public static func makeParts(
        _ format: TableFormat, columns: [Column], provenance: Provenance = Provenance(), options: Options,
        path: @escaping (_ part: Int) throws -> String
    ) throws -> any TableSink {
        let columns = named(columns)
        return SplitTableSink(bytes: options.splitBytes ?? .max, path: path) {
            try makeFile(format, to: $0, columns: columns, provenance: provenance, options: options)
        }
    }

    /// Columns whose names are all different, as files need them.
    private static func named(_ columns: [Column]) -> [Column] {
        zip(columns, ColumnNames.unique(columns.map(\.name))).map { column, name in
            var column = column
            column.name = name
            return column
        }
    }

    private static func makeFile(
        _ format: TableFormat, to path: String, columns: [Column], provenance: Provenance, options: Options
    ) throws -> any TableFileSink {
        let compression = options.compression ?? Compression(fileName: path)
        let textProvenance = options.textHasProvenance ? provenance : nil
        func spooled(
            if isNeeded: Bool, _ make: @escaping ([Column], TableFacts?) throws -> any TableFileSink
        ) throws -> any TableFileSink {
            // A declared width that is large says little of what will come.
            let isNeeded = isNeeded || columns.contains { $0.type == .text && $0.textWidth ?? .max > 256 }
            return isNeeded
                ? try SpooledTableSink(path: path, columns: columns, make: make) : try make(columns, nil)
        }
        switch format {
        case .csv, .tab:
            return try DelimitedTableSink(
                path: path, columns: columns, separator: UInt8(ascii: format == .csv ? "," : "\t"),
                compression: compression, comments: textProvenance)
        case .jsonLines:
            return try JSONLinesTableSink(
                path: path, columns: columns, compression: compression, firstLine: textProvenance)
        case .fits:
            return try spooled(if: !ByteOutput.canReplacePrefix(path: path, compression: compression)) {
                try FITSTableSink(
                    path: path, columns: $0, compression: compression, provenance: provenance,
                    tableName: options.tableName, facts: $1)
            }
        case .votable, .votableBinary, .votableBinary2:
            let head = VOTableHead(
                columns: columns, provenance: provenance, tableName: options.tableName, serialization: format)
            return format == .votable
                ? try VOTableTextSink(path: path, head: head, compression: compression)
                : try VOTableBinarySink(path: path, head: head, compression: compression)
        case .hdf5:
            return try spooled(if: false) { columns, _ in
                try HDF5TableSink(
                    path: path, columns: columns, compression: compression, provenance: provenance,
                    tableName: options.tableName)
            }
        }
    }
}

/// A sink that knows how large its file is.
protocol TableFileSink: TableSink, AnyObject {
    /// Bytes in the file so far.
    var byteCount: Int64 { get }
}
