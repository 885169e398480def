/// A format of table files.
public enum TableFormat: String, Sendable, CaseIterable {
    /// Comma-separated values, RFC 4180.
    case csv
    /// The same with tabs.
    case tab
    /// A FITS binary table.
    case fits
    /// VOTable, values as XML text.
    case votable = "votable-tabledata"
    /// VOTable, values in binary, nulls as declared values.
    case votableBinary = "votable-binary"
    /// VOTable, values in binary, nulls as flags.
    case votableBinary2 = "votable-binary2"
    /// HDF5, one compound dataset.
    case hdf5
    /// One JSON object a line.
    case jsonLines = "json-lines"

    /// The formats and the endings that mean them, for error messages.
    public static let known =
        "csv (.csv), tab (.tab .tsv), fits (.fits .fit), votable-tabledata, votable-binary, votable-binary2 (.vot .votable .xml), "
        + "hdf5 (.h5 .hdf5), json-lines (.jsonl .ndjson), each with .gz or .bz2 behind it"

    /// The usual ending of a file's name, without a dot.
    public var fileExtension: String {
        switch self {
        case .csv: "csv"
        case .tab: "tab"
        case .fits: "fits"
        case .votable, .votableBinary, .votableBinary2: "vot"
        case .hdf5: "h5"
        case .jsonLines: "jsonl"
        }
    }

    /// Media type, as TAP names it (DALI 1.1).
    public var mediaType: String {
        switch self {
        case .csv: "text/csv"
        case .tab: "text/tab-separated-values"
        case .fits: "application/fits"
        case .votable: "application/x-votable+xml;serialization=TABLEDATA"
        case .votableBinary: "application/x-votable+xml;serialization=BINARY"
        case .votableBinary2: "application/x-votable+xml;serialization=BINARY2"
        case .hdf5: "application/x-hdf5"
        case .jsonLines: "application/x-ndjson"
        }
    }

    /// A format by what people call it: its own name, an ending, or a short name; case is ignored.
    public init?(name: String) {
        let name = name.lowercased()
        if let format = TableFormat(rawValue: name) {
            self = format
            return
        }
        switch name {
        case "tsv", "text/tab-separated-values": self = .tab
        case "fit", "application/fits": self = .fits
        case "votable", "vot", "xml", "votable/td", "tabledata", "application/x-votable+xml": self = .votable
        case "binary", "votable/b", "votable/b1": self = .votableBinary
        case "binary2", "votable/b2": self = .votableBinary2
        case "h5", "hdf", "application/x-hdf5": self = .hdf5
        case "jsonl", "ndjson", "json", "jsonlines", "application/x-ndjson": self = .jsonLines
        case "text/csv": self = .csv
        default: return nil
        }
    }

    /// A format by the ending of a file's name, .gz and .bz2 aside; VOTable is TABLEDATA.
    public init?(fileName: String) {
        let name = Compression.removingExtension(fileName).lowercased()
        guard let dot = name.lastIndex(of: ".") else { return nil }
        switch name[name.index(after: dot)...] {
        case "csv": self = .csv
        case "tab", "tsv": self = .tab
        case "fits", "fit": self = .fits
        case "vot", "votable", "xml": self = .votable
        case "h5", "hdf5": self = .hdf5
        case "jsonl", "ndjson": self = .jsonLines
        default: return nil
        }
    }

    /// A format by a file's first bytes, uncompressed; nil for what may be CSV or anything else.
    ///
    /// Of VOTables only the XML is seen, not which of the three serializations it is.
    init?(firstBytes bytes: [UInt8]) {
        if bytes.starts(with: "SIMPLE  =".utf8) {
            self = .fits
        } else if bytes.starts(with: [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .hdf5
        } else {
            var text = bytes[...]
            if text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
            text = text.drop { $0 <= 0x20 }
            if text.starts(with: "<?xml".utf8) || text.starts(with: "<VOTABLE".utf8) || text.starts(with: "<!--".utf8) {
                self = .votable
            } else if text.first == UInt8(ascii: "{") {
                self = .jsonLines
            } else {
                return nil
            }
        }
    }
}

/// How a file is compressed as a whole.
public enum Compression: String, Sendable, CaseIterable {
    case none
    case gzip
    case bzip2

    /// By the ending of a file's name.
    public init(fileName: String) {
        let name = fileName.lowercased()
        self = name.hasSuffix(".gz") ? .gzip : name.hasSuffix(".bz2") ? .bzip2 : .none
    }

    /// By a file's first bytes.
    init(firstBytes bytes: [UInt8]) {
        self = bytes.starts(with: [0x1F, 0x8B]) ? .gzip : bytes.starts(with: "BZh".utf8) ? .bzip2 : .none
    }

    /// The ending of a file's name, with its dot; empty for none.
    public var fileExtension: String {
        switch self {
        case .none: ""
        case .gzip: ".gz"
        case .bzip2: ".bz2"
        }
    }

    /// A file's name without .gz or .bz2.
    static func removingExtension(_ fileName: String) -> String {
        String(fileName.dropLast(Compression(fileName: fileName).fileExtension.count))
    }
}
