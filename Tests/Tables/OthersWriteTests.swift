import Foundation
import TestSupport
import Testing

@testable import Tables

/// What we make of the tables that others write.
@Suite("Tables that others write")
struct OthersWriteTests {
    private struct Expected: Decodable {
        let file: String
        let names: [String]
        let types: [String]
        let rows: [[String]]
    }

    @Test("types, values and nulls of astropy's, h5py's and pandas' files are read as they were given")
    func python() async throws {
        guard let python = Python.executable(importing: "astropy, h5py, pandas") else {
            print("skipped: astropy, h5py or pandas is not there")
            return
        }
        try await withTemporaryFolder { folder in
            let script = "\(Python.packageRoot)/Tests/Tables/write_others.py"
            for line in try Python.run(python, [script, folder]).split(separator: "\n") {
                let expected = try JSONDecoder().decode(Expected.self, from: Data(line.utf8))
                do {
                    let (columns, rows) = try SampleTable.readAll("\(folder)/\(expected.file)", rows: 2)
                    #expect(columns.map(\.name) == expected.names, "\(expected.file)")
                    #expect(columns.map(\.type.rawValue) == expected.types, "\(expected.file)")
                    #expect(rows == expected.rows, "\(expected.file)")
                } catch {
                    Issue.record("\(expected.file): \(error)")
                }
            }
        }
    }
}
