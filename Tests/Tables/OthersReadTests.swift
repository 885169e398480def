import Foundation
import TestSupport
import Testing

@testable import Tables

/// What others make of the tables that we write.
@Suite("Tables that others read")
struct OthersReadTests {
    private struct Found: Decodable {
        let names: [String]
        let types: [String]
        let rows: [[String]]
        let units: [String]?
    }

    private static let script = "\(Python.packageRoot)/Tests/Tables/read_back.py"

    private static let cases: [(String, [(TableFormat, Compression)])] = [
        (
            "astropy",
            [
                (.fits, .none), (.fits, .gzip), (.fits, .bzip2), (.votable, .none), (.votableBinary, .none),
                (.votableBinary2, .none), (.votable, .gzip), (.hdf5, .none),
            ]
        ),
        ("h5py", [(.hdf5, .none)]),
        ("pandas", [(.csv, .none), (.tab, .none), (.csv, .gzip), (.csv, .bzip2), (.jsonLines, .none)]),
    ]

    @Test("astropy, pandas and h5py read types, values and nulls as they were written", arguments: cases)
    func python(tool: String, files: [(TableFormat, Compression)]) async throws {
        guard let python = Python.executable(importing: tool) else {
            print("skipped: \(tool) is not there")
            return
        }
        try await withTemporaryFolder { folder in
            var arguments = [Self.script, tool]
            for (index, (format, compression)) in files.enumerated() {
                let path = "\(folder)/t\(index).\(format.fileExtension)\(compression.fileExtension)"
                try write(format, path)
                arguments += [format.rawValue, path]
            }
            let lines = try Python.run(python, arguments).split(separator: "\n")
            #expect(lines.count == files.count)
            for (line, (format, compression)) in zip(lines, files) {
                let found = try JSONDecoder().decode(Found.self, from: Data(line.utf8))
                #expect(found.names == SampleTable.columns.map(\.name))
                #expect(found.types == SampleTable.columns.map(\.type.rawValue))
                if let units = found.units, format != .hdf5 { #expect(units == SampleTable.columns.map(\.unit)) }
                var expected = Self.expected()
                // What astropy does not look at: the third state of a FITS logical, and what we say beside an HDF5 table.
                if tool == "astropy" && (format == .fits || format == .hdf5) { expected[8][0] = "false" }
                if tool == "astropy" && format == .hdf5 {
                    expected[8][1...4] = ["255", "-32768", "-2147483648", "-9223372036854775808"]
                }
                #expect(found.rows == expected, "\(format) \(compression)")
            }
        }
    }

    @Test(
        "stilts reads types, values and nulls as they were written",
        arguments: [TableFormat.fits, .votable, .votableBinary, .votableBinary2, .csv])
    func stilts(format: TableFormat) async throws {
        guard (try? Python.run("stilts", ["-version"])) != nil else {
            print("skipped: stilts is not there")
            return
        }
        try await withTemporaryFolder { folder in
            let path = "\(folder)/t.\(format.fileExtension)"
            try write(format, path)
            // It writes what it has read as a VOTable, which tells types.
            let back = "\(folder)/back.vot"
            let name = format == .csv ? "csv" : format == .fits ? "fits" : "votable"
            try Python.run(
                "stilts", ["tpipe", "in=\(path)", "ifmt=\(name)", "out=\(back)", "ofmt=votable-binary2-inline"])
            let (columns, rows) = try SampleTable.readAll(back)
            #expect(columns.map(\.name) == SampleTable.columns.map(\.name))
            if format != .csv { #expect(columns.map(\.type) == SampleTable.columns.map(\.type)) }
            let expected = Self.expected()
            for (row, values) in rows.enumerated() {
                for (column, value) in values.enumerated() {
                    let type = SampleTable.columns[column].type
                    let plain =
                        value == "''"
                        ? "null" : value == "null" && (type == .float32 || type == .float64) ? "nan" : value
                    // FITS has ASCII only, which stilts takes to the letter.
                    if format == .fits && row == 0 && column == 8 { continue }
                    if format == .csv && type == .float32 { continue }
                    #expect(plain == expected[row][column], "row \(row), \(SampleTable.columns[column].name)")
                }
            }
        }
    }

    private func write(_ format: TableFormat, _ path: String) throws {
        var sink = try TableWriter.make(
            format, to: path, columns: SampleTable.columns, provenance: SampleTable.provenance)
        try sink.write(SampleTable.batch)
        try sink.finish()
    }

    /// Values where floats are null as NaN is, and text as empty text is.
    private static func expected() -> [[String]] {
        (0..<9).map { row in
            SampleTable.batch.columns.map { column in
                let words = column.words(row)
                if words == "''" { return "null" }
                return words == "null" && (column.type == .float32 || column.type == .float64) ? "nan" : words
            }
        }
    }
}
