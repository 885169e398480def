import Foundation
import Messages
import TestSupport
import Testing

@testable import NoticeForms

@Suite("E-mails of notices")
struct NoticeMailTests {
    private static let date = UnixTime(microseconds: 1_697_107_000_000_000)

    private static func mail(
        _ notices: [Notice], text: String? = nil, subject: String? = nil,
        id: String = "rare/main/ztf/2473437505215015011"
    ) throws -> NoticeMail {
        NoticeMail(
            notices: notices, to: try MailAddress.list("anna@example.org, Björn Å <b.a@example.org>"),
            from: try MailAddress("Peryton <peryton@survey.example>"),
            textTemplate: try text.map { try NoticeTemplate($0) },
            subjectTemplate: try subject.map { try NoticeTemplate($0) }, idForMessage: id, date: date)
    }

    /// What Python's strict parser reads of a message.
    private struct Parsed: Decodable {
        struct Part: Decodable {
            let type: String
            let contentID: String?
            let defects: [String]
            let text: String?
            let bytes: Int?
            let disposition: String?
        }
        let headers: [String: String]
        let count: Int
        let to: [String]
        let from: [String]
        let date: String
        let parts: [Part]
        let longestLine: Int
        let strayLineEnds: Int
        let isASCII: Bool
    }

    private static func parsed(_ mail: NoticeMail, as name: String) async throws -> Parsed? {
        if let folder = ProcessInfo.processInfo.environment["PERYTON_PICTURES"] {
            try Data(mail.bytes).write(to: URL(fileURLWithPath: "\(folder)/\(name).eml"))
        }
        guard let python = Python.executable(importing: "email") else {
            print("skipped: no Python that reads \(name)")
            return nil
        }
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("mail_parts.py")
        var answer: Parsed?
        try await withTemporaryFolder { folder in
            let file = "\(folder)/\(name).eml"
            try Data(mail.bytes).write(to: URL(fileURLWithPath: file))
            let output = try Python.run(python, [script.path, file])
            let parsed = try JSONDecoder().decode(Parsed.self, from: Data(output.utf8))
            #expect(parsed.parts.allSatisfy { $0.defects.isEmpty })
            #expect(parsed.longestLine <= 500 && parsed.strayLineEnds == 0 && parsed.isASCII)
            // No header can come from a notice's text: there are always these.
            #expect(parsed.count == 11 && parsed.headers["Bcc"] == nil)
            answer = parsed
        }
        return answer
    }

    @Test("Python reads a notice's e-mail as it was meant: texts, pictures, headers")
    func full() async throws {
        let notice = try Sample.fullNotice()
        let mail = try Self.mail([notice])
        guard let parsed = try await Self.parsed(mail, as: "notice") else { return }
        #expect(parsed.headers["Subject"] == NoticeText.subject([notice]))
        #expect(parsed.headers["Message-ID"] == "<rare=2Fmain=2Fztf=2F2473437505215015011@survey.example>")
        #expect(parsed.headers["List-Id"] == "<rare.main.peryton.invalid>")
        #expect(parsed.headers["Auto-Submitted"] == "auto-generated")
        #expect(parsed.headers["Importance"] == "high" && parsed.headers["X-Priority"] == "1")
        #expect(parsed.to == ["anna@example.org", "b.a@example.org"])
        #expect(parsed.from == ["Peryton|peryton@survey.example"])
        #expect(parsed.date == "2023-10-12T10:36:40+00:00")
        #expect(
            parsed.parts.map(\.type) == [
                "multipart/related", "multipart/alternative", "text/plain", "text/html", "image/png", "image/png",
                "image/png",
            ])
        #expect(parsed.parts[2].text == NoticeText.plain([notice]))
        let html = try #require(parsed.parts[3].text)
        for picture in parsed.parts[4...] {
            let id = try #require(picture.contentID).dropFirst().dropLast()
            #expect(html.contains("src=\"cid:\(id)\""))
            #expect(picture.disposition == "inline" && (picture.bytes ?? 0) > 100)
        }
    }

    @Test("a digest of 1,000 has ten light curves and at most 300 kB of pictures")
    func digest() async throws {
        var notices = Sample.digest(1_000)
        let noise = Array(
            [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + (0..<90_000).map { UInt8($0 * 7919 % 251) })
        for index in 0..<10 { notices[index].pictures = [CutoutFile(name: "x.png", kind: "cutout", content: noise)] }
        let mail = try Self.mail(notices)
        guard let parsed = try await Self.parsed(mail, as: "digest") else { return }
        let sizes = parsed.parts.compactMap(\.bytes)
        #expect(sizes.count >= 11 && sizes.reduce(0, +) <= 300_000)
        #expect(parsed.parts[2].text?.contains("1,000 anomalies") == true)
        #expect(mail.bytes.count < 1_500_000)
    }

    @Test("hostile texts stay within their parts, and pictures that are none are left out")
    func hostile() async throws {
        let notice = Sample.hostileNotice()
        let mail = try Self.mail(
            [notice], subject: "{{object_id}}", id: "a\r\nBcc: x@y\r\n" + String(repeating: "é", count: 500))
        guard let parsed = try await Self.parsed(mail, as: "hostile") else { return }
        #expect(parsed.parts.map(\.type).allSatisfy { !$0.contains("svg") })
        #expect(parsed.parts.contains { $0.type == "text/plain" && $0.text == NoticeText.plain([notice]) })
        #expect(parsed.headers["Message-ID"]?.utf8.count ?? 999 < 250)
    }

    @Test("a template's text is both the text and the HTML, escaped there")
    func template() async throws {
        let mail = try Self.mail(
            [Sample.notice()], text: "Look: {{object_id}} <b> = 5%\n  .\n.\nFrom here ", subject: "{{object_id}} ☄")
        guard let parsed = try await Self.parsed(mail, as: "template") else { return }
        #expect(parsed.headers["Subject"] == "ZTF18abcdefg ☄")
        let text = parsed.parts.first { $0.type == "text/plain" }?.text
        #expect(text == "Look: ZTF18abcdefg <b> = 5%\n  .\n.\nFrom here ")
        #expect(parsed.parts.contains { $0.text?.contains("ZTF18abcdefg &lt;b&gt; = 5%") == true })
    }

    @Test("real packets make e-mails that Python reads")
    func real() async throws {
        let notices = try Sample.realAlerts(12).map { Sample.notice($0) }
        guard !notices.isEmpty else { return }
        _ = try await Self.parsed(try Self.mail(notices), as: "real")
    }

    @Test("the same is the same bytes, whenever it is written")
    func same() throws {
        let notices = Sample.digest(3)
        #expect(try Self.mail(notices).bytes == Self.mail(notices).bytes)
        #expect(try Self.mail(notices, id: "a/b").messageID != Self.mail(notices, id: "a_b").messageID)
    }

    @Test("quoted-printable lines have at most 76 letters, and none ends in a blank")
    func quotedPrintable() {
        let texts = [
            "", "\n", "a", "a ", "a \n b\t\n", String(repeating: "é", count: 300), String(repeating: "x", count: 76),
            String(repeating: "x", count: 77), "a\r\nb\rc\n", String(repeating: " ", count: 200), "=3D",
        ]
        for text in texts {
            let encoded = String(decoding: MailEncoding.quotedPrintable(text), as: UTF8.self)
            for line in encoded.components(separatedBy: "\r\n") {
                #expect(line.utf8.count <= 76 && !line.hasSuffix(" ") && !line.hasSuffix("\t"))
            }
        }
    }

    @Test(
        "addresses that are none, or more than one, are refused",
        arguments: [
            "", "anna", "anna@", "@example.org", "a b@example.org", "a@b@c", "a@-b.org", "a@b..org",
            "a@b.org\r\nBcc: c@d",
            "x\r\nBcc: c@d <a@b.org>", "\"a\"\"b\" <a@b.org>", "a..b@c.org", "a@[127.0.0.1]", "ä@b.org",
            String(repeating: "a", count: 65) + "@b.org",
        ])
    func refusedAddresses(text: String) {
        #expect(throws: MailAddressError.self) { try MailAddress(text) }
    }

    @Test("addresses of the usual forms are taken")
    func addresses() throws {
        #expect(try MailAddress(" Anna Lind <anna.l+x@a-b.example.org> ").address == "anna.l+x@a-b.example.org")
        #expect(try MailAddress("\"Lind, Anna\" <a@b.org>").name == "Lind, Anna")
        #expect(try MailAddress.list("a@b.org,c@localhost").map(\.address) == ["a@b.org", "c@localhost"])
        #expect(throws: MailAddressError.self) { try MailAddress.list("a@b.org,") }
    }
}
