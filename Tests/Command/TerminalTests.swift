import Foundation
import Messages
import ServiceKit
import Testing

@testable import PerytonCommand

@Suite("What the command prints", .timeLimit(.minutes(3)))
struct TerminalTests {
    @Test("a table's columns line up with their widest text, and no line ends in blanks")
    func table() {
        var table = TextTable(["STREAM", "N", "WHAT"])
        table.add(["ztf", "12345", "première"])
        table.add(["a-longer-name", "7", ""])
        #expect(
            table.text == """
                STREAM         N      WHAT
                ztf            12345  première
                a-longer-name  7
                """)
    }

    @Test("a table without rows is its headings")
    func emptyTable() {
        #expect(TextTable(["JOB", "KIND"]).text == "JOB  KIND")
    }

    @Test("a row may be shorter than the headings")
    func shortRow() {
        var table = TextTable(["A", "B"])
        table.add(["long text"])
        #expect(table.text == "A          B\nlong text")
    }

    @Test("an instant is UTC to the second, and a dash where it is unknown")
    func instants() {
        #expect(UnixTime(microseconds: 1_700_000_000_999_999).text == "2023-11-14T22:13:20Z")
        #expect(UnixTime.unknown.text == "–")
    }

    @Test("JSON is one line with its keys in order, and numbers that JSON does not know are texts")
    func json() throws {
        struct Values: Encodable {
            var z = Double.nan
            var a = -Double.infinity
            var path = "a/b"
        }
        #expect(try Values().jsonLine() == #"{"a":"-Infinity","path":"a/b","z":"NaN"}"#)
    }
}
