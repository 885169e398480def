import Foundation
import Messages
import Testing

@testable import NoticeForms

@Suite("Usual texts of notices")
struct NoticeTextTests {
    @Test("a notice with all it can have is told as its snapshots say")
    func full() throws {
        let notice = try Sample.fullNotice()
        try Snapshot("notice.txt").expect(NoticeText.plain([notice]))
        try Snapshot("notice.html").expect(NoticeText.html([notice]))
        #expect(NoticeText.subject([notice]) == "[peryton main/rare] ZTF18abcdefg in ztf, r 18.32 ± 0.04, 1 in 4,800")
    }

    @Test("a notice with little in it is told without empty sections")
    func bare() throws {
        var notice = Sample.notice()
        notice.matchReasons = []
        notice.anomaly.explanation = []
        notice.anomaly.alert.magnitude = .nan
        notice.anomaly.alert.magnitudeError = .nan
        notice.anomaly.alert.survey = ""
        try Snapshot("bare.txt").expect(NoticeText.plain([notice]))
        notice.neighbours = TableData()
        #expect(NoticeText.plain([notice]).contains("Near it in the catalogue\n  nothing\n"))
    }

    @Test("a digest has a table, the rarest first, and ten in full")
    func digest() throws {
        let notices = Sample.digest(12)
        try Snapshot("digest.txt").expect(NoticeText.plain(notices))
        try Snapshot("digest.html").expect(NoticeText.html(notices))
        #expect(NoticeText.subject(notices).hasPrefix("[peryton main/rare] 12 anomalies, first of them ZTF19aaaaaaa"))
    }

    @Test("a digest of 2,000 lists a thousand and counts the others")
    func many() {
        let text = NoticeText.plain(Sample.digest(2_000))
        #expect(text.contains("2,000 anomalies for rare"))
        #expect(text.contains("\n  and 1,000 more\n"))
        #expect(text.utf8.count < 200_000)
        #expect(NoticeText.html(Sample.digest(2_000)).utf8.count < 1_000_000)
    }

    @Test("no notices make a text as well")
    func none() {
        #expect(NoticeText.plain([]) == "No anomalies.\n")
        #expect(NoticeText.html([]).contains("No anomalies."))
        #expect(NoticeText.subject([]) == "")
    }

    @Test("others' texts are neither HTML, nor control characters, nor commands of a shell")
    func hostile() throws {
        let notice = Sample.hostileNotice()
        let (plain, html) = (NoticeText.plain([notice]), NoticeText.html([notice]))
        for text in [plain, html, NoticeText.subject([notice])] {
            #expect(!text.unicodeScalars.contains { $0.properties.generalCategory == .format })
            #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
            #expect(!text.contains("\u{2028}"))
        }
        #expect(!html.contains("<script"))
        #expect(!html.contains("</script") && !html.contains("<svg"))
        #expect(!plain.contains("\nBcc"))
        // The shell's own reading of the command: one word, whatever is in it.
        let words = NoticeWords(notice)
        #expect(NoticeWords.argument("a'b; rm") == "'a'\\''b; rm'")
        #expect(words.feedbackCommand.hasPrefix("peryton feedback give '"))
    }

    @Test("a text of a megabyte is cut to 300 letters, accents counted")
    func long() {
        #expect(NoticeWords.shown(String(repeating: "x", count: 1_000_000)).count == 301)
        #expect(NoticeWords.shown("e" + String(repeating: "\u{301}", count: 100_000)).unicodeScalars.count <= 301)
    }

    @Test(
        "a tail probability is told as one in so many",
        arguments: [
            (0.000_208, "4,800"), (1, "1"), (0.5, "2"), (0.011, "91"), (0.001, "1,000"), (1.234e-7, "8,100,000"),
            (0, ""), (-1, ""), (Double.nan, ""), (2, ""),
        ])
    func oneIn(probability: Double, text: String) {
        #expect(NoticeWords.oneIn(probability) == text)
    }

    @Test("times are told in UTC, and not where they are none")
    func times() {
        #expect(NoticeWords.utc(mjd: 60_229.4375) == "2023-10-12 10:30:00")
        #expect(NoticeWords.utc(mjd: 40_588) == "1970-01-02 00:00:00")
        #expect(NoticeWords.utc(mjd: 1e12) == "")
        #expect(NoticeWords.utc(mjd: .nan) == "")
    }
}
