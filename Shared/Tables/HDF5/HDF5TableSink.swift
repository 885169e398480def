import CHDF5
import Glibc

/// Writes an HDF5 file with the table as one compound dataset, which h5py, astropy and PyTables read as it is.
///
/// Booleans are h5py's enumeration, text is UTF-8 padded with zero bytes to the width of its column. Where a value is
/// null there is NaN, the smallest integer (255 for `uint8`), false or empty text; which are null for certain is told by
/// a dataset of booleans "<table>_nulls/<column>" for each column that has nulls. Provenance and the columns' units,
/// UCDs and descriptions are attributes of the dataset (`column_units` and so on, in the order of the columns). Rows
/// are compressed in chunks (shuffle and deflate).
final class HDF5TableSink: TableFileSink {
    private static let level: UInt32 = 3

    private struct Open {
        let file: HDF5Handle
        let dataset: HDF5Handle
        let rowType: HDF5Handle
        let booleanType: HDF5Handle
        var nullFlags: [Int: HDF5Handle] = [:]
    }

    private let path: String
    /// Where HDF5 writes: it must go to and fro in its file, so others than plain ones are copied at the end.
    private let workPath: String
    private let copyCompression: Compression?
    private let columns: [Column]
    private let tableName: String
    private var encoder: RowEncoder
    private var open: Open?
    /// Rows of one chunk, and whether their values are null, for columns that have nulls.
    private let chunkRows: Int
    private let buffer: UnsafeMutableRawPointer
    private var nulls: [Int: [UInt8]] = [:]
    private var filled = 0
    private var written = 0

    /// All text columns must have a width.
    init(
        path: String, columns: [Column], compression: Compression, provenance: Provenance, tableName: String
    ) throws {
        guard !columns.isEmpty else { throw TableError(.unsupported, file: path, "HDF5 has no table without columns") }
        self.path = path
        self.columns = columns
        self.tableName = tableName
        let isPlain = ByteOutput.isPlain(path)
        copyCompression = isPlain && compression == .none ? nil : compression
        workPath = isPlain ? path + ".part" : "/tmp/.peryton-\(getpid())-\(UInt64.random(in: 0...UInt64.max)).h5"
        var form = RowEncoder.Form()
        (form.isBigEndian, form.yes, form.no, form.unknown, form.hasNullValues) = (false, 1, 0, 0, false)
        encoder = RowEncoder(columns: columns, form: form, file: path)
        chunkRows = max(1, min(1 << 16, (1 << 18) / encoder.fixedWidth))
        buffer = .allocate(byteCount: chunkRows * encoder.fixedWidth, alignment: 16)
        try HDF5Library.run { open = try make(provenance) }
    }

    deinit {
        buffer.deallocate()
        if open != nil {
            HDF5Library.run { open = nil }
            unlink(workPath)
        }
    }

    private func make(_ provenance: Provenance) throws -> Open {
        let file = try HDF5Handle(
            H5Fcreate(workPath, peryton_h5_truncate(), peryton_h5_default(), peryton_h5_default()), file: path, "write",
            H5Fclose)
        let boolean = try HDF5Library.booleanType(file: path)
        let rowType = try makeRowType(boolean)
        let dataset = try makeDataset(in: file, tableName, rowType)
        var entries = provenance.entries
        if !provenance.description.isEmpty { entries.append(("description", provenance.description)) }
        for (name, value) in entries { try HDF5Attributes.write(name, [value], isList: false, to: dataset, file: path) }
        for (name, values) in [
            ("column_types", columns.map(\.type.rawValue)), ("column_units", columns.map(\.unit)),
            ("column_ucds", columns.map(\.ucd)), ("column_xtypes", columns.map(\.extendedType)),
            ("column_descriptions", columns.map(\.description)),
            ("column_null_values", columns.map { $0.type.isInteger ? String($0.type.nullValue) : "" }),
        ] {
            try HDF5Attributes.write(name, values, isList: true, to: dataset, file: path)
        }
        return Open(file: file, dataset: dataset, rowType: rowType, booleanType: boolean)
    }

    private func makeRowType(_ boolean: HDF5Handle) throws -> HDF5Handle {
        let rowType = try HDF5Handle(
            H5Tcreate(H5T_COMPOUND, encoder.fixedWidth), file: path, "make a type", H5Tclose)
        var offset = 0
        for column in columns {
            func insert(_ type: hid_t, _ width: Int) throws {
                try HDF5Library.check(
                    H5Tinsert(rowType.id, column.name, offset, type), file: path, "make column \(column.name)")
                offset += width
            }
            switch column.type {
            case .boolean: try insert(boolean.id, 1)
            case .uint8: try insert(peryton_h5_uint8(), 1)
            case .int16: try insert(peryton_h5_int16(), 2)
            case .int32: try insert(peryton_h5_int32(), 4)
            case .int64: try insert(peryton_h5_int64(), 8)
            case .float32: try insert(peryton_h5_float32(), 4)
            case .float64: try insert(peryton_h5_float64(), 8)
            case .text:
                let width = max(1, column.textWidth ?? 1)
                let type = try HDF5Library.textType(width: width, file: path)
                try insert(type.id, width)
            }
        }
        return rowType
    }

    private func makeDataset(in place: HDF5Handle, _ name: String, _ type: HDF5Handle) throws -> HDF5Handle {
        let space = try HDF5Library.space(0, maximum: peryton_h5_unlimited(), file: path)
        let list = try HDF5Handle(H5Pcreate(peryton_h5_dataset_create()), file: path, "make a list", H5Pclose)
        var chunk = [hsize_t(chunkRows)]
        try HDF5Library.check(H5Pset_chunk(list.id, 1, &chunk), file: path, "set chunks")
        try HDF5Library.check(H5Pset_shuffle(list.id), file: path, "set the shuffle filter")
        try HDF5Library.check(H5Pset_deflate(list.id, Self.level), file: path, "set compression")
        return try HDF5Handle(
            H5Dcreate2(place.id, name, type.id, space.id, peryton_h5_default(), list.id, peryton_h5_default()),
            file: path, "make the dataset \(name)", H5Dclose)
    }

    /// Compressed bytes so far, with those of rows that wait for their chunk to fill as they are.
    var byteCount: Int64 {
        let stored = HDF5Library.run { open.map { Int64(clamping: H5Dget_storage_size($0.dataset.id)) } ?? 0 }
        return stored + Int64(filled * encoder.fixedWidth)
    }

    func write(_ batch: ColumnBatch) throws {
        try batch.check(against: columns, file: path)
        try batch.withColumnPointers { pointers in
            var start = 0
            while start < batch.rowCount {
                let rows = start..<min(batch.rowCount, start + chunkRows - filled)
                _ = encoder.layOut(pointers, rows: rows)
                try encoder.encode(pointers, rows: rows, to: buffer + filled * encoder.fixedWidth)
                for index in pointers.indices where pointers[index].hasNulls {
                    for row in rows where pointers[index].isNull(row) {
                        nulls[index, default: [UInt8](repeating: 0, count: chunkRows)][filled + row - start] = 1
                    }
                }
                filled += rows.count
                start = rows.upperBound
                if filled == chunkRows { try HDF5Library.run(writeChunk) }
            }
        }
    }

    private func writeChunk() throws {
        guard filled > 0, var open else { return }
        try append(to: open.dataset, open.rowType, buffer)
        for (index, flags) in nulls {
            let dataset = try open.nullFlags[index] ?? makeNullFlags(index, open)
            open.nullFlags[index] = dataset
            try flags.withUnsafeBytes { bytes in
                guard let base = bytes.baseAddress else { return }
                try append(to: dataset, open.booleanType, base)
            }
        }
        self.open = open
        nulls.removeAll(keepingCapacity: true)
        written += filled
        filled = 0
    }

    private func makeNullFlags(_ column: Int, _ open: Open) throws -> HDF5Handle {
        let name = "\(tableName)_nulls"
        let group = try HDF5Handle(
            H5Lexists(open.file.id, name, peryton_h5_default()) > 0
                ? H5Gopen2(open.file.id, name, peryton_h5_default())
                : H5Gcreate2(open.file.id, name, peryton_h5_default(), peryton_h5_default(), peryton_h5_default()),
            file: path, "make the group \(name)", H5Gclose)
        // A slash in a name would be a group.
        return try makeDataset(in: group, columns[column].name.replacing("/", with: "_"), open.booleanType)
    }

    private func append(to dataset: HDF5Handle, _ type: HDF5Handle, _ rows: UnsafeRawPointer) throws {
        var size = [hsize_t(written + filled)]
        try HDF5Library.check(H5Dset_extent(dataset.id, &size), file: path, "write")
        let space = try HDF5Handle(H5Dget_space(dataset.id), file: path, "write", H5Sclose)
        var (start, count) = ([hsize_t(written)], [hsize_t(filled)])
        try HDF5Library.check(
            H5Sselect_hyperslab(space.id, H5S_SELECT_SET, &start, nil, &count, nil), file: path, "write")
        let memory = try HDF5Library.space(filled, file: path)
        try HDF5Library.check(
            H5Dwrite(dataset.id, type.id, memory.id, space.id, peryton_h5_default(), rows), file: path, "write")
    }

    func markTruncated() throws {
        try HDF5Library.run {
            guard let open else { return }
            try HDF5Attributes.write("truncated", ["true"], isList: false, to: open.dataset, file: path)
        }
    }

    func finish() throws {
        guard open != nil else { return }
        try HDF5Library.run {
            try writeChunk()
            var size = [hsize_t(written)]
            for dataset in open?.nullFlags.values.map({ $0 }) ?? [] {
                try HDF5Library.check(H5Dset_extent(dataset.id, &size), file: path, "write")
            }
            if let open { try HDF5Library.check(H5Fflush(open.file.id, H5F_SCOPE_GLOBAL), file: path, "write") }
            open = nil
        }
        guard let copyCompression else {
            guard rename(workPath, path) == 0 else {
                throw TableError.system("rename \(workPath)", file: path, code: errno)
            }
            return
        }
        defer { unlink(workPath) }
        let input = try ByteInput(path: workPath)
        let output = try ByteOutput(path: path, compression: copyCompression, part: path + ".copy")
        while try input.fill(atLeast: 1) {
            try output.write(input.available)
            input.consume(input.available.count)
        }
        try output.finish()
    }
}
