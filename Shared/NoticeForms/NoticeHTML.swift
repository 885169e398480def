import Foundation
import Messages

/// The HTML of e-mails: tables and styles within the elements, as mail programs know nothing else.
enum NoticeHTML {
    /// A page with the usual text.
    static func page(_ ordered: [Notice], _ pictures: MailPictures) -> String {
        guard let first = ordered.first else { return frame("<p>No anomalies.</p>") }
        let head = NoticeWords(first)
        guard ordered.count > 1 else {
            return frame(full(head, pictures.byNotice.first ?? []) + missing(pictures) + closing(head, isDigest: false))
        }
        var body = heading("\(NoticeWords.count(ordered.count)) anomalies for \(head.subscription), the rarest first")
        body += digestTable(ordered.prefix(NoticeText.mostListed).map(NoticeWords.Row.init))
        if ordered.count > NoticeText.mostListed {
            body += paragraph("and \(NoticeWords.count(ordered.count - NoticeText.mostListed)) more")
        }
        for (place, notice) in ordered.prefix(NoticeText.mostInFull).enumerated() {
            body += "<hr style=\"border:0;border-top:1px solid #d8dce2;margin:28px 0\">\n"
            body += full(NoticeWords(notice), place < pictures.byNotice.count ? pictures.byNotice[place] : [])
        }
        return frame(body + missing(pictures) + closing(head, isDigest: true))
    }

    /// A page with a subscriber's own text, and the pictures below it.
    static func page(ownText text: String, _ pictures: MailPictures) -> String {
        let style = "white-space:pre-wrap;font:14px/1.5 ui-monospace,Menlo,Consolas,monospace;margin:0 0 16px"
        let images = pictures.byNotice.map(Self.images).joined()
        return frame("<pre style=\"\(style)\">\(escaped(text))</pre>\n" + images + missing(pictures))
    }

    // MARK: One notice

    private static func full(_ words: NoticeWords, _ pictures: [MailPictures.Inline]) -> String {
        let about = [words.stream, words.brightness].filter { !$0.isEmpty }.joined(separator: " · ")
        var body = heading(words.objectID) + "<p style=\"margin:0 0 10px;color:#5b6472\">\(escaped(about))</p>\n"
        body += "<p style=\"margin:0 0 14px;font-size:16px\">\(rarity(words))</p>\n"
        body += facts(words) + images(pictures)
        if !words.reasons.isEmpty { body += title("Why it is odd") + reasonTable(words.reasons) }
        body += list("Why \(words.subscription) (version \(words.version)) tells you", words.matchReasons)
        body += list("On your watch-lists", words.hits.map { String(NoticeText.hitLine($0).dropFirst(2)) })
        body += neighbours(words)
        if !words.picturesMissing.isEmpty {
            body += title("Pictures") + paragraph("missing: \(words.picturesMissing)")
        }
        return body + links(words.links)
    }

    private static func rarity(_ words: NoticeWords) -> String {
        let line = NoticeText.rarityLine(words)
        let split = line.firstIndex(of: "(") ?? line.endIndex
        let feedback =
            words.judgedOneIn.isEmpty ? "" : "<br>After your feedback it counts as one in \(words.judgedOneIn)."
        return "<b>\(escaped(String(line[..<split])))</b><span style=\"color:#5b6472;font-size:13px\">"
            + "\(escaped(String(line[split...])))\(feedback)</span>"
    }

    private static func facts(_ words: NoticeWords) -> String {
        var rows: [(String, String)] = []
        if !words.ra.isEmpty {
            rows.append(("Position", "\(words.ra) \(words.dec)° &nbsp; \(words.raHMS) \(words.decDMS) (ICRS)"))
        }
        if !words.mjd.isEmpty {
            rows.append(("Time", "MJD \(words.mjd)\(words.utc.isEmpty ? "" : " &nbsp; \(words.utc) UTC")"))
        }
        rows.append(("Alert", escaped(words.alertID + (words.survey.isEmpty ? "" : " of \(words.survey)"))))
        let cells = rows.map { row in
            "<tr><td style=\"padding:2px 18px 2px 0;color:#5b6472\">\(row.0)</td><td>\(row.1)</td></tr>\n"
        }
        return "<table role=\"presentation\" cellspacing=\"0\" cellpadding=\"0\">\n" + cells.joined() + "</table>\n"
    }

    private static func images(_ pictures: [MailPictures.Inline]) -> String {
        guard !pictures.isEmpty else { return "" }
        let figures = pictures.map { picture in
            let width = picture.isLightCurve ? LightCurvePicture.width : 200
            // Stamps have few pixels, which are to be seen as they are.
            let look = picture.isLightCurve ? "" : "image-rendering:pixelated;"
            let caption =
                picture.isLightCurve || picture.caption.isEmpty
                ? "" : "<br><span style=\"font-size:12px;color:#5b6472\">\(escaped(picture.caption))</span>"
            return "<span style=\"display:inline-block;margin:6px 8px 6px 0;vertical-align:top\">"
                + "<img src=\"cid:\(picture.contentID)\" width=\"\(width)\" alt=\"\(escaped(picture.caption))\" "
                + "style=\"\(look)display:inline-block;max-width:100%;height:auto;border:0\">\(caption)</span>\n"
        }
        return "<div style=\"margin:14px 0 4px\">\n" + figures.joined() + "</div>\n"
    }

    private static func reasonTable(_ reasons: [NoticeWords.Reason]) -> String {
        let rows = reasons.map { reason in
            let value = [reason.value, reason.unit].filter { !$0.isEmpty }.joined(separator: " ")
            // A bar as wide as the share, of 120 pixels.
            let share = min(100, max(0, Int(reason.sharePercent) ?? 0))
            let bar =
                "<span style=\"display:inline-block;height:9px;width:\(share * 12 / 10)px;background:#c6501a\"></span>"
            let percent = reason.sharePercent.isEmpty ? "" : "\(reason.sharePercent) %"
            return "<tr>\(cell(reason.feature, isStrong: true))\(cell(value))\(cell(reason.typical))"
                + "<td>\(bar) \(percent)</td></tr>\n"
        }
        return table(["feature", "value", "usually", "share"], rows)
    }

    private static func neighbours(_ words: NoticeWords) -> String {
        let name = "Near it in the catalogue"
        if !words.neighboursMissing.isEmpty { return title(name) + paragraph("unknown: \(words.neighboursMissing)") }
        if words.hasNeighbours, words.neighbours.isEmpty { return title(name) + paragraph("nothing") }
        return list(name, words.neighbours.map { "\($0.separation)″ — \($0.values)" })
    }

    private static func links(_ links: [BrokerLink]) -> String {
        guard !links.isEmpty else { return "" }
        let items = links.map { link in
            "<a href=\"\(escaped(link.url))\" style=\"color:#0b5cad;margin-right:14px\">\(escaped(link.broker))</a>"
        }
        return title("Pages about it") + "<p style=\"margin:0;line-height:1.8\">\(items.joined(separator: "\n"))</p>\n"
    }

    private static func missing(_ pictures: MailPictures) -> String {
        guard pictures.leftOut > 0 else { return "" }
        return paragraph("\(pictures.leftOut) pictures left out: a message has room for 300 kB of them.")
    }

    private static func closing(_ words: NoticeWords, isDigest: Bool) -> String {
        let code = "font-family:ui-monospace,Menlo,Consolas,monospace;background:#eef0f3;padding:1px 5px"
        let lines = NoticeText.closing(words, isDigest: isDigest).dropFirst().map { line in
            let parts = line.components(separatedBy: "  ")
            let command = parts.dropFirst().joined(separator: "  ")
            return "\(escaped(parts[0])) <span style=\"\(code)\">\(escaped(command))</span>"
        }
        return "<p style=\"margin:28px 0 0;padding-top:12px;border-top:1px solid #d8dce2;font-size:13px;"
            + "color:#5b6472;line-height:2\">\(lines.joined(separator: "<br>\n"))</p>\n"
    }

    // MARK: Digests

    private static func digestTable(_ rows: [NoticeWords.Row]) -> String {
        let lines = rows.enumerated().map { place, row in
            let position = row.ra.isEmpty ? "" : "\(row.ra) \(row.dec)"
            let texts = [row.brightness, row.oneIn, position, row.feature, row.alertID]
            return "<tr>\(cell("\(place + 1)"))\(cell(row.objectID, isStrong: true))"
                + texts.map { cell($0) }.joined() + "</tr>\n"
        }
        return table(["#", "object", "brightness", "1 in", "RA Dec (deg)", "odd by", "alert"], lines)
    }
}
