import Foundation
import Messages
import TestSupport
import Testing

@testable import NoticeForms

@Suite("A notice in the manner of GCN", .timeLimit(.minutes(1)))
struct GCNNoticeTests {
    @Test("names, units and values are those of GCN's core schema")
    func schema() async throws {
        let lines = [
            try GCNNotice(SampleNotice.full(), alertType: .subsequent, links: ["Fink": "https://fink-portal.org"])
                .line(),
            try GCNNotice(SampleNotice.full().asTest).line(), try GCNNotice(SampleNotice.bare).line(),
        ]
        guard let python = Python.executable(importing: "jsonschema") else {
            return print("jsonschema is missing: GCN notices are not checked")
        }
        try await withTemporaryFolder { folder in
            let file = "\(folder)/notices.jsonl"
            try Data(lines.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: file))
            try Python.run(python, ["\(Python.packageRoot)/Tests/NoticeForms/check_gcn.py", file])
        }
    }

    @Test("what it tells is the notice's; what is not known is left out")
    func content() throws {
        let full = try object(GCNNotice(SampleNotice.full(), alertType: .subsequent))
        #expect(full["alert_datetime"] as? String == "2026-09-21T14:13:20.000042Z")
        #expect(full["alert_tense"] as? String == "current")
        #expect(full["alert_type"] as? String == "subsequent")
        #expect(full["mission"] as? String == "ZTF")
        #expect(full["event_name"] as? String == "ZTF18abc")
        #expect(full["id"] as? String == "3366")
        #expect(full["trigger_time"] as? String == "2025-11-21T12:00:00.000000Z")
        #expect(full["ra"] as? Double == 9.5)
        #expect(full["ra_dec_error"] as? Double == 1.0 / 3_600)
        #expect(full["mag"] as? Double == 17.5)
        #expect(full["properties"] as? [String: Double] == ["anomaly": 0.75])
        #expect((full["additional_info"] as? String)?.contains("magnitude < 19") == true)
        let photometry = try #require(full["photometry"] as? [[String: Any]])
        #expect(photometry.map { $0["mag"] as? Double } == [nil, 18.25])
        #expect((full["peryton"] as? [String: Any])?["tailProbability"] as? Double == 0.0005)

        let bare = try object(GCNNotice(SampleNotice.bare.asTest))
        #expect(bare["alert_tense"] as? String == "test")
        #expect(Set(bare.keys).isDisjoint(with: ["ra", "dec", "mag", "trigger_time", "mission", "properties"]))
    }

    private func object(_ notice: GCNNotice) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(notice.line().utf8)) as? [String: Any])
    }
}

extension Notice {
    /// The same, as one that only tries a channel.
    fileprivate var asTest: Notice {
        var notice = self
        notice.anomaly.score.stream = Notice.testStream
        return notice
    }
}
