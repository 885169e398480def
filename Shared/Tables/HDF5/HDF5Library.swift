import CHDF5
import Synchronization

/// The HDF5 library, which one thread at a time may call: Debian's build has no locks of its own.
enum HDF5Library {
    private static let isBusy = Mutex(())

    /// Runs calls of the library.
    static func run<Result>(_ body: () throws -> Result) rethrows -> Result {
        try isBusy.withLock { _ in
            peryton_h5_silence()
            return try body()
        }
    }

    /// An error of the library, with what it says of it.
    static func error(_ file: String, _ doing: String, kind: TableError.Kind = .file) -> TableError {
        let problem = peryton_h5_problem().map { String(cString: $0) } ?? "no reason is given"
        return TableError(kind, file: file, "cannot \(doing); HDF5 says: \(problem)")
    }

    /// Throws where a call did not go well.
    static func check(_ code: herr_t, file: String, _ doing: String) throws {
        guard code >= 0 else { throw error(file, doing) }
    }

    /// A type for text: of so many bytes, or each of its own length.
    static func textType(width: Int?, file: String) throws -> HDF5Handle {
        let type = try HDF5Handle(H5Tcopy(peryton_h5_text()), file: file, "make a type", H5Tclose)
        try check(H5Tset_size(type.id, width ?? peryton_h5_variable()), file: file, "make a type")
        try check(H5Tset_cset(type.id, H5T_CSET_UTF8), file: file, "make a type")
        if width != nil { try check(H5Tset_strpad(type.id, H5T_STR_NULLPAD), file: file, "make a type") }
        return type
    }

    /// Booleans as h5py has them: an enumeration of FALSE and TRUE in a byte.
    static func booleanType(file: String) throws -> HDF5Handle {
        let type = try HDF5Handle(H5Tenum_create(peryton_h5_int8()), file: file, "make a type", H5Tclose)
        for (name, value) in [("FALSE", Int8(0)), ("TRUE", Int8(1))] {
            try check(withUnsafePointer(to: value) { H5Tenum_insert(type.id, name, $0) }, file: file, "make a type")
        }
        return type
    }

    /// A list of values.
    static func space(_ size: Int, maximum: hsize_t? = nil, file: String) throws -> HDF5Handle {
        var sizes = [hsize_t(size)]
        var limits = [maximum ?? hsize_t(size)]
        return try HDF5Handle(H5Screate_simple(1, &sizes, &limits), file: file, "make a space", H5Sclose)
    }
}

/// Something of HDF5's that is closed when it is let go of, which must happen inside `HDF5Library.run`.
final class HDF5Handle {
    let id: hid_t
    private let closing: (hid_t) -> herr_t

    /// Takes an identifier that a call gave back, or throws what the library says of it.
    init(_ id: hid_t, file: String, _ doing: String, _ closing: @escaping (hid_t) -> herr_t) throws {
        guard id >= 0 else { throw HDF5Library.error(file, doing) }
        self.id = id
        self.closing = closing
    }

    deinit { _ = closing(id) }
}
