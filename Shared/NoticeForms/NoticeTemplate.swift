public import Messages
import Mustache

/// A subscriber's own text for notices: a Mustache template, checked when it is made.
///
/// ```mustache
/// {{count}} anomalies of {{subscription}}:
/// {{#notices}}
/// {{object_id}} {{band}} {{magnitude}}: {{#reasons}}{{feature}} {{value}} {{unit}}; {{/reasons}}
/// {{/notices}}
/// ```
///
/// There are values (`{{name}}`; `{{{name}}}` and `{{&name}}` are the same), sections (`{{#name}}…{{/name}}`: for each
/// entry of a list, or where a value is not empty), inverted sections (`{{^name}}`: where there is nothing) and comments
/// (`{{! … }}`); no partials, functions, pragmas or other delimiters. The result is plain text: `<` and `&` stay as they
/// are.
///
/// **Names.** Of a notice: `project`, `subscription`, `priority`, `stream`, `survey`, `alert_id`, `object_id`, `forest`,
/// `ra` and `dec` (ICRS, degrees), `ra_hms` and `dec_dms`, `mjd` and `utc` (of the exposure), `band`, `magnitude`,
/// `magnitude_error`, `score`, `tail_probability`, `one_in` (that an alert scores as high comes once in so many ordinary
/// ones), `judged_one_in` (the same after the subscriber's feedback, empty without any), `neighbours_missing` and
/// `pictures_missing` (why, empty where nothing is missing), `feedback_command`, `stop_command`. Lists: `reasons`
/// (`feature`, `value`, `typical`, `unit`, `share_percent`), `match_reasons` (each `{{.}}`), `watchlist_hits`
/// (`watchlist`, `row`, `separation_arcsec`, `comment`), `neighbours` (`separation_arcsec`, `values`), `links` (`broker`,
/// `url`). Outside of sections: `count`, and `notices`, a list of all, the rarest first; there the names of a notice are
/// those of the rarest.
///
/// A template with neither `notices` nor `count` is filled in for each notice of a digest.
///
/// Nothing outside of the notices can be read: only these names are known, and they are texts.
public struct NoticeTemplate: Sendable {
    /// The most bytes of a template.
    public static let mostBytes = 10_000
    /// The most bytes of the text that comes of one.
    public static let mostTextBytes = 200_000
    /// What stands at the end of a text that was cut there.
    public static let cutMark = "\n[… cut: a text has at most 200 kB]\n"

    /// The template as it was written.
    public let source: String
    private let template: MustacheTemplate
    private let scan: NoticeTemplateScan

    /// Checks a template.
    ///
    /// - Throws: a `NoticeTemplateError` with the line and column of the first fault.
    public init(_ text: String) throws(NoticeTemplateError) {
        guard text.utf8.count <= Self.mostBytes else {
            throw NoticeTemplateError(
                line: 0, column: 0, problem: "has \(text.utf8.count) bytes, at most \(Self.mostBytes) are allowed")
        }
        scan = try NoticeTemplateScan(text)
        do {
            // The library takes text for HTML unless told otherwise, on a line of its own.
            template = try MustacheTemplate(string: "{{% CONTENT_TYPE:TEXT }}\n" + text)
        } catch let error as MustacheTemplate.ParserError {
            throw NoticeTemplateError(
                line: error.context.lineNumber - 1, column: error.context.columnNumber, problem: "\(error.error)")
        } catch {
            throw NoticeTemplateError(line: 0, column: 0, problem: "\(error)")
        }
        source = text
    }

    /// The template filled in: at most `mostTextBytes`, whatever the template.
    ///
    /// Empty for no notices.
    public func text(_ notices: [Notice]) -> String {
        guard !notices.isEmpty else { return "" }
        let ordered = NoticeText.sorted(notices)
        let budget = TemplateBudget(bytes: Self.mostTextBytes)
        if scan.tellsAll || ordered.count == 1 { return Self.cut(filled(ordered, budget), budget) }
        var texts: [String] = []
        for notice in ordered where budget.take(source.utf8.count) { texts.append(filled([notice], budget)) }
        return Self.cut(texts.joined(separator: "\n"), budget)
    }

    /// The template filled in as a subject: one line of at most 200 letters.
    ///
    /// A template with neither `notices` nor `count` is filled in for the rarest notice, and the number of others is told
    /// behind it.
    public func subject(_ notices: [Notice]) -> String {
        guard let first = NoticeText.sorted(notices).first else { return "" }
        let isForAll = scan.tellsAll || notices.count == 1
        let lines = text(isForAll ? notices : [first]).split(whereSeparator: \.isNewline).joined(separator: " ")
        let others = isForAll ? "" : " (and \(NoticeWords.count(notices.count - 1)) more)"
        return NoticeWords.shortened(lines, 200) + others
    }

    private func filled(_ ordered: [Notice], _ budget: TemplateBudget) -> String {
        template.render(TemplateContext(budget: budget, literalBytes: scan.literalBytes).root(ordered))
    }

    /// The text with the mark of a cut, where it is too long or not all of it was made.
    private static func cut(_ text: String, _ budget: TemplateBudget) -> String {
        guard text.utf8.count > mostTextBytes || budget.rest <= 0 else { return text }
        var kept = Array(text.utf8.prefix(mostTextBytes - cutMark.utf8.count + 1))
        // A letter is not cut in the middle: bytes 10xxxxxx go on with one.
        while let last = kept.popLast(), last & 0b1100_0000 == 0b1000_0000 {}
        return String(decoding: kept, as: UTF8.self) + cutMark
    }
}
