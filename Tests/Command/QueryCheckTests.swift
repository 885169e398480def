import Foundation
import ServiceKit
import TestSupport
import Testing

@testable import PerytonCommand

@Suite("Queries to check, line by line", .timeLimit(.minutes(2)))
struct QueryCheckTests {
    /// Runs `peryton query --check --jsonl` on bytes and gives the lines it answers.
    private func answers(_ input: [UInt8]) async throws -> [String] {
        var answers: [String] = []
        try await withTemporaryFolder { folder in
            try Data(input).write(to: URL(fileURLWithPath: "\(folder)/in.jsonl"))
            let script = BuiltProgram.peryton.path + " query --check --jsonl < \(folder)/in.jsonl > \(folder)/out.jsonl"
            let child = try await ChildProcess.start(
                ChildCommand(name: "sh", executable: "/bin/sh", arguments: ["-c", script], output: .lines { _ in }))
            #expect(try await child.waitForExit() == .status(0))
            answers = try String(contentsOfFile: "\(folder)/out.jsonl", encoding: .utf8)
                .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        }
        #expect(answers.last == "", "every answer ends its line")
        return answers.dropLast()
    }

    private func answers(_ input: String) async throws -> [String] { try await answers(Array(input.utf8)) }

    @Test("each line gets one answer, in order, with its id as it came")
    func order() async throws {
        let lines = try await answers(
            #"""
            {"id": 1, "adql": "SELECT ra FROM t", "version": "2.1"}
            {"version":"2.0","adql":"SELECT TOP 5 \"ra\" FROM t WHERE 1=CONTAINS(POINT('ICRS',ra,dec),CIRCLE('ICRS',1,2,3))","id":"a\u0062"}
            {"id":{"k": [1, 2.50]},"adql":"SELECT 1 AS a FROM t"}
            {"id":12345678901234567890.10,"adql":"SELECT 1 AS a FROM t","version":null}
            {"id":null,"adql":"SELECT 1 AS a FROM t","version":2.1}
            """#)
        #expect(
            lines == [
                #"{"id":1,"valid":true,"error":null}"#, #"{"id":"a\u0062","valid":true,"error":null}"#,
                #"{"id":{"k": [1, 2.50]},"valid":true,"error":null}"#,
                #"{"id":12345678901234567890.10,"valid":true,"error":null}"#, #"{"id":null,"valid":true,"error":null}"#,
            ])
    }

    @Test("a wrong query is told with line and column, as JSON whatever stands in it")
    func faults() async throws {
        let lines = try await answers(
            #"""
            {"id":1,"adql":"SELECT ra\nFRM t"}
            {"id":2,"adql":"SELECT \"a\\\u0001 FROM t"}
            {"id":3,"adql":"SELECT ra FROM t","version":"7"}
            {"id":4,"adql":""}
            """#)
        #expect(lines.count == 4)
        for (line, number) in zip(lines, 1...) {
            let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            #expect(object["id"] as? Int == number)
            #expect(object["valid"] as? Bool == false)
            #expect((object["error"] as? String)?.isEmpty == false)
        }
        #expect(lines[0].contains("line 2, column 5"))
    }

    @Test("a line that is no object, lacks its query or is empty gets its answer, too")
    func malformed() async throws {
        let lines = try await answers(
            Array("no\n\n[1]\n{\"id\":5}\n{\"id\":6,\"adql\":7}\n{\"id\":7,\"adql\":\"x\" \n".utf8)
                + [0x7B, 0x22, 0xFF, 0x22, 0x7D, 0x0A] + Array("{\"id\":8,\"adql\":\"SELECT 1 AS a FROM t\"}\r".utf8))
        #expect(lines.count == 8)
        for line in lines { #expect((try? JSONSerialization.jsonObject(with: Data(line.utf8))) != nil, "\(line)") }
        #expect(lines.prefix(7).allSatisfy { $0.contains(#""valid":false"#) })
        #expect(lines[3].hasPrefix(#"{"id":5,"#))
        #expect(lines[7] == #"{"id":8,"valid":true,"error":null}"#)
    }

    @Test("nothing in is nothing out")
    func empty() async throws {
        #expect(try await answers("") == [])
    }

    @Test("strings are read as JSON writes them")
    func strings() throws {
        func text(_ json: String) throws -> String? { try JSONScanner.string(Array(json.utf8)[...]) }
        #expect(try text(#""a\n\u00b5\ud83d\udd2d\/\ud800""#) == "a\nµ🔭/\u{FFFD}")
        #expect(try text("7") == nil)
        #expect(JSONScanner.quoted("a\"\\\n\u{1}é") == #""a\"\\\n\u0001é""#)
        #expect(throws: JSONScanner.Fault.self) { try text("\"a\u{1}\"") }
        let deep = String(repeating: "[", count: 100_000)
        #expect(throws: JSONScanner.Fault.self) { try JSONScanner.members(of: Array("{\"a\":\(deep)".utf8)[...]) }
    }
}
