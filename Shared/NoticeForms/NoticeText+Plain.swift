public import Messages

extension NoticeText {
    /// The notice, or the digest, as plain text; lines end with a line feed.
    public static func plain(_ notices: [Notice]) -> String {
        if notices.count == 1, let notice = notices.first {
            let words = NoticeWords(notice)
            return (full(words) + [""] + closing(words, isDigest: false)).joined(separator: "\n") + "\n"
        }
        return digest(notices).joined(separator: "\n") + "\n"
    }

    // MARK: One notice

    /// Everything about one anomaly.
    static func full(_ words: NoticeWords) -> [String] {
        var lines = [headline(words), rarityLine(words), ""]
        if !words.judgedOneIn.isEmpty {
            lines.insert("After your feedback it counts as one in \(words.judgedOneIn).", at: 2)
        }
        if !words.ra.isEmpty {
            lines.append("Position  \(words.ra) \(words.dec) deg = \(words.raHMS) \(words.decDMS) (ICRS)")
        }
        if !words.mjd.isEmpty {
            lines.append("Time      MJD \(words.mjd)\(words.utc.isEmpty ? "" : " = \(words.utc) UTC")")
        }
        lines.append("Alert     \(words.alertID)\(words.survey.isEmpty ? "" : " of \(words.survey)")")
        lines += section("Why it is odd", reasonTable(words))
        lines += section(
            "Why \(words.subscription) (version \(words.version)) tells you", words.matchReasons.map { "  - \($0)" })
        lines += section("On your watch-lists", words.hits.map(hitLine))
        lines += section("Near it in the catalogue", neighbourLines(words))
        lines += section("Pictures", words.picturesMissing.isEmpty ? [] : ["  missing: \(words.picturesMissing)"])
        let width = words.links.map(\.broker.count).max() ?? 0
        lines += section("Pages about it", words.links.map { "  \(left($0.broker, width))  \($0.url)" })
        return lines
    }

    static func headline(_ words: NoticeWords) -> String {
        let parts = [words.objectID, "stream \(words.stream)", words.brightness]
        return parts.filter { !$0.isEmpty }.joined(separator: "  ·  ")
    }

    static func rarityLine(_ words: NoticeWords) -> String {
        let rarity = NoticeWords.rarity(words.oneIn)
        let score = words.score.isEmpty ? "" : ", score \(words.score)"
        return rarity.prefix(1).uppercased() + rarity.dropFirst()
            + " (tail probability \(words.tailProbability)\(score), forest \(words.forest))."
    }

    static func hitLine(_ hit: NoticeWords.Hit) -> String {
        let comment = hit.comment.isEmpty ? "" : ": \(hit.comment)"
        return "  \(hit.separation)″ from \(hit.row) of \(hit.watchlist)\(comment)"
    }

    private static func neighbourLines(_ words: NoticeWords) -> [String] {
        if !words.neighboursMissing.isEmpty { return ["  unknown: \(words.neighboursMissing)"] }
        if words.hasNeighbours, words.neighbours.isEmpty { return ["  nothing"] }
        let width = words.neighbours.map(\.separation.count).max() ?? 0
        return words.neighbours.map { "  \(right($0.separation, width))″  \($0.values)" }
    }

    private static func reasonTable(_ words: NoticeWords) -> [String] {
        guard !words.reasons.isEmpty else { return [] }
        let rows =
            [("", "value", "usually", "share")]
            + words.reasons.map { reason in
                let value = [reason.value, reason.unit].filter { !$0.isEmpty }.joined(separator: " ")
                let share = reason.sharePercent.isEmpty ? "" : reason.sharePercent + " %"
                return (reason.feature, value, reason.typical, share)
            }
        let widths = [rows.map(\.0.count).max(), rows.map(\.1.count).max(), rows.map(\.2.count).max()].map { $0 ?? 0 }
        return rows.map {
            "  \(left($0.0, widths[0]))  \(left($0.1, widths[1]))  \(left($0.2, widths[2]))  \(right($0.3, 5))"
        }
    }

    /// How to answer, and how to stop.
    static func closing(_ words: NoticeWords, isDigest: Bool) -> [String] {
        let feedback =
            isDigest
            ? "peryton feedback give \(NoticeWords.argument(words.subscription)) <alert id> yes|no|boring"
            : words.feedbackCommand
        return [
            "-- ", "Worth a look?  \(feedback)", "To stop these:  \(words.stopCommand)",
        ]
    }

    // MARK: Digests

    private static func digest(_ notices: [Notice]) -> [String] {
        let ordered = sorted(notices)
        guard let first = ordered.first else { return ["No anomalies."] }
        let head = NoticeWords(first)
        var lines = ["\(NoticeWords.count(notices.count)) anomalies for \(head.subscription), the rarest first.", ""]
        lines += digestTable(ordered.prefix(mostListed).map(NoticeWords.Row.init))
        if notices.count > mostListed {
            lines.append("  and \(NoticeWords.count(notices.count - mostListed)) more")
        }
        for (place, notice) in ordered.prefix(mostInFull).enumerated() {
            lines += ["", "", "\(place + 1)  " + String(repeating: "=", count: 68)]
            lines += full(NoticeWords(notice))
        }
        if notices.count > mostInFull {
            lines += ["", "", "The other \(NoticeWords.count(notices.count - mostInFull)) are in the table alone."]
        }
        return lines + [""] + closing(head, isDigest: true)
    }

    private static func digestTable(_ rows: [NoticeWords.Row]) -> [String] {
        let heads = ["#", "object", "RA deg", "Dec deg", "brightness", "1 in", "alert", "odd by"]
        let cells = rows.enumerated().map { place, row in
            ["\(place + 1)", row.objectID, row.ra, row.dec, row.brightness, row.oneIn, row.alertID, row.feature]
        }
        let widths = heads.indices.map { column in ([heads] + cells).map { $0[column].count }.max() ?? 0 }
        let isNumber = [true, false, true, true, false, true, false, false]
        return ([heads] + cells).map { row in
            let texts = row.indices.map { isNumber[$0] ? right(row[$0], widths[$0]) : left(row[$0], widths[$0]) }
            return "  " + trimmed(texts.joined(separator: "  "))
        }
    }

    // MARK: Lines

    private static func section(_ title: String, _ lines: [String]) -> [String] {
        lines.isEmpty ? [] : ["", title] + lines.map(trimmed)
    }

    static func left(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    static func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    private static func trimmed(_ line: String) -> String {
        var kept = Substring(line)
        while kept.hasSuffix(" ") { kept.removeLast() }
        return String(kept)
    }
}
