import Foundation
import IsolationForest

/// A table in comma-separated text: one row a line, the names of the columns in the first line or not.
///
/// Nothing between two commas, `nan` in any case and `null` are missing values. Lines may end in CR LF; empty lines count
/// for nothing. A column's name may end in its unit: `magnitude [mag]`.
struct CSVTable: RowSource {
    let features: Int
    let columns: [FeatureDescription]?

    private let path: String
    private var reader: LineReader
    /// The first line, where it holds numbers and not names.
    private var pending: ArraySlice<UInt8>?

    private static let quotes = CharacterSet(charactersIn: "\" \t")

    init(_ file: FileHandle, path: String) throws {
        self.path = path
        reader = LineReader(file)
        guard let first = try reader.nextLine() else {
            throw CommandFailure("\(path): is empty; expected rows of numbers")
        }
        let fields = Self.fields(of: first)
        features = fields.count
        if fields.allSatisfy({ Self.number($0) != nil }) {
            columns = nil
            pending = first
        } else {
            columns = fields.map {
                Self.column(String(decoding: $0, as: UTF8.self).trimmingCharacters(in: Self.quotes))
            }
        }
    }

    mutating func read(rows: Int, into buffer: inout [Float]) throws -> Int {
        var count = 0
        while count < rows, let line = try pending ?? reader.nextLine() {
            pending = nil
            try append(line, to: &buffer)
            count += 1
        }
        return count
    }

    private func append(_ line: ArraySlice<UInt8>, to buffer: inout [Float]) throws {
        let place = "\(path), line \(reader.lineNumber)"
        let fields = Self.fields(of: line)
        guard fields.count == features else {
            throw CommandFailure("\(place): found \(fields.count) columns, expected \(features)")
        }
        for (column, field) in fields.enumerated() {
            guard let value = Self.number(field) else {
                let found = String(decoding: field, as: UTF8.self)
                throw CommandFailure(
                    "\(place), column \(column + 1): found \"\(found)\", expected a number, or nothing where it is missing"
                )
            }
            buffer.append(value)
        }
    }

    private static func column(_ text: String) -> FeatureDescription {
        guard let match = text.wholeMatch(of: /(.*\S)\s*\[([^\[\]]*)\]/) else { return FeatureDescription(name: text) }
        return FeatureDescription(
            name: String(match.1), unit: String(match.2).trimmingCharacters(in: .whitespaces))
    }

    private static func fields(of line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    }

    /// The number that a field holds, NaN where it is missing, nil where it is none.
    private static func number(_ field: ArraySlice<UInt8>) -> Float? {
        let text = String(decoding: field, as: UTF8.self)
        // Most fields are bare numbers; only others are worth a closer look.
        if let number = Float(text) { return number }
        switch text.trimmingCharacters(in: quotes).lowercased() {
        case "", "nan", "null": return .nan
        case let bare: return Float(bare)
        }
    }
}
