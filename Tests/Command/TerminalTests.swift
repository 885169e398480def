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

@Suite("A notice as JSON", .timeLimit(.minutes(3)))
struct NoticeJSONTests {
    @Test("it has all that a program needs, under names that stay")
    func keys() throws {
        let score = Score(
            project: "main", stream: "ztf", alertID: "3366", objectID: "ZTF18abc", forestID: "ztf/2", score: 0.75,
            tailProbability: 0.0005, inTrainingSample: true)
        let alert = Alert(
            project: "main", stream: "ztf", alertID: "3366", objectID: "ZTF18abc", mjdUTC: 61_000.5, raDegrees: 9.5,
            decDegrees: -0.25, band: "g", magnitude: 17.5)
        let notice = Notice(
            project: "main", subscription: "rare", subscriptionVersion: 4,
            anomaly: Anomaly(
                score: score, alert: alert,
                explanation: [Contribution(feature: "fwhm", value: .nan, typical: 2.5, share: 0.5, unit: "pixel")],
                anomalyLimit: 0.01), matchedAt: .now)
        #expect(
            try NoticeJSON(notice).jsonLine() == #"{"alertId":"3366","band":"g","decDegrees":-0.25,"forest":"ztf/2","#
                + #""magnitude":17.5,"mjdUTC":61000.5,"objectId":"ZTF18abc","raDegrees":9.5,"#
                + #""reasons":[{"feature":"fwhm","share":0.5,"typical":2.5,"unit":"pixel","value":"NaN"}],"#
                + #""score":0.75,"stream":"ztf","subscription":"rare","tailProbability":0.0005}"#)
    }
}
