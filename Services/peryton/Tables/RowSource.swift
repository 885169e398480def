import Foundation

/// A table of numbers that is read a few rows at a time, so that its length does not matter.
protocol RowSource {
    /// Numbers in a row.
    var features: Int { get }
    /// Names of the columns; nil where the file has none.
    var names: [String]? { get }
    /// Appends up to so many rows to a buffer, row after row, NaN where missing; returns how many there were, 0 at the end.
    mutating func read(rows: Int, into buffer: inout [Float]) throws -> Int
}

/// Opens tables by the ends of their names.
enum Table {
    /// A table in a file: `.csv`, or NumPy's `.npy`.
    static func open(_ path: String) throws -> any RowSource {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw CommandFailure("\(path): no such file, or it may not be read; expected a table (.csv or .npy)")
        }
        if path.hasSuffix(".csv") { return try CSVTable(file, path: path) }
        if path.hasSuffix(".npy") { return try NumPyTable(file, path: path) }
        throw CommandFailure("\(path): expected a table whose name ends in .csv or .npy")
    }

    /// All rows of a table.
    static func readAll(_ path: String) throws -> (features: Int, names: [String]?, values: [Float]) {
        var table = try open(path)
        var values: [Float] = []
        while try table.read(rows: 65_536, into: &values) > 0 {}
        return (table.features, table.names, values)
    }
}
