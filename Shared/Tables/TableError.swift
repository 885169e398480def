import Glibc

/// Why a table could not be read or written.
public struct TableError: Error, Equatable, CustomStringConvertible {
    /// What went wrong, as a bounded label.
    public enum Kind: String, Sendable {
        /// The file cannot be opened, read or written.
        case file
        /// The file is not what its format demands.
        case malformed
        /// The file is right, but has something that we do not read or write.
        case unsupported
        /// A value does not fit its column.
        case value
    }

    /// What went wrong.
    public var kind: Kind
    /// The file.
    public var file: String
    /// Where in the file, for example "line 7, column mag_g"; empty for the whole of it.
    public var place: String
    /// What was found and what was expected.
    public var problem: String

    /// Makes an error.
    public init(_ kind: Kind, file: String, place: String = "", _ problem: String) {
        self.kind = kind
        self.file = file
        self.place = place
        self.problem = problem
    }

    /// One line for people.
    public var description: String { place.isEmpty ? "\(file): \(problem)" : "\(file), \(place): \(problem)" }

    /// A failed system call, with what the system says.
    static func system(_ doing: String, file: String, code: Int32) -> TableError {
        TableError(.file, file: file, "cannot \(doing): \(String(cString: strerror(code)))")
    }
}
