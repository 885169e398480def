import Foundation
import IsolationForest

/// A table of numbers that is read a few rows at a time, so that its length does not matter.
protocol RowSource {
    /// Numbers in a row.
    var features: Int { get }
    /// Names and units of the columns; nil where the file has none.
    var columns: [FeatureDescription]? { get }
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

    /// A table whose columns are the features of a forest, as far as it names them.
    ///
    /// - Throws: `CommandFailure` that says which columns were expected.
    static func open(_ path: String, for forest: Forest) throws -> any RowSource {
        let table = try open(path)
        guard table.features == forest.features.count else {
            throw CommandFailure(
                "\(path): has \(table.features) columns; expected \(forest.features.count), as the forest was grown on")
        }
        if let columns = table.columns, !forest.features.areOnlyNumbered {
            try check(columns, of: path, against: forest.features)
        }
        return table
    }

    /// Checks that columns are what they should be: their names, and units where both are known.
    static func check(
        _ columns: [FeatureDescription], of path: String, against expected: [FeatureDescription]
    ) throws {
        let (names, expectedNames) = (columns.map(\.name), expected.map(\.name))
        guard names == expectedNames else {
            throw CommandFailure(
                "\(path): its columns are \(names.joined(separator: ", ")); expected "
                    + expectedNames.joined(separator: ", "))
        }
        for (column, feature) in zip(columns, expected) {
            guard column.unit.isEmpty || feature.unit.isEmpty || column.unit == feature.unit else {
                throw CommandFailure(
                    "\(path): column \(column.name) is in \(column.unit); expected \(feature.unit)")
            }
        }
    }

    /// All rows of a table.
    static func readAll(
        _ path: String
    ) throws -> (features: Int, columns: [FeatureDescription]?, values: [Float]) {
        var table = try open(path)
        var values: [Float] = []
        while try table.read(rows: 65_536, into: &values) > 0 {}
        return (table.features, table.columns, values)
    }
}

extension [FeatureDescription] {
    /// Names for the columns of a table that has none.
    static func numbered(_ count: Int) -> [FeatureDescription] {
        (1...Swift.max(1, count)).map { FeatureDescription(name: "column \($0)") }
    }

    /// Whether these are such names, which say nothing.
    var areOnlyNumbered: Bool { self == .numbered(count) }
}
