import Foundation
import Messages
import TestSupport
import Testing

@testable import NoticeForms

@Suite("Templates of notices")
struct NoticeTemplateTests {
    private static func text(_ template: String, _ notices: [Notice]) throws -> String {
        try NoticeTemplate(template).text(notices)
    }

    private static func refusal(_ template: String) -> String {
        do {
            _ = try NoticeTemplate(template)
            return "taken"
        } catch {
            return error.description
        }
    }

    @Test("every name that is documented is known, and gives what the notice has")
    func names() throws {
        let notice = try Sample.fullNotice()
        var template = ""
        for (name, shape) in TemplateShape.root.sorted(by: { $0.key < $1.key }) where name != "notices" {
            switch shape {
            case .text: template += "\(name)={{\(name)}}\n"
            case .texts: template += "\(name):{{#\(name)}} [{{.}}]{{/\(name)}}\n"
            case .entries(let inner):
                let values = inner.keys.sorted().map { "\($0)={{\($0)}}" }.joined(separator: " ")
                template += "\(name):{{#\(name)}} [\(values)]{{/\(name)}}\n"
            }
        }
        try Snapshot("template.txt").expect(try Self.text(template, [notice]))
    }

    @Test("texts stay plain texts: nothing becomes an HTML entity")
    func plain() throws {
        var notice = Sample.notice()
        notice.matchReasons = ["a < b & \"c\""]
        for tag in ["{{#match_reasons}}{{.}}{{/match_reasons}}", "{{#match_reasons}}{{{.}}}{{/match_reasons}}"] {
            #expect(try Self.text("<b>" + tag, [notice]) == "<b>a < b & \"c\"")
        }
    }

    @Test("sections go through lists, and show what stands in them where a value is not empty")
    func sections() throws {
        var notice = Sample.notice()
        #expect(
            try Self.text(
                "{{#reasons}}\n- {{feature}} {{value}}{{#unit}} {{unit}}{{/unit}}\n{{/reasons}}\nend", [notice])
                == "- distnr 12.7 arcsec\n- fwhm 10 pixel\n- sgscore1 missing\nend")
        #expect(try Self.text("{{^watchlist_hits}}none{{/watchlist_hits}}", [notice]) == "none")
        #expect(
            try Self.text("{{#judged_one_in}}x{{/judged_one_in}}{{^judged_one_in}}y{{/judged_one_in}}", [notice]) == "y"
        )
        notice.judgedTailProbability = 0.5
        #expect(try Self.text("{{#judged_one_in}}1 in {{.}}{{/judged_one_in}}", [notice]) == "1 in 2")
        #expect(
            try Self.text("{{#links}}{{object_id}} {{/links}}{{! nothing }}", [notice]).hasPrefix("ZTF18abcdefg ZTF"))
    }

    @Test("a digest is told by a template that says notices or count; another is filled in for each")
    func digests() throws {
        let notices = Sample.digest(3)
        #expect(
            try Self.text("{{count}}:{{#notices}} {{object_id}}{{/notices}}", notices)
                == "3: ZTF19aaaaaaa ZTF19aaaaaac ZTF19aaaaaab")
        #expect(try Self.text("{{object_id}}.", notices) == "ZTF19aaaaaaa.\nZTF19aaaaaac.\nZTF19aaaaaab.")
        #expect(try NoticeTemplate("{{object_id}}\r\nx").subject(notices) == "ZTF19aaaaaaa x (and 2 more)")
        #expect(try NoticeTemplate("{{count}} of {{subscription}}").subject(notices) == "3 of rare")
        #expect(try Self.text("x", []) == "")
    }

    @Test(
        "faults are named with line and column",
        arguments: [
            ("a\nb {{objekt_id}}", "template, line 2, column 3: there is no objekt_id; did you mean object_id?"),
            (
                "{{feature}}",
                "template, line 1, column 1: there is no feature here; it is in the section {{#reasons}}…{{/reasons}}"
            ),
            ("{{reasons}}", "template, line 1, column 1: reasons is a list: {{#reasons}}…{{/reasons}}"),
            (
                "{{match_reasons}}",
                "template, line 1, column 1: match_reasons is a list: {{#match_reasons}}{{.}}{{/match_reasons}}"
            ),
            ("{{> header}}", "template, line 1, column 1: partial templates ({{>…}}) cannot be used"),
            ("{{<a}}{{/a}}", "template, line 1, column 1: partial templates ({{<…}}) cannot be used"),
            ("{{$a}}{{/a}}", "template, line 1, column 1: partial templates ({{$…}}) cannot be used"),
            ("{{=<% %>=}}", "template, line 1, column 1: other signs than {{ and }} ({{=…=}}) cannot be used"),
            ("{{% CONTENT_TYPE:HTML}}", "template, line 1, column 1: pragmas ({{%…}}) cannot be used"),
            (
                "{{uppercased(object_id)}}",
                "template, line 1, column 1: functions (uppercased(object_id)) cannot be used"
            ),
            ("{{*object_id}}", "template, line 1, column 1: names that change (*object_id) cannot be used"),
            (
                "{{object_id.utf8}}",
                "template, line 1, column 1: “object_id.utf8” is no name; names are of small letters and _, for example object_id"
            ),
            (
                "{{.object_id}}",
                "template, line 1, column 1: “.object_id” is no name; names are of small letters and _, for example object_id"
            ),
            ("{{}}", "template, line 1, column 1: the tag names nothing"),
            (
                "{{.}}",
                "template, line 1, column 1: {{.}} stands for nothing here; it is for sections such as {{#match_reasons}}"
            ),
            (
                "{{^links}}{{.}}{{/links}}",
                "template, line 1, column 11: {{.}} stands for nothing here; it is for sections such as {{#match_reasons}}"
            ),
            ("x {{object_id", "template, line 1, column 3: the tag has no end }}"),
            ("{{{object_id}}", "template, line 1, column 1: the tag has no end }}}"),
            ("{{! x", "template, line 1, column 1: the comment has no end }}"),
            ("\r\n{{#links}}", "template, line 2, column 1: section links has no end {{/links}}"),
            (
                "{{#links}}\n{{/reasons}}",
                "template, line 2, column 1: {{/reasons}} ends section links, begun in line 1"
            ),
            ("{{/links}}", "template, line 1, column 1: {{/links}} ends a section that was not begun"),
            (
                "{{#notices}}{{#notices}}{{/notices}}{{/notices}}",
                "template, line 1, column 13: section notices cannot stand within itself"
            ),
            ("{{#.}}{{/.}}", "template, line 1, column 1: {{.}} cannot be a section"),
        ])
    func faults(template: String, message: String) {
        #expect(Self.refusal(template) == message)
    }

    @Test("templates that are too long or too deep are refused")
    func limits() {
        #expect(
            Self.refusal(String(repeating: "x", count: 10_001))
                == "template: has 10001 bytes, at most 10000 are allowed")
        #expect(Self.refusal(String(repeating: "x", count: 10_000)) == "taken")
        let names = ["ra", "dec", "mjd", "utc", "band", "score", "forest", "stream", "survey"]
        let deep = names.map { "{{#\($0)}}" }.joined() + names.reversed().map { "{{/\($0)}}" }.joined()
        #expect(Self.refusal(deep).hasSuffix("at most 8 sections can stand in one another"))
    }

    @Test("whatever the template, the text has at most 200 kB, and comes in seconds")
    func bounded() throws {
        let notices = Sample.digest(1_000)
        let templates = [
            "{{#notices}}\(String(repeating: "x", count: 9_900)){{/notices}}",
            "{{#notices}}{{#reasons}}{{#links}}\(String(repeating: "é", count: 4_000)){{/links}}{{/reasons}}{{/notices}}",
            "{{#notices}}\(String(repeating: "{{project}}", count: 850)){{/notices}}",
            "{{#notices}}{{#reasons}}{{#links}}{{#match_reasons}}{{/match_reasons}}{{/links}}{{/reasons}}{{/notices}}",
            "{{#notices}}{{^watchlist_hits}}\(String(repeating: "y", count: 9_000)){{/watchlist_hits}}{{/notices}}",
            String(repeating: "z", count: 10_000),
        ]
        for template in templates {
            let text = try Self.text(template, notices)
            #expect(text.utf8.count <= NoticeTemplate.mostTextBytes)
            #expect(text.utf8.count < 1_000 || text.hasSuffix(NoticeTemplate.cutMark))
        }
        // What fits is not cut.
        let lines = try Self.text("{{#notices}}{{object_id}} {{ra}} {{dec}} {{one_in}}\n{{/notices}}", notices)
        #expect(lines.split(separator: "\n").count == 1_000)
    }

    @Test("a notice's texts are never read as template")
    func hostile() throws {
        let notice = Sample.hostileNotice()
        let text = try Self.text("{{object_id}}{{#match_reasons}}{{.}}{{/match_reasons}}", [notice])
        #expect(text.contains("{{project}}"))
        #expect(try !NoticeTemplate("{{object_id}}").subject([notice]).contains { $0.isNewline })
    }

    @Test("random templates are refused or give at most 200 kB")
    func random() {
        let pieces = [
            "{{", "}}", "{{{", "}}}", "#", "/", "^", "&", "!", ">", "=", "%", "$", "<", "notices", "reasons", "links",
            "object_id",
            "feature", ".", " ", "\n", "\r\n", "{", "\u{301}", "é", "{{#notices}}", "{{/notices}}", "{{#reasons}}",
            "{{/reasons}}",
            "{{object_id}}", "{{.}}",
        ]
        var generator = SeededGenerator(seed: 7)
        let notices = Sample.digest(5)
        for _ in 0..<3_000 {
            let source = (0..<Int.random(in: 1...14, using: &generator)).map { _ in
                pieces[Int.random(in: 0..<pieces.count, using: &generator)]
            }.joined()
            guard let template = try? NoticeTemplate(source) else { continue }
            #expect(template.text(notices).utf8.count <= NoticeTemplate.mostTextBytes, "\(source)")
        }
    }
}
