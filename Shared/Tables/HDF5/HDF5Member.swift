import CHDF5

/// One column as an HDF5 file has it: what it is in memory, and the columns it becomes.
struct HDF5Member {
    /// What one element is in memory.
    enum Element {
        case boolean
        case int8
        case uint8
        case int16
        case uint16
        case int32
        case uint32
        case int64
        case uint64
        case float32
        case float64
        /// Of so many bytes.
        case text(Int)
        case variableText
    }

    let name: String
    let element: Element
    let count: Int
    /// Type in memory, of one element.
    let memoryType: HDF5Handle
    /// Where in a row in memory.
    var offset = 0

    /// Bytes of one element in memory.
    var elementWidth: Int {
        switch element {
        case .boolean, .int8, .uint8: 1
        case .int16, .uint16: 2
        case .int32, .uint32, .float32: 4
        case .int64, .uint64, .float64: 8
        case .text(let width): width
        case .variableText: MemoryLayout<UnsafePointer<CChar>?>.size
        }
    }

    /// Bytes in a row in memory.
    var width: Int { count * elementWidth }

    /// The type of its columns; unsigned numbers take the next wider one.
    var columnType: ColumnType {
        switch element {
        case .boolean: .boolean
        case .uint8: .uint8
        case .int8, .int16: .int16
        case .uint16, .int32: .int32
        case .uint32, .int64, .uint64: .int64
        case .float32: .float32
        case .float64: .float64
        case .text, .variableText: .text
        }
    }

    /// The columns.
    var columns: [Column] {
        (1...count).map { index in
            let width: Int? = if case .text(let width) = element { width } else { nil }
            return Column(count == 1 ? name : "\(name)_\(index)", columnType, textWidth: width)
        }
    }

    /// A member of a type in a file, with `extra` elements from a second dimension.
    init(_ name: String, fileType: HDF5Handle, extra: Int = 1, file: String) throws {
        self.name = name
        let place = "column \(name)"
        var type = fileType
        var count = extra
        if H5Tget_class(type.id) == H5T_ARRAY {
            let rank = Int(H5Tget_array_ndims(type.id))
            var sizes = [hsize_t](repeating: 0, count: max(1, rank))
            guard rank > 0, rank <= 32, H5Tget_array_dims2(type.id, &sizes) >= 0 else {
                throw TableError(.malformed, file: file, place: place, "an array of \(rank) dimensions")
            }
            for size in sizes { count = count.multipliedReportingOverflow(by: Int(clamping: size)).partialValue }
            type = try HDF5Handle(H5Tget_super(type.id), file: file, "read a type", H5Tclose)
        }
        guard (1...FITSField.maximumElements).contains(count) else {
            throw TableError(
                .unsupported, file: file, place: place,
                "has arrays of \(count) elements; 1 to \(FITSField.maximumElements) become columns of their own")
        }
        self.count = count
        (element, memoryType) = try Self.element(type, place: place, file: file)
    }

    private static func element(_ type: HDF5Handle, place: String, file: String) throws -> (Element, HDF5Handle) {
        let size = H5Tget_size(type.id)
        func copy(_ id: hid_t) throws -> HDF5Handle { try HDF5Handle(H5Tcopy(id), file: file, "read a type", H5Tclose) }
        switch H5Tget_class(type.id) {
        case H5T_INTEGER:
            let isSigned = H5Tget_sign(type.id) != H5T_SGN_NONE
            let native = try HDF5Handle(
                H5Tget_native_type(type.id, H5T_DIR_DEFAULT), file: file, "read a type", H5Tclose)
            switch H5Tget_size(native.id) {
            case 1: return (isSigned ? .int8 : .uint8, native)
            case 2: return (isSigned ? .int16 : .uint16, native)
            case 4: return (isSigned ? .int32 : .uint32, native)
            case 8: return (isSigned ? .int64 : .uint64, native)
            default: break
            }
        case H5T_FLOAT:
            return size <= 4 ? (.float32, try copy(peryton_h5_float32())) : (.float64, try copy(peryton_h5_float64()))
        case H5T_ENUM:
            if size == 1, H5Tget_nmembers(type.id) == 2 { return (.boolean, try copy(type.id)) }
            let native = try HDF5Handle(
                H5Tget_native_type(type.id, H5T_DIR_DEFAULT), file: file, "read a type", H5Tclose)
            switch H5Tget_size(native.id) {
            case 1: return (.int8, native)
            case 2: return (.int16, native)
            case 4: return (.int32, native)
            case 8: return (.int64, native)
            default: break
            }
        case H5T_BITFIELD where size == 1: return (.boolean, try copy(type.id))
        case H5T_STRING:
            if H5Tis_variable_str(type.id) > 0 { return (.variableText, try copy(type.id)) }
            guard size > 0, size <= 1 << 20 else { break }
            return (.text(size), try copy(type.id))
        default: break
        }
        throw TableError(
            .unsupported, file: file, place: place,
            "has a type that is not read; numbers, booleans, texts and arrays of them are")
    }
}
