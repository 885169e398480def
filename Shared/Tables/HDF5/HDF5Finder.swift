import CHDF5

/// Finds the table in an HDF5 file: a compound dataset, or a group of datasets that are equally long.
struct HDF5Finder {
    /// Datasets that make a table together: one of compound type, or one for each column.
    struct Found {
        let path: String
        let datasets: [(name: String, dataset: HDF5Handle)]
        let isCompound: Bool
    }

    private static let maximumDepth = 8
    let file: HDF5Handle
    let filePath: String
    private(set) var tables: [Found] = []
    private var visited = 0

    init(file: HDF5Handle, filePath: String) {
        self.file = file
        self.filePath = filePath
    }

    /// The wanted table by its path or its number from 1, else the first; compound ones come before groups.
    mutating func find(_ wanted: String?) throws -> Found {
        try visit("/", depth: 0)
        let ordered = tables.filter(\.isCompound) + tables.filter { !$0.isCompound }
        guard let wanted else {
            guard let first = ordered.first else {
                throw TableError(
                    .malformed, file: filePath,
                    "has no table: neither a list of compound type nor a group of equally long lists")
            }
            return first
        }
        let plain = wanted.hasPrefix("/") ? wanted : "/" + wanted
        let number = Int(wanted)
        guard let found = ordered.enumerated().first(where: { $1.path == plain || $0 + 1 == number }) else {
            throw TableError(
                .malformed, file: filePath,
                "has no table \(wanted); there are \(ordered.map(\.path).joined(separator: ", "))")
        }
        return found.element
    }

    private mutating func visit(_ path: String, depth: Int) throws {
        guard depth < Self.maximumDepth else { return }
        let group = try HDF5Handle(
            H5Gopen2(file.id, path, peryton_h5_default()), file: filePath, "open the group \(path)", H5Gclose)
        var info = H5G_info_t()
        guard H5Gget_info(group.id, &info) >= 0 else { return }
        var lists: [(name: String, dataset: HDF5Handle)] = []
        var length: Int?
        var areEqual = true
        for index in 0..<min(info.nlinks, 10_000) {
            visited += 1
            guard visited < 100_000 else { return }
            let name = HDF5Names.text { room, size in
                H5Lget_name_by_idx(group.id, ".", H5_INDEX_NAME, H5_ITER_INC, index, room, size, peryton_h5_default())
            }
            guard let name,
                let object = try? HDF5Handle(
                    H5Oopen(group.id, name, peryton_h5_default()), file: filePath, "open \(name)", H5Oclose)
            else { continue }
            let full = path == "/" ? "/\(name)" : "\(path)/\(name)"
            switch H5Iget_type(object.id) {
            case H5I_GROUP:
                // Which values are null stands there, not another table.
                if !name.hasSuffix("_nulls") { try visit(full, depth: depth + 1) }
            case H5I_DATASET:
                guard let shape = try shape(of: object) else { continue }
                if shape.isCompound {
                    if shape.rank == 1 {
                        tables.append(Found(path: full, datasets: [(name, object)], isCompound: true))
                    }
                } else {
                    areEqual = areEqual && (length ?? shape.count) == shape.count
                    length = shape.count
                    lists.append((name, object))
                }
            default: break
            }
        }
        if !lists.isEmpty && areEqual { tables.append(Found(path: path, datasets: lists, isCompound: false)) }
    }

    private func shape(of dataset: HDF5Handle) throws -> (count: Int, rank: Int, isCompound: Bool)? {
        let type = try HDF5Handle(H5Dget_type(dataset.id), file: filePath, "read a type", H5Tclose)
        guard let (count, _, rank) = try Self.size(of: dataset, file: filePath) else { return nil }
        return (count, rank, H5Tget_class(type.id) == H5T_COMPOUND)
    }

    /// Rows and elements of a row, of one or two dimensions.
    static func size(of dataset: HDF5Handle, file: String) throws -> (rows: Int, elements: Int, rank: Int)? {
        let space = try HDF5Handle(H5Dget_space(dataset.id), file: file, "read a space", H5Sclose)
        let rank = Int(H5Sget_simple_extent_ndims(space.id))
        guard rank == 1 || rank == 2 else { return nil }
        var sizes = [hsize_t](repeating: 0, count: rank)
        guard H5Sget_simple_extent_dims(space.id, &sizes, nil) >= 0 else { return nil }
        return (Int(clamping: sizes[0]), rank == 1 ? 1 : Int(clamping: sizes[1]), rank)
    }
}
