import Foundation
import TestSupport
import Testing

@testable import Tables

@Suite("Reading CSV, tab and JSON lines")
struct DelimitedReadingTests {
    private func read(
        _ text: String, name: String = "t.csv", _ options: TableReader.Options = .init()
    ) async throws -> (columns: [Column], rows: [[String]]) {
        var result: (columns: [Column], rows: [[String]]) = ([], [])
        try await withTemporaryFolder { folder in
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
            result = try SampleTable.readAll("\(folder)/\(name)", options)
        }
        return result
    }

    /// What is said of a text that cannot be read, without the folder.
    private func problem(
        _ text: String, name: String = "t.csv", _ options: TableReader.Options = .init()
    ) async throws -> String {
        do {
            _ = try await read(text, name: name, options)
            return "no error"
        } catch let error as TableError {
            var error = error
            error.file = name
            return error.description
        }
    }

    @Test(
        "quotes, quoted separators and lines, CR LF, a byte order mark, comments and blank lines are as RFC 4180 has them"
    )
    func quoting() async throws {
        let text =
            "\u{FEFF}# made by hand\r\n#\r\n\"ra, deg\",name\r\n1,\"a \"\"b\"\"\r\nc\"\r\n\r\n2,5\" pipe\r\n\r\n3,\"\"\r\n4,"
        let table = try await read(text)
        #expect(table.columns.map(\.name) == ["ra, deg", "name"])
        #expect(table.rows == [["1", "'a \"b\"\r\nc'"], ["2", "'5\" pipe'"], ["3", "''"], ["4", "null"]])
        #expect(try await read("a,b\r1,2\r3,4").rows == [["1", "2"], ["3", "4"]])
        #expect(try await read("a\tb\n1\t\"x\ty\"\n", name: "t.tsv").rows == [["1", "'x\ty'"]])
    }

    @Test(
        "the narrowest type that holds all values is found",
        arguments: [
            (["1", "-2", ""], "int16"), (["1", "32768"], "int32"), (["1", "-2147483649"], "int64"),
            (["9223372036854775807", "1"], "int64"), (["9223372036854775808", "1"], "text"),
            (["9223372036854775808", "1.5"], "float64"), (["1", "2.5"], "float64"), (["1", "1e3"], "float64"),
            (["1", "NaN"], "float64"), (["9007199254740993", "NaN"], "int64"), (["1.5", "null", "N/A"], "float64"),
            (["inf", "-Infinity"], "float64"), (["true", "FALSE"], "boolean"), (["T", "f", ""], "boolean"),
            (["true", "1"], "text"), (["yes", "no"], "text"), (["1", "x"], "text"), (["", ""], "text"),
            (["2026-11-25"], "text"), ([" 7 ", "+8"], "int16"), (["1_000"], "text"), (["0x10"], "text"),
        ])
    func types(values: [String], type: String) async throws {
        let table = try await read("a,b\n" + values.map { "\($0),z\n" }.joined())
        #expect(table.columns[0].type.rawValue == type)
        #expect(table.rows.count == values.count)
    }

    @Test("types can be told, and a value that is none is reported with its line and column")
    func badValues() async throws {
        var options = TableReader.Options()
        options.types = ["mag": .float32, "n": .int16]
        #expect(try await read("mag,n\n21.5,7\n", options).columns.map(\.type) == [.float32, .int16])
        let wrong = try await problem("mag,n\n\n21.5,7\n\"a\nb\",7\n", options)
        #expect(
            wrong == "t.csv, line 4, column mag: expected a number, found \"\"a\nb\"\"".replacing("\"\"", with: "\""))
        #expect(
            try await problem("mag,n\n1,40000\n", options)
                == "t.csv, line 2, column n: expected a 16-bit whole number, found \"40000\"")
        #expect(
            try await problem("a,b\n1,2\n3\n") == "t.csv, line 3: 1 fields where the table has 2 columns")
        #expect(try await problem("a,b\n1,\"2\n") == "t.csv, line 2: a quote is opened and never closed")
        #expect(
            try await problem("a,b\n1,\"2\"3\n")
                == "t.csv, line 2, field 2: something stands behind a closing quote; a quote in a quoted text is written twice"
        )
        #expect(try await problem("") == "t.csv: is empty")
        #expect(try await problem("\n\n") == "t.csv: has no line of column names")
    }

    @Test("a file without names gets some, from a comment before it if that has as many words")
    func names() async throws {
        #expect(try await read("1,2\n3,4\n").columns.map(\.name) == ["column_1", "column_2"])
        #expect(try await read("1,2\n3,4\n").rows.count == 2)
        #expect(try await read("# ra, dec\n1,2\n3,4\n").columns.map(\.name) == ["ra", "dec"])
        #expect(try await read("a,A,,a\n1,2,3,4\n").columns.map(\.name) == ["a", "A_2", "column_3", "a_3"])
    }

    @Test("rows longer than any buffer, and many of them, come whole")
    func longRows() async throws {
        let long = String(repeating: "x\"y,\n", count: 200_000)
        let text = "a,b\n" + (0..<3).map { "\($0),\"\(long.replacing("\"", with: "\"\""))\"\n" }.joined()
        let table = try await read(text)
        #expect(table.rows == (0..<3).map { ["\($0)", "'\(long)'"] })
        let many = try await read("a,b\n" + (0..<100_000).map { "\($0),t\($0)\n" }.joined())
        #expect(many.rows == (0..<100_000).map { ["\($0)", "'t\($0)'"] })
    }

    @Test("JSON lines take what lines have in common, and report what is none")
    func jsonLines() async throws {
        let text = """
            {"a": 1, "b": "x\\u00e4\\ud83c\\udf0c\\n", "c": true}

            {"b": null, "a": 9007199254740993, "d": [1, {"e": "]"}]}
            {"c": false, "b": "", "a": null}
            """
        let table = try await read(text, name: "t.jsonl")
        #expect(table.columns.map(\.name) == ["a", "b", "c", "d"])
        #expect(table.columns.map(\.type) == [.int64, .text, .boolean, .text])
        #expect(
            table.rows == [
                ["1", "'xä🌌\n'", "true", "null"], ["9007199254740993", "null", "null", "'[1, {\"e\": \"]\"}]'"],
                ["null", "''", "false", "null"],
            ])
        #expect(
            try await problem("{\"a\": 1}\n{\"a\" 2}\n", name: "t.jsonl") == "t.jsonl, line 2: expected :, found \"2}\""
        )
        #expect(
            try await problem("{\"a\": 1, \"a\": 2}", name: "t.jsonl")
                == "t.jsonl, line 1: the name a stands there twice")
    }

    @Test("sentinels are null where the rules say so, and such values are found by themselves")
    func sentinels() async throws {
        let text = "mag,err,n\n21.5,0.1,3\n99,0.2,-9999\n22.5,-99,4\n"
        var options = TableReader.Options()
        options.sentinels = [SentinelRule(99, columns: ["MAG"]), SentinelRule(-9999)]
        #expect(
            try await read(text, options).rows == [
                ["21.5", "0.1", "3"], ["null", "0.2", "null"], ["22.5", "-99.0", "4"],
            ])
        options.sentinels = [SentinelRule(99, columns: ["nag"])]
        #expect(try await problem(text, options) == "t.csv: has no column nag, for which a value is said to be null")
        try await withTemporaryFolder { folder in
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/t.csv"))
            var source = try TableReader.open("\(folder)/t.csv")
            var survey = SentinelSurvey(columns: source.columns)
            while let batch = try source.next(maximumRows: 2) { survey.add(batch) }
            #expect(
                survey.suggestions.map(\.rule) == [
                    SentinelRule(99, columns: ["mag"]), SentinelRule(-99, columns: ["err"]),
                    SentinelRule(-9999, columns: ["n"]),
                ])
        }
    }

    @Test("what is no table that we read is refused with the formats that we do")
    func formats() async throws {
        #expect(
            try await problem("PAR1 and so on", name: "t.parquet").hasPrefix("t.parquet: is Parquet, which is not read")
        )
        #expect(try await problem("hello", name: "t.fits").hasPrefix("t.fits: is not fits, as its name says"))
        #expect(try await problem("<html></html>", name: "t.vot").hasPrefix("t.vot: is not votable"))
        #expect(
            try await problem("<?xml version=\"1.0\"?><a/>", name: "t.vot").hasPrefix("t.vot: is XML, but no VOTable"))
        #expect(throws: TableError.self) { try TableReader.open("/nowhere/t.csv") }
        #expect(throws: TableError.self) { try TableReader.open("/tmp") }
        #expect(throws: TableError.self) { try TableWriter.make(.csv, to: "/nowhere/t.csv", columns: []) }
    }
}
