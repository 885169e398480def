public import Messages

/// A notice, or a digest, as the JSON that Slack and the likes of it (Mattermost, Rocket.Chat, Discord's /slack) take by
/// incoming webhooks.
///
/// `text` is for notifications and for those that know no blocks; `blocks` are a header, sections and a context with
/// links. Publishers' texts cannot mention people or channels, nor be links: `&`, `<` and `>` are escaped. Slack's limits
/// hold: 50 blocks, 3,000 letters a text, 150 in a header.
public struct SlackMessage: Sendable {
    /// The request's body.
    public let json: [UInt8]

    /// The most blocks of a message.
    static let mostBlocks = 50
    /// The most letters of a section's text, 2,000 of a field's.
    static let mostLetters = 3_000
    /// How many notices of a digest have a section of their own.
    static let mostSections = 20

    /// Writes the message.
    ///
    /// - Parameters:
    ///   - notices: one, or those of a digest.
    ///   - textTemplate: of the text; nil: the usual one. Its `<`, `>` and `&` are shown as they are, its `*`, `_` and
    ///     backquotes are marks of Slack's.
    public init(notices: [Notice], textTemplate: NoticeTemplate? = nil) {
        let ordered = NoticeText.sorted(notices)
        let message: SlackJSON
        if let textTemplate {
            message = Self.own(textTemplate.text(notices), fallback: NoticeText.subject(notices))
        } else if ordered.count == 1, let notice = ordered.first {
            message = Self.single(NoticeWords(notice), fallback: NoticeText.subject(notices))
        } else {
            message = Self.digest(ordered)
        }
        // Texts and lists of them: there is nothing in it that JSON cannot say.
        json = Array(((try? message.sortedJSON()) ?? "").utf8)
    }

    // MARK: Forms

    private static func own(_ text: String, fallback: String) -> SlackJSON {
        // Slack refuses messages without text.
        let text = text.allSatisfy(\.isWhitespace) ? "\(fallback) (the template gave no text)" : text
        var blocks = pieces(escaped(text)).map { SlackBlock.section($0) }
        if blocks.count > mostBlocks {
            blocks = blocks.prefix(mostBlocks - 1) + [.context("_… the text goes on_")]
        }
        return SlackJSON(text: cut(escaped(text), mostLetters), blocks: blocks)
    }

    private static func single(_ words: NoticeWords, fallback: String) -> SlackJSON {
        var blocks = [SlackBlock.header(NoticeText.headline(words))]
        let rarity = NoticeWords.rarity(words.oneIn)
        let judged = words.judgedOneIn.isEmpty ? "" : "\nAfter your feedback it counts as one in \(words.judgedOneIn)."
        let score = words.score.isEmpty ? "" : ", score \(words.score)"
        blocks.append(
            .section(
                "*\(rarity.prefix(1).uppercased() + rarity.dropFirst())* "
                    + "(tail probability \(words.tailProbability)\(score), forest \(escaped(words.forest)))\(judged)",
                fields: fields(words)))
        let reasons = words.reasons.map { reason in
            let value = [reason.value, reason.unit].filter { !$0.isEmpty }.joined(separator: " ")
            let share = reason.sharePercent.isEmpty ? "" : ", \(reason.sharePercent) %"
            return "\(reason.feature) \(value) (usually \(reason.typical)\(share))"
        }
        blocks += list("Why it is odd", reasons)
        blocks += list("Why \(words.subscription) tells you", words.matchReasons)
        blocks += list("On your watch-lists", words.hits.map { String(NoticeText.hitLine($0).dropFirst(2)) })
        var near = words.neighbours.map { "\($0.separation)″ \($0.values)" }
        if !words.neighboursMissing.isEmpty { near = ["unknown: \(words.neighboursMissing)"] }
        blocks += list("Near it in the catalogue", near)
        if !words.links.isEmpty { blocks.append(.context(links(words.links))) }
        blocks.append(.context("Worth a look? `\(escaped(words.feedbackCommand.replacing("`", with: "'")))`"))
        return SlackJSON(text: escaped(fallback), blocks: blocks)
    }

    private static func digest(_ ordered: [Notice]) -> SlackJSON {
        guard let first = ordered.first else {
            return SlackJSON(text: "No anomalies.", blocks: [.section("No anomalies.")])
        }
        let head = NoticeWords(first)
        let title = "\(NoticeWords.count(ordered.count)) anomalies for \(head.subscription), the rarest first"
        var blocks = [SlackBlock.header(title)]
        for (place, notice) in ordered.prefix(mostSections).enumerated() {
            let words = NoticeWords(notice)
            let odd = words.reasons.prefix(2).map { "\($0.feature) \($0.value)" }.joined(separator: ", ")
            let brightness = words.brightness.isEmpty ? "" : " · \(escaped(words.brightness))"
            let position = words.ra.isEmpty ? "" : "\n\(words.ra) \(words.dec)"
            let pages = words.links.isEmpty ? "" : "\n\(links(Array(words.links.prefix(5))))"
            let line =
                "*\(place + 1). \(escaped(words.objectID))*\(brightness) · 1 in \(words.oneIn) · \(escaped(odd))"
                + "\(position) · alert \(escaped(words.alertID))\(pages)"
            blocks.append(.section(cut(line, mostLetters)))
        }
        if ordered.count > mostSections {
            blocks.append(.context("and \(NoticeWords.count(ordered.count - mostSections)) more"))
        }
        let command = NoticeText.closing(head, isDigest: true)[1]
        blocks.append(.context(escaped(command)))
        return SlackJSON(text: escaped(NoticeText.subject(ordered)), blocks: blocks)
    }

    // MARK: Parts

    private static func fields(_ words: NoticeWords) -> [String] {
        var fields: [String] = []
        if !words.ra.isEmpty {
            fields.append("*Position (ICRS)*\n\(words.ra) \(words.dec)\n\(words.raHMS) \(words.decDMS)")
        }
        if !words.mjd.isEmpty { fields.append("*Time*\nMJD \(words.mjd)\n\(words.utc) UTC") }
        fields.append("*Alert*\n\(escaped(words.alertID))")
        fields.append("*Stream*\n\(escaped(words.stream))")
        return fields
    }

    private static func list(_ title: String, _ items: [String]) -> [SlackBlock] {
        guard !items.isEmpty else { return [] }
        let lines = items.map { "• \(escaped($0))" }.joined(separator: "\n")
        return [.section(cut("*\(escaped(title))*\n\(lines)", mostLetters))]
    }

    private static func links(_ links: [BrokerLink]) -> String {
        links.map { "<\(escaped($0.url))|\($0.broker)>" }.joined(separator: " · ")
    }

    /// Slack's own escapes; what remains of `*` and `_` changes the look and nothing else.
    static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }

    /// An escaped text with at most so many letters; an escape is not divided.
    static func cut(_ text: String, _ most: Int) -> String {
        guard text.utf16.count > most else { return text }
        var kept = Substring(text)
        while kept.utf16.count > most - 1 {
            kept = kept.prefix(max(0, kept.count - max(1, (kept.utf16.count - most) / 2)))
        }
        if let start = kept.lastIndex(of: "&"), !kept[start...].contains(";") { kept = kept[..<start] }
        return kept + "…"
    }

    /// An escaped text in pieces of at most 3,000 letters, divided at ends of lines where that can be.
    private static func pieces(_ text: String) -> [String] {
        var pieces: [String] = []
        var piece = ""
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if !piece.isEmpty, piece.utf16.count + 1 + line.utf16.count > mostLetters {
                pieces.append(piece)
                piece = ""
            }
            piece += (piece.isEmpty ? "" : "\n") + cut(String(line), mostLetters)
        }
        // Slack refuses a section without text.
        return (pieces + [piece]).filter { !$0.allSatisfy(\.isWhitespace) }
    }
}
