import CHDF5

/// Reads a table of an HDF5 file: a compound dataset, as astropy, PyTables and we write it, or a group with a dataset for
/// each column.
///
/// Which values are null is known of tables that we wrote; in others NaN stays NaN and empty text stays empty text.
struct HDF5TableSource: TableFileSource {
    let format = TableFormat.hdf5
    let columns: [Column]
    let rowCount: Int64?
    let provenance: Provenance
    private let opened: HDF5OpenTable
    private var done = 0

    init(path: String, options: TableReader.Options) throws {
        opened = try HDF5OpenTable(path: path, table: options.table)
        columns = opened.columns
        rowCount = Int64(opened.rows)
        provenance = opened.provenance
    }

    mutating func next(maximumRows: Int) throws -> ColumnBatch? {
        let count = min(ColumnStore.rows(maximumRows, width: opened.rowWidth), opened.rows - done)
        guard count > 0 else { return nil }
        let batch = try opened.read(done..<done + count)
        done += count
        return batch
    }
}

/// The open file; a class, so that it is closed under the lock.
private final class HDF5OpenTable {
    let columns: [Column]
    let rows: Int
    let rowWidth: Int
    let provenance: Provenance
    private var file: HDF5Handle?
    private var parts: [HDF5Part]
    /// By column: which values are null.
    private var nullFlags: [Int: HDF5Part]

    init(path: String, table: String?) throws {
        let opened = try HDF5Library.run { try Self.open(path, table) }
        (columns, rows, rowWidth) = (opened.columns, opened.rows, opened.rowWidth)
        (file, parts, nullFlags) = (opened.file, opened.parts, opened.nullFlags)
        provenance = opened.provenance
    }

    deinit {
        HDF5Library.run {
            nullFlags = [:]
            parts = []
            file = nil
        }
    }

    private struct Opened {
        let file: HDF5Handle
        let parts: [HDF5Part]
        let columns: [Column]
        let rows: Int
        let rowWidth: Int
        let nullFlags: [Int: HDF5Part]
        let provenance: Provenance
    }

    private static func open(_ path: String, _ table: String?) throws -> Opened {
        let plain = try UncompressedFile(path: path)
        let file = try HDF5Handle(
            H5Fopen(plain.path, peryton_h5_read_only(), peryton_h5_default()), file: path, "read", H5Fclose)
        var finder = HDF5Finder(file: file, filePath: path)
        let found = try finder.find(table)
        let parts =
            found.isCompound
            ? [try HDF5Part(compound: found.datasets[0].dataset, file: path)]
            : try found.datasets.map { try HDF5Part(column: $0.dataset, name: $0.name, file: path) }
        let rows = parts.map(\.rows).min() ?? 0
        var columns = parts.flatMap { $0.members.flatMap(\.columns) }
        let names = ColumnNames.unique(columns.map(\.name))
        for index in columns.indices { columns[index].name = names[index] }
        var provenance = Provenance()
        if found.isCompound {
            let dataset = found.datasets[0].dataset
            try Self.describe(&columns, dataset, path)
            provenance = try Self.provenance(dataset, path)
        }
        var flags: [Int: HDF5Part] = [:]
        let group = "\(found.path)_nulls"
        if found.isCompound, H5Lexists(file.id, group, peryton_h5_default()) > 0 {
            for (index, column) in columns.enumerated() {
                let name = "\(group)/\(column.name.replacing("/", with: "_"))"
                guard H5Lexists(file.id, name, peryton_h5_default()) > 0 else { continue }
                let dataset = try HDF5Handle(
                    H5Dopen2(file.id, name, peryton_h5_default()), file: path, "open \(name)", H5Dclose)
                let part = try HDF5Part(column: dataset, name: column.name, file: path)
                guard part.rows >= rows, part.members[0].columnType == .boolean, part.members[0].count == 1 else {
                    throw TableError(.malformed, file: path, "\(name) does not tell for each row whether it is null")
                }
                flags[index] = part
            }
        }
        return Opened(
            file: file, parts: parts, columns: columns, rows: rows, rowWidth: parts.reduce(0) { $0 + $1.rowWidth },
            nullFlags: flags, provenance: provenance)
    }

    /// Units, UCDs and descriptions where we wrote them.
    private static func describe(_ columns: inout [Column], _ dataset: HDF5Handle, _ path: String) throws {
        func set(_ name: String, _ property: WritableKeyPath<Column, String>) throws {
            guard let values = try HDF5Attributes.read(name, of: dataset, file: path), values.count == columns.count
            else { return }
            for index in columns.indices { columns[index][keyPath: property] = values[index] }
        }
        try set("column_units", \.unit)
        try set("column_ucds", \.ucd)
        try set("column_xtypes", \.extendedType)
        try set("column_descriptions", \.description)
    }

    private static func provenance(_ dataset: HDF5Handle, _ path: String) throws -> Provenance {
        let ofPyTables: Set<String> = ["CLASS", "VERSION", "TITLE", "FLAVOR"]
        var entries: [(name: String, value: String)] = []
        // Attributes come in the order of their names; ours in the order that we write.
        let known = ["query", "time", "catalog", "catalog_version", "job", "software", "description"]
        let names = HDF5Attributes.names(of: dataset)
        for name in known.filter(names.contains) + names.filter({ !known.contains($0) })
        where !name.hasPrefix("column_") && !name.hasPrefix("FIELD_") && !ofPyTables.contains(name) {
            guard let values = try HDF5Attributes.read(name, of: dataset, file: path), values.count == 1 else {
                continue
            }
            entries.append((name, values[0]))
        }
        return Provenance(entries: entries)
    }

    func read(_ range: Range<Int>) throws -> ColumnBatch {
        let stores = columns.map { ColumnStore($0.type, capacity: range.count) }
        try HDF5Library.run {
            var start = 0
            for part in parts {
                let count = part.members.reduce(0) { $0 + $1.count }
                try part.read(range, into: stores[start..<start + count])
                start += count
            }
            for (index, part) in nullFlags {
                let flags = ColumnStore(.boolean, capacity: range.count)
                try part.read(range, into: [flags])
                let values = flags.pointer(to: Bool.self)
                for row in 0..<range.count where values[row] { stores[index].markNull(row) }
            }
        }
        var batch = ColumnBatch(columns: stores.map { $0.columnValues(range.count) }, rowCount: range.count)
        for index in nullFlags.keys { batch.columns[index].clearNulls() }
        return batch
    }
}
