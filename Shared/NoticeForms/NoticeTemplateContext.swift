import Messages

/// Makes what a template's names stand for.
struct TemplateContext {
    let budget: TemplateBudget
    let literalBytes: [String: Int]

    /// The names outside of all sections.
    func root(_ notices: [Notice]) -> TemplateEntry {
        var values = notices.first.map { notice($0).values } ?? [:]
        values["count"] = text("\(notices.count)")
        values["notices"] = list("notices", notices) { notice($0) }
        return TemplateEntry(values: values)
    }

    private func notice(_ notice: Notice) -> TemplateEntry {
        let words = NoticeWords(notice)
        var values: [String: Any] = [
            "project": words.project, "subscription": words.subscription, "priority": words.priority,
            "stream": words.stream, "survey": words.survey, "alert_id": words.alertID, "object_id": words.objectID,
            "forest": words.forest, "ra": words.ra, "dec": words.dec, "ra_hms": words.raHMS, "dec_dms": words.decDMS,
            "mjd": words.mjd, "utc": words.utc, "band": words.band, "magnitude": words.magnitude,
            "magnitude_error": words.magnitudeError, "score": words.score,
            "tail_probability": words.tailProbability, "one_in": words.oneIn, "judged_one_in": words.judgedOneIn,
            "neighbours_missing": words.neighboursMissing, "pictures_missing": words.picturesMissing,
            "feedback_command": words.feedbackCommand, "stop_command": words.stopCommand,
        ].mapValues { text($0) }
        values["reasons"] = list("reasons", words.reasons) {
            entry([
                "feature": $0.feature, "value": $0.value, "typical": $0.typical, "unit": $0.unit,
                "share_percent": $0.sharePercent,
            ])
        }
        values["match_reasons"] = list("match_reasons", words.matchReasons) { text($0) }
        values["watchlist_hits"] = list("watchlist_hits", words.hits) {
            entry([
                "watchlist": $0.watchlist, "row": $0.row, "separation_arcsec": $0.separation, "comment": $0.comment,
            ])
        }
        values["neighbours"] = list("neighbours", words.neighbours) {
            entry(["separation_arcsec": $0.separation, "values": $0.values])
        }
        values["links"] = list("links", words.links) { entry(["broker": $0.broker, "url": $0.url]) }
        return TemplateEntry(values: values)
    }

    private func text(_ text: String) -> TemplateText { TemplateText(text: text, budget: budget) }

    private func entry(_ texts: [String: String]) -> TemplateEntry {
        TemplateEntry(values: texts.mapValues { text($0) })
    }

    private func list<Element>(
        _ name: String, _ elements: [Element], _ entry: @escaping (Element) -> Any
    ) -> TemplateList {
        TemplateList(count: elements.count, bytesAnEntry: literalBytes[name] ?? 0, budget: budget) {
            entry(elements[$0])
        }
    }
}
