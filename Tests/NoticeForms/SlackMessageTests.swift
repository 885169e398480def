import Foundation
import Messages
import Testing

@testable import NoticeForms

@Suite("Messages for Slack")
struct SlackMessageTests {
    private static func object(_ message: SlackMessage) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(message.json)) as? [String: Any])
    }

    /// Slack's own limits.
    private static func expectLimits(_ message: SlackMessage) throws {
        let object = try object(message)
        #expect((object["text"] as? String)?.isEmpty == false)
        let blocks = try #require(object["blocks"] as? [[String: Any]])
        #expect((1...50).contains(blocks.count))
        for block in blocks {
            let type = try #require(block["type"] as? String)
            let text = (block["text"] as? [String: String])?["text"]
            switch type {
            case "header": #expect((1...150).contains(text?.utf16.count ?? 0))
            case "section": #expect((1...3_000).contains(text?.utf16.count ?? 0))
            case "context": #expect((block["elements"] as? [Any])?.count == 1)
            default: Issue.record("block \(type)")
            }
            let fields = block["fields"] as? [[String: String]] ?? []
            #expect(fields.count <= 10 && fields.allSatisfy { $0["text"].map { $0.utf16.count <= 2_000 } ?? false })
        }
    }

    private static func pretty(_ message: SlackMessage) throws -> String {
        let data = try JSONSerialization.data(
            withJSONObject: try object(message), options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
        return String(decoding: data, as: UTF8.self) + "\n"
    }

    @Test("a notice and a digest are as their snapshots say, and within Slack's limits")
    func usual() throws {
        let message = SlackMessage(notices: [try Sample.fullNotice()])
        try Self.expectLimits(message)
        try Snapshot("slack.json").expect(try Self.pretty(message))
        let digest = SlackMessage(notices: Sample.digest(3))
        try Self.expectLimits(digest)
        try Snapshot("slack-digest.json").expect(try Self.pretty(digest))
    }

    @Test("a digest of 1,000, hostile texts and no notices are within Slack's limits")
    func extremes() throws {
        try Self.expectLimits(SlackMessage(notices: Sample.digest(1_000)))
        try Self.expectLimits(SlackMessage(notices: []))
        for notices in [[Sample.hostileNotice()], Array(repeating: Sample.hostileNotice(), count: 40)] {
            let message = SlackMessage(notices: notices)
            try Self.expectLimits(message)
            let text = String(decoding: message.json, as: UTF8.self)
            #expect(!text.contains("<!") && !text.contains("<https://evil"))
        }
    }

    @Test("a template's text is escaped, and divided where it is too long for a section or a message")
    func template() throws {
        let short = SlackMessage(
            notices: [Sample.notice()], textTemplate: try NoticeTemplate("*{{object_id}}* <!here> & a\n"))
        try Self.expectLimits(short)
        #expect(try Self.object(short)["text"] as? String == "*ZTF18abcdefg* &lt;!here&gt; &amp; a\n")
        let long = try NoticeTemplate(
            "{{#notices}}{{object_id}} <&> \(String(repeating: "w", count: 3_500))\n{{/notices}}")
        try Self.expectLimits(SlackMessage(notices: Sample.digest(1_000), textTemplate: long))
        try Self.expectLimits(SlackMessage(notices: [Sample.notice()], textTemplate: try NoticeTemplate(" \n")))
    }

    @Test("what is cut is cut between escapes")
    func cut() {
        #expect(SlackMessage.cut("aaaa&amp;", 7) == "aaaa…")
        #expect(SlackMessage.cut("short", 10) == "short")
        #expect(SlackMessage.cut(String(repeating: "👨‍👩‍👧", count: 100), 50).utf16.count <= 50)
    }
}
