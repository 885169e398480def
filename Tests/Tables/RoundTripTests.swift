import Foundation
import TestSupport
import Testing

@testable import Tables

@Suite("Tables written and read back")
struct RoundTripTests {
    private static let cases = TableFormat.allCases.flatMap { format in
        (format == .hdf5 ? [.none] : Compression.allCases).map { (format, $0) }
    }

    @Test("a table comes back with its types, values, nulls and provenance", arguments: cases)
    func roundTrip(format: TableFormat, compression: Compression) async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/t.\(format.fileExtension)\(compression.fileExtension)"
            var options = TableWriter.Options()
            options.textHasProvenance = true
            var sink = try TableWriter.make(
                format, to: path, columns: SampleTable.columns, provenance: SampleTable.provenance, options: options)
            try sink.write(SampleTable.batch.rows(0..<3))
            try sink.write(SampleTable.batch.rows(3..<9))
            try sink.finish()

            var source = try TableReader.open(path, options: readOptions(format))
            #expect(source.format == format)
            #expect(source.columns.map(\.name) == SampleTable.columns.map(\.name))
            #expect(source.columns.map(\.type) == SampleTable.columns.map(\.type))
            var rows: [[String]] = []
            while let batch = try source.next(maximumRows: 4) {
                #expect(batch.rowCount <= 4)
                for row in 0..<batch.rowCount { rows.append(batch.columns.map { $0.words(row) }) }
            }
            #expect(rows == Self.expected(format))
            #expect(source.provenance.entries.map(\.value) == Self.expectedProvenance(format))
            if format != .csv && format != .tab && format != .jsonLines {
                #expect(source.columns.map(\.unit) == SampleTable.columns.map(\.unit))
                #expect(source.columns.map(\.ucd) == SampleTable.columns.map(\.ucd))
                #expect(source.columns.map(\.description) == SampleTable.columns.map(\.description))
            }
        }
    }

    /// Text formats do not say types: those that cannot be seen from the values are told.
    private func readOptions(_ format: TableFormat) -> TableReader.Options {
        var options = TableReader.Options()
        if [.csv, .tab, .jsonLines].contains(format) {
            options.types = ["small": .uint8, "mag_g": .float32, "note": .text]
        }
        return options
    }

    private static func expected(_ format: TableFormat) -> [[String]] {
        let columns = SampleTable.batch.columns
        return (0..<9).map { row in
            columns.map { column in
                let words = column.words(row)
                return switch format {
                // A NaN and a null are the same there, and so are empty text and null.
                case .fits, .votableBinary:
                    words == "nan"
                        ? "nan" : words == "''" ? "null" : words == "null" && column.type.isFloat ? "nan" : words
                case .votable: words == "''" ? "null" : words
                default: words
                }
            }
        }
    }

    private static func expectedProvenance(_ format: TableFormat) -> [String] {
        let query = SampleTable.provenance.query
        return SampleTable.provenance.entries.map { entry in
            format == .fits && entry.value == query ? query.replacing("\n", with: " ") : entry.value
        }
    }

    @Test("a table is split into files that are each complete", arguments: TableFormat.allCases)
    func split(format: TableFormat) async throws {
        try await withTemporaryFolder { folder in
            let columns = [Column("i", .int64), Column("t", .text, textWidth: 12)]
            var options = TableWriter.Options()
            options.splitBytes = 40_000
            var sink = try TableWriter.make(
                format, to: "\(folder)/a.b/t.\(format.fileExtension)".replacing("a.b/", with: ""), columns: columns,
                options: options)
            let count = 10_000
            let values = (0..<count).map { Int64($0) &* 1_000_000_007 }
            try sink.write(
                ColumnBatch(
                    columns: [
                        ColumnValues(.int64(values)), ColumnValues(.text(TextValues((0..<count).map { "text \($0)" }))),
                    ], rowCount: count))
            try sink.finish()
            let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            #expect(names.count > 2)
            #expect(names.first == "t_000001.\(format.fileExtension)")
            var found: [Int64] = []
            for name in names {
                var source = try TableReader.open("\(folder)/\(name)")
                while let batch = try source.next(maximumRows: 1 << 20) {
                    guard case .int64(let part) = batch.columns[0].storage else {
                        guard case .int32(let part) = batch.columns[0].storage else { continue }
                        found += part.map { Int64($0) }
                        continue
                    }
                    found += part
                }
            }
            #expect(found == values)
        }
    }

    @Test("one long text does not stretch a FITS file, and is read back", arguments: ["", ".gz"])
    func longText(ending: String) async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/t.fits\(ending)"
            let count = 2000
            let texts = (0..<count).map { $0 == 1234 ? String(repeating: "long ", count: 400) + "." : "text \($0)" }
            let columns = [Column("a", .int32), Column("t", .text), Column("b", .int32)]
            let sink = try SpooledTableSink(path: path, columns: columns) {
                try FITSTableSink(
                    path: path, columns: $0, compression: Compression(fileName: path), provenance: Provenance(),
                    tableName: "t", facts: $1, stretchLimit: 100_000)
            }
            let numbers = ColumnValues(.int32((0..<Int32(count)).map { $0 }))
            try sink.write(
                ColumnBatch(columns: [numbers, ColumnValues(.text(TextValues(texts))), numbers], rowCount: count))
            try sink.finish()
            #expect(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0 < 200_000)
            let rows = try SampleTable.readAll(path, rows: 700).rows
            #expect(rows == texts.enumerated().map { ["\($0)", "'\($1)'", "\($0)"] })
        }
    }

    @Test("what a limit cut off says so, and two columns of one name are two")
    func truncated() async throws {
        try await withTemporaryFolder { folder in
            let columns = [Column("id", .int64), Column("ID", .text)]
            let batch = ColumnBatch(
                columns: [ColumnValues(.int64([7])), ColumnValues(.text(TextValues(["x"])))], rowCount: 1)
            for format in TableFormat.allCases {
                let path = "\(folder)/t.\(format.fileExtension)"
                var sink = try TableWriter.make(format, to: path, columns: columns)
                try sink.write(batch)
                try sink.markTruncated()
                try sink.finish()
                var source = try TableReader.open(path)
                #expect(source.columns.map(\.name) == ["id", "ID_2"])
                #expect(try source.next(maximumRows: 10)?.rowCount == 1)
                let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
                switch format {
                case .fits: #expect(text.contains("TRUNCATE=                    T"))
                case .votable, .votableBinary, .votableBinary2: #expect(text.contains("value=\"OVERFLOW\""))
                case .hdf5: #expect(source.provenance.others.contains { $0 == ("truncated", "true") })
                case .csv, .tab, .jsonLines: break
                }
            }
        }
    }

    @Test("a table without rows is a complete file", arguments: TableFormat.allCases)
    func empty(format: TableFormat) async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/t.\(format.fileExtension)"
            var sink = try TableWriter.make(format, to: path, columns: SampleTable.columns)
            try sink.finish()
            var source = try TableReader.open(path)
            if format != .jsonLines { #expect(source.columns.map(\.name) == SampleTable.columns.map(\.name)) }
            #expect(try source.next(maximumRows: 10) == nil)
        }
    }

    @Test("a table that is not finished leaves no file behind", arguments: TableFormat.allCases)
    func unfinished(format: TableFormat) async throws {
        try await withTemporaryFolder { folder in
            func begin() throws {
                var sink = try TableWriter.make(
                    format, to: "\(folder)/t.\(format.fileExtension)", columns: SampleTable.columns)
                try sink.write(SampleTable.batch)
            }
            try begin()
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
        }
    }

    @Test("the value that stands for null is kept where a column has no nulls, and refused beside nulls")
    func nullValues() async throws {
        try await withTemporaryFolder { folder in
            let columns = [Column("i", .int16)]
            let lowest = ColumnBatch(columns: [ColumnValues(.int16([.min, 3]))], rowCount: 2)
            for format in [TableFormat.fits, .votable, .votableBinary, .votableBinary2, .csv, .jsonLines, .hdf5] {
                let path = "\(folder)/t.\(format.fileExtension)"
                var sink = try TableWriter.make(format, to: path, columns: columns)
                try sink.write(lowest)
                try sink.finish()
                #expect(try SampleTable.readAll(path).rows == [["-32768"], ["3"]], "\(format)")
            }
            var nulls = NullMask()
            nulls.insert(1)
            let both = ColumnBatch(columns: [ColumnValues(.int16([.min, 0]), nulls: nulls)], rowCount: 2)
            for format in [TableFormat.fits, .votableBinary] {
                var sink = try TableWriter.make(format, to: "\(folder)/t", columns: columns)
                #expect(throws: TableError.self) { try sink.write(both) }
            }
            for format in [TableFormat.votableBinary2, .hdf5] {
                let path = "\(folder)/t.\(format.fileExtension)"
                var sink = try TableWriter.make(format, to: path, columns: columns)
                try sink.write(both)
                try sink.finish()
                #expect(try SampleTable.readAll(path).rows == [["-32768"], ["null"]], "\(format)")
            }
        }
    }
}

extension ColumnType {
    fileprivate var isFloat: Bool { self == .float32 || self == .float64 }
}
