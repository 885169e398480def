import Foundation
import Messages
import TestSupport
import Testing

@testable import NoticeForms

@Suite("A notice as a VOEvent", .timeLimit(.minutes(1)))
struct VOEventTests {
    /// What check_voevent.py finds in a document.
    private struct Facts: Decodable {
        var ivorn: String
        var role: String
        var author: String
        var date: String?
        var params: [String: String]
        var groups: [String: [String: String]]
        var tables: [String: [[String]]]
        var ra: Double?
        var dec: Double?
        var error: Double?
        var time: String?
        var importance: String?
        var names: [String]
        var reasons: [String]
    }

    /// Checks documents against the schema and reads them; nil, and a line that says so, without voevent-parse.
    private func read(_ documents: [VOEventDocument]) async throws -> [Facts]? {
        guard let python = Python.executable(importing: "voeventparse") else {
            print("voevent-parse is missing: VOEvents are not checked")
            return nil
        }
        var facts: [Facts] = []
        try await withTemporaryFolder { folder in
            let files = try documents.indices.map { index in
                let file = "\(folder)/\(index).xml"
                try Data(documents[index].xml.utf8).write(to: URL(fileURLWithPath: file))
                return file
            }
            let script = "\(Python.packageRoot)/Tests/NoticeForms/check_voevent.py"
            let text = try Python.run(python, [script] + files)
            facts = try JSONDecoder().decode([Facts].self, from: Data(text.utf8))
        }
        return facts
    }

    @Test("others find everything where the Recommendation has it, and the schema is content")
    func read() async throws {
        let publisher = try VOEventPublisher(
            authority: "observatory.example", contactName: "Ann O'Maly", contactEmail: "ann@observatory.example")
        let document = VOEventDocument(
            SampleNotice.full(), publisher: publisher, links: ["Fink": "https://fink-portal.org/?a=1&b=2"])
        #expect(document.ivorn == "ivo://observatory.example/main/rare#ztf/3366")
        guard let facts = try await read([document])?.first else { return }
        #expect(facts.ivorn == document.ivorn)
        #expect(facts.role == "observation")
        #expect(facts.author == "ivo://observatory.example/main")
        #expect(facts.date == "2026-09-21T14:13:20.000042")
        #expect(facts.params["score"] == "0.75")
        #expect(facts.params["tail_probability"] == "0.0005")
        #expect(facts.params["object_id"] == "ZTF18abc")
        #expect(facts.params["magnitude_error"] == "0.125")
        #expect(facts.groups["feature"] == ["drb": "0.5"])
        #expect(facts.groups["typical"] == ["drb": "0.99", "fwhm": "2.5"])
        #expect(facts.groups["share"] == ["drb": "0.75", "fwhm": "0.25"])
        #expect(facts.groups["links"] == ["Fink": "https://fink-portal.org/?a=1&b=2"])
        #expect(
            facts.tables["light_curve"] == [
                ["60999.25", "r", "", "", "20.5"], ["60999.5", "g", "18.25", "0.25", "20.5"],
            ])
        #expect(
            facts.tables["neighbours"] == [
                ["0.5", "9007199254740993", "a<b", "", "true"], ["2.0", "2", "c", "17.5", "false"],
            ])
        #expect(facts.ra == 9.5)
        #expect(facts.dec == -0.25)
        #expect(facts.error == 1.0 / 3_600)
        #expect(facts.time == "2025-11-21T12:00:00+00:00")
        #expect(facts.importance == "0.99975")
        #expect(facts.names == ["ZTF18abc", "NGC 1"])
        #expect(facts.reasons.first == "tail probability 0.0005 ≤ 0.001\nmagnitude < 19")
    }

    @Test("texts of others change no structure and survive as they are, but for what XML has no place for")
    func hostile() async throws {
        let texts = [
            (#"]]><Why importance="1">&amp;'"#, #"]]><Why importance="1">&amp;'"#), ("a\r\nb\tc\n", "a\r\nb\tc\n"),
            (
                "\0\u{1}\u{1F}\u{FFFE}\u{FFFF}x",
                "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}x"
            ),
            ("𝛼 é ≤ \u{85}", "𝛼 é ≤ \u{85}"), ("<!--", "<!--"), ("&#0;", "&#0;"),
        ]
        let documents = try texts.map { text, _ in
            VOEventDocument(
                SampleNotice.full(objectID: text, alertID: text, text: text),
                publisher: try VOEventPublisher(authority: "abc", title: text, contactName: text), links: [text: text],
                role: .test)
        }
        guard let facts = try await read(documents) else { return }
        for ((_, read), facts) in zip(texts, facts) {
            #expect(facts.role == "test")
            #expect(facts.params["object_id"] == read)
            #expect(facts.groups["links"] == [read: read])
            #expect(facts.names == [read, "NGC 1"])
            #expect(facts.reasons.first == "tail probability 0.0005 ≤ 0.001\n" + read)
            #expect(facts.ivorn.allSatisfy { $0.isASCII && !$0.isWhitespace })
        }
    }

    @Test("what is not known is left out, and the rest is valid")
    func bare() async throws {
        var notice = SampleNotice.bare
        (notice.project, notice.subscription) = ("main", "s")
        let document = VOEventDocument(notice, publisher: try VOEventPublisher(authority: "abc"))
        guard let facts = try await read([document])?.first else { return }
        #expect(facts.params["score"] == nil)
        #expect(facts.params["tail_probability"] == "1.0")
        #expect(facts.groups.isEmpty && facts.tables.isEmpty)
        #expect(facts.ra == nil)
        #expect(facts.importance == nil)
    }

    @Test(
        "an authority is at least three letters, digits or - . _ ~", arguments: ["", "ab", "-abc", "a b", "a/b", "äbc"])
    func authority(text: String) {
        #expect(throws: VOEventAuthorityError(authority: text)) { try VOEventPublisher(authority: text) }
    }
}
