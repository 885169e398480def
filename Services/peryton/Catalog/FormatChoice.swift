import ArgumentParser
import Tables

/// How a command prints its rows.
enum FormatChoice {
    /// Aligned columns for people.
    static let table = "table"

    /// Names for help and errors.
    static let names = "csv, tab, fits, votable, votable-binary, votable-binary2, hdf5, jsonl"

    /// A file's format: as it is asked for, else as its name says, else CSV.
    static func format(named name: String?, path: String?) throws -> TableFormat {
        if let name {
            guard let format = TableFormat(name: name) else {
                throw ValidationError("format \(name): expected one of \(names)")
            }
            return format
        }
        guard let path else { return .csv }
        guard let format = TableFormat(fileName: path) else {
            throw ValidationError("\(path): its name says no format; add --format with one of \(names)")
        }
        return format
    }
}
