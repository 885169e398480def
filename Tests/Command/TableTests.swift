import Foundation
import IsolationForest
import TestSupport
import Testing

@testable import PerytonCommand

@Suite("Tables", .timeLimit(.minutes(3)))
struct TableTests {
    private func table(_ name: String, _ content: some Sequence<UInt8>, _ body: (String) throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/\(name)"
            try Data(content).write(to: URL(fileURLWithPath: path))
            try body(path)
        }
    }

    private func csv(_ text: String, _ body: (String) throws -> Void) async throws {
        try await table("t.csv", text.utf8, body)
    }

    @Test("rows of numbers are read with or without names, CR LF, empty lines or an end to the last line")
    func csvForms() async throws {
        for text in ["1,2.5\n-3,4e1\n", "1,2.5\r\n-3,4e1\r\n", "\n1,2.5\n\n-3,4e1", "a,\"b\"\n1,2.5\n-3,4e1\n"] {
            try await csv(text) { (path) throws in
                let (features, columns, values) = try Table.readAll(path)
                #expect(features == 2)
                #expect(values == [1, 2.5, -3, 40])
                #expect(columns?.map(\.name) == (text.hasPrefix("a") ? ["a", "b"] : nil))
            }
        }
    }

    @Test("a column's name may end in its unit")
    func csvUnits() async throws {
        try await csv("a [mag],\"b [1e-26 W/m²]\",c[d][mJy],[x],e []\n1,2,3,4,5\n") { (path) throws in
            let columns = try #require(try Table.readAll(path).columns)
            #expect(columns.map(\.name) == ["a", "b", "c[d]", "[x]", "e"])
            #expect(columns.map(\.unit) == ["mag", "1e-26 W/m²", "mJy", "", ""])
        }
    }

    @Test("nothing, nan and null are missing values")
    func csvMissing() async throws {
        try await csv("1,,3\nNaN,null, \n") { (path) throws in
            let values = try Table.readAll(path).values
            #expect(values.map(\.isNaN) == [false, true, false, true, true, true])
        }
    }

    @Test("what is no number, and a row of another length, are told with line and column")
    func csvFaults() async throws {
        try await csv("1,2\n3,x\n") { (path) throws in
            let error = #expect(throws: CommandFailure.self) { try Table.readAll(path) }
            #expect(
                error?.description
                    == "\(path), line 2, column 2: found \"x\", expected a number, or nothing where it is missing")
        }
        try await csv("1,2\n3\n") { (path) throws in
            let error = #expect(throws: CommandFailure.self) { try Table.readAll(path) }
            #expect(error?.description == "\(path), line 2: found 1 columns, expected 2")
        }
        try await csv("") { (path) throws in
            let error = #expect(throws: CommandFailure.self) { try Table.readAll(path) }
            #expect(error?.description == "\(path): is empty; expected rows of numbers")
        }
    }

    @Test("a table of many chunks is read a block at a time, and nothing is lost between them")
    func csvLong() async throws {
        let count = 200_000
        try await csv((0..<count).map { "\($0),\($0 % 7)" }.joined(separator: "\n")) { path in
            var rows = try Table.open(path)
            var seen = 0
            var block: [Float] = []
            while case let read = try rows.read(rows: 999, into: &block), read > 0 {
                for row in 0..<read {
                    #expect(block[2 * row] == Float(seen))
                    seen += 1
                }
                block.removeAll(keepingCapacity: true)
            }
            #expect(seen == count)
        }
    }

    @Test("NumPy arrays of floats and integers are read; others are refused with what was expected")
    func numPy() async throws {
        guard let python = Python.executable(importing: "numpy") else {
            return print("skipped: no Python with numpy; `make test` brings one")
        }
        try await withTemporaryFolder { folder in
            try Python.run(
                python,
                [
                    "-c",
                    """
                    import numpy as n
                    for t in ('f4', 'f8', 'i4', 'i8'): n.save('\(folder)/' + t, n.arange(6).reshape(3, 2).astype(t))
                    n.save('\(folder)/u1', n.zeros((3, 2), 'u1'))
                    n.save('\(folder)/flat', n.zeros(3))
                    n.save('\(folder)/fortran', n.asfortranarray(n.zeros((3, 2))))
                    """,
                ])
            for type in ["f4", "f8", "i4", "i8"] {
                let (features, _, values) = try Table.readAll("\(folder)/\(type).npy")
                #expect(features == 2)
                #expect(values == [0, 1, 2, 3, 4, 5])
            }
            for (name, fault) in [
                ("u1", "holds numbers of type |u1; expected <f4, <f8, <i4 or <i8"),
                ("flat", "has the shape (3,); expected (rows, features)"),
                ("fortran", "is in Fortran order; expected C order (numpy.ascontiguousarray)"),
            ] {
                let error = #expect(throws: CommandFailure.self) { try Table.readAll("\(folder)/\(name).npy") }
                #expect(error?.description == "\(folder)/\(name).npy: \(fault)")
            }
        }
    }

    @Test("a cut NumPy file is told as such, wherever it is cut")
    func numPyCut() async throws {
        let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }"
        let whole =
            [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8)
            + [UInt8](repeating: 0, count: 16)
        for length in 0..<whole.count {
            try await table("t.npy", whole.prefix(length)) { (path) throws in
                let error = #expect(throws: CommandFailure.self) { try Table.readAll(path) }
                let missing = (whole.count - length + 7) / 8
                guard missing <= 2 else { return }
                #expect(error?.description == "\(path): ends \(missing) rows before the shape in its header says")
            }
        }
        try await table("t.npy", whole) { (path) throws in #expect(try Table.readAll(path).values == [0, 0, 0, 0]) }
    }
}
