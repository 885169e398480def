import CHDF5

/// A dataset whose rows hold one or more columns.
struct HDF5Part {
    let dataset: HDF5Handle
    let members: [HDF5Member]
    let rows: Int
    /// Type of a row in memory, or of one element where each row has several in a second dimension.
    private let memoryType: HDF5Handle
    private let elements: Int
    private let rank: Int
    private let file: String
    let rowWidth: Int

    /// A dataset of compound type.
    init(compound dataset: HDF5Handle, file: String) throws {
        let type = try HDF5Handle(H5Dget_type(dataset.id), file: file, "read a type", H5Tclose)
        guard let size = try HDF5Finder.size(of: dataset, file: file), size.rank == 1 else {
            throw TableError(.malformed, file: file, "the table is not a list")
        }
        let count = Int(H5Tget_nmembers(type.id))
        guard (1...10_000).contains(count) else {
            throw TableError(.malformed, file: file, "a row of \(count) columns")
        }
        var members: [HDF5Member] = []
        var offset = 0
        for index in 0..<count {
            guard let text = H5Tget_member_name(type.id, UInt32(index)) else {
                throw HDF5Library.error(file, "read the name of column \(index + 1)")
            }
            let name = String(cString: text)
            H5free_memory(text)
            let fileType = try HDF5Handle(
                H5Tget_member_type(type.id, UInt32(index)), file: file, "read a type", H5Tclose)
            var member = try HDF5Member(name, fileType: fileType, file: file)
            member.offset = offset
            offset += member.width
            members.append(member)
        }
        let rowType = try HDF5Handle(H5Tcreate(H5T_COMPOUND, offset), file: file, "make a type", H5Tclose)
        for member in members {
            var sizes = [hsize_t(member.count)]
            let fileType = try HDF5Handle(
                H5Tget_member_type(type.id, UInt32(H5Tget_member_index(type.id, member.name))), file: file,
                "read a type",
                H5Tclose)
            let isArray = H5Tget_class(fileType.id) == H5T_ARRAY
            let inserted: herr_t
            if isArray {
                // The dimensions must be those of the file.
                let rank = H5Tget_array_ndims(fileType.id)
                sizes = [hsize_t](repeating: 0, count: Int(rank))
                H5Tget_array_dims2(fileType.id, &sizes)
                let array = try HDF5Handle(
                    H5Tarray_create2(member.memoryType.id, UInt32(rank), &sizes), file: file, "make a type", H5Tclose)
                inserted = H5Tinsert(rowType.id, member.name, member.offset, array.id)
            } else {
                inserted = H5Tinsert(rowType.id, member.name, member.offset, member.memoryType.id)
            }
            try HDF5Library.check(inserted, file: file, "read column \(member.name)")
        }
        self.dataset = dataset
        self.members = members
        self.file = file
        rows = size.rows
        (elements, rank) = (1, 1)
        memoryType = rowType
        rowWidth = offset
    }

    /// A dataset that is one column, or several in a second dimension.
    init(column dataset: HDF5Handle, name: String, file: String) throws {
        let type = try HDF5Handle(H5Dget_type(dataset.id), file: file, "read a type", H5Tclose)
        guard let size = try HDF5Finder.size(of: dataset, file: file) else {
            throw TableError(.malformed, file: file, place: "column \(name)", "is not a list")
        }
        let isArray = H5Tget_class(type.id) == H5T_ARRAY
        guard !isArray else {
            throw TableError(.unsupported, file: file, place: "column \(name)", "is a list of arrays")
        }
        let member = try HDF5Member(name, fileType: type, extra: size.elements, file: file)
        self.dataset = dataset
        self.file = file
        members = [member]
        rows = size.rows
        (elements, rank) = (size.elements, size.rank)
        memoryType = member.memoryType
        rowWidth = member.width
    }

    /// Reads rows into stores, from the first of each on.
    func read(_ range: Range<Int>, into stores: ArraySlice<ColumnStore>) throws {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, range.count * rowWidth), alignment: 16)
        defer { memory.deallocate() }
        memory.initializeMemory(as: UInt8.self, repeating: 0)
        guard let base = memory.baseAddress else { return }
        let space = try HDF5Handle(H5Dget_space(dataset.id), file: file, "read", H5Sclose)
        var start = [hsize_t(range.lowerBound), 0]
        var count = [hsize_t(range.count), hsize_t(elements)]
        try HDF5Library.check(
            H5Sselect_hyperslab(space.id, H5S_SELECT_SET, &start, nil, &count, nil), file: file, "read")
        let target = try HDF5Library.space(range.count * elements, file: file)
        guard H5Dread(dataset.id, memoryType.id, target.id, space.id, peryton_h5_default(), base) >= 0 else {
            throw HDF5Library.error(file, "read rows \(range.lowerBound + 1) to \(range.upperBound)", kind: .malformed)
        }
        defer {
            let hasTexts = members.contains { if case .variableText = $0.element { true } else { false } }
            if hasTexts { H5Dvlen_reclaim(memoryType.id, target.id, peryton_h5_default(), base) }
        }
        var column = stores.startIndex
        for member in members {
            for index in 0..<member.count {
                let from = UnsafeRawPointer(base) + member.offset + index * member.elementWidth
                try take(from, range.count, member, stores[column])
                column += 1
            }
        }
    }

    private func take(_ base: UnsafeRawPointer, _ count: Int, _ member: HDF5Member, _ store: ColumnStore) throws {
        func each<Value>(_ type: Value.Type, _ body: (Int, Value) throws -> Void) rethrows {
            for row in 0..<count { try body(row, (base + row * rowWidth).loadUnaligned(as: type)) }
        }
        switch member.element {
        case .boolean: each(UInt8.self) { store.set($0, $1 != 0) }
        case .int8: each(Int8.self) { store.set($0, Int16($1)) }
        case .uint8: each(UInt8.self) { store.set($0, $1) }
        case .int16: each(Int16.self) { store.set($0, $1) }
        case .uint16: each(UInt16.self) { store.set($0, Int32($1)) }
        case .int32: each(Int32.self) { store.set($0, $1) }
        case .uint32: each(UInt32.self) { store.set($0, Int64($1)) }
        case .int64: each(Int64.self) { store.set($0, $1) }
        case .uint64:
            try each(UInt64.self) { row, value in
                guard let signed = Int64(exactly: value) else {
                    throw TableError(
                        .value, file: file, place: "column \(member.name)",
                        "the unsigned value \(value) does not fit into 64 bits with a sign")
                }
                store.set(row, signed)
            }
        case .float32: each(Float.self) { store.set($0, $1) }
        case .float64: each(Double.self) { store.set($0, $1) }
        case .text(let width):
            for row in 0..<count {
                let bytes = UnsafeRawBufferPointer(start: base + row * rowWidth, count: width)
                let end = bytes.firstIndex(of: 0) ?? width
                store.append(UnsafeRawBufferPointer(rebasing: bytes[..<end]))
            }
        case .variableText:
            each(UnsafePointer<CChar>?.self) { _, text in
                store.append(
                    text.map { UnsafeRawBufferPointer(start: $0, count: String(cString: $0).utf8.count) }
                        ?? UnsafeRawBufferPointer(start: nil, count: 0))
            }
        }
    }
}
