import CHDF5
import Glibc

/// Texts as attributes of HDF5 datasets.
enum HDF5Attributes {
    /// Writes one text, or a list of them.
    static func write(_ name: String, _ values: [String], isList: Bool, to dataset: HDF5Handle, file: String) throws {
        guard H5Aexists(dataset.id, name) == 0 else { return }
        let type = try HDF5Library.textType(width: nil, file: file)
        let space =
            isList
            ? try HDF5Library.space(values.count, file: file)
            : try HDF5Handle(H5Screate(H5S_SCALAR), file: file, "make a space", H5Sclose)
        let attribute = try HDF5Handle(
            H5Acreate2(dataset.id, name, type.id, space.id, peryton_h5_default(), peryton_h5_default()), file: file,
            "make the attribute \(name)", H5Aclose)
        let copies = values.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        try HDF5Library.check(
            copies.withUnsafeBytes { H5Awrite(attribute.id, type.id, $0.baseAddress) }, file: file,
            "write the attribute \(name)")
    }

    /// The texts of an attribute; nil where it is missing or no text.
    static func read(_ name: String, of object: HDF5Handle, file: String) throws -> [String]? {
        guard H5Aexists(object.id, name) > 0 else { return nil }
        let attribute = try HDF5Handle(
            H5Aopen(object.id, name, peryton_h5_default()), file: file, "read the attribute \(name)", H5Aclose)
        let type = try HDF5Handle(H5Aget_type(attribute.id), file: file, "read the attribute \(name)", H5Tclose)
        let space = try HDF5Handle(H5Aget_space(attribute.id), file: file, "read the attribute \(name)", H5Sclose)
        let count = Int(H5Sget_simple_extent_npoints(space.id))
        let size = H5Tget_size(type.id)
        guard H5Tget_class(type.id) == H5T_STRING, count >= 0, count <= 1 << 16, size <= 1 << 20,
            count * size <= 1 << 26
        else { return nil }
        if count == 0 { return [] }
        var bytes = [UInt8](repeating: 0, count: count * size)
        let code = bytes.withUnsafeMutableBytes { H5Aread(attribute.id, type.id, $0.baseAddress) }
        try HDF5Library.check(code, file: file, "read the attribute \(name)")
        guard H5Tis_variable_str(type.id) > 0 else {
            return stride(from: 0, to: bytes.count, by: size).map {
                String(decoding: bytes[$0..<$0 + size].prefix { $0 != 0 }, as: UTF8.self)
            }
        }
        return bytes.withUnsafeMutableBytes { bytes in
            let texts = bytes.bindMemory(to: UnsafeMutablePointer<CChar>?.self).map {
                $0.map { String(cString: $0) } ?? ""
            }
            H5Dvlen_reclaim(type.id, space.id, peryton_h5_default(), bytes.baseAddress)
            return texts
        }
    }

    /// Names of the attributes.
    static func names(of object: HDF5Handle) -> [String] {
        let count = H5Aget_num_attrs(object.id)
        guard count > 0 else { return [] }
        return (0..<min(count, 10_000)).compactMap { index in
            HDF5Names.text { room, size in
                H5Aget_name_by_idx(
                    object.id, ".", H5_INDEX_NAME, H5_ITER_INC, hsize_t(index), room, size, peryton_h5_default())
            }
        }
    }
}

/// Names that the library writes into memory of ours.
enum HDF5Names {
    /// A name by a call that is asked first for its length.
    static func text(_ call: (UnsafeMutablePointer<CChar>?, Int) -> Int) -> String? {
        let length = call(nil, 0)
        guard length >= 0, length <= 1 << 16 else { return nil }
        var room = [CChar](repeating: 0, count: length + 1)
        guard room.withUnsafeMutableBufferPointer({ call($0.baseAddress, $0.count) }) >= 0 else { return nil }
        return String(decoding: room.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
