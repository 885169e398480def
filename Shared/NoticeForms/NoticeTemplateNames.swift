import Tables

/// What a name of a template stands for.
indirect enum TemplateShape: Sendable {
    /// A text; as a section it is shown where the text is not empty.
    case text
    /// Plain texts, one after the other, each `{{.}}`.
    case texts
    /// Entries with names of their own.
    case entries([String: TemplateShape])

    /// The names of a notice.
    static let notice: [String: TemplateShape] = {
        let texts = [
            "project", "subscription", "priority", "stream", "survey", "alert_id", "object_id", "forest", "ra", "dec",
            "ra_hms", "dec_dms", "mjd", "utc", "band", "magnitude", "magnitude_error", "score", "tail_probability",
            "one_in", "judged_one_in", "neighbours_missing", "pictures_missing", "feedback_command", "stop_command",
        ]
        var names = Dictionary(uniqueKeysWithValues: texts.map { ($0, TemplateShape.text) })
        names["reasons"] = entries(["feature", "value", "typical", "unit", "share_percent"])
        names["match_reasons"] = .texts
        names["watchlist_hits"] = entries(["watchlist", "row", "separation_arcsec", "comment"])
        names["neighbours"] = entries(["separation_arcsec", "values"])
        names["links"] = entries(["broker", "url"])
        return names
    }()

    /// The names outside of all sections: those of the rarest notice, `count`, and the list of all `notices`.
    static let root = notice.merging(["count": .text, "notices": .entries(notice)]) { $1 }

    private static func entries(_ names: [String]) -> TemplateShape {
        .entries(Dictionary(uniqueKeysWithValues: names.map { ($0, .text) }))
    }
}

/// The names that can be used at a place of a template: those of the sections about it, and of the notice.
struct TemplateScope {
    /// A section that is open.
    struct Section {
        let name: String
        let shape: TemplateShape
        /// Whether it is shown where there is nothing.
        let isInverted: Bool
        let line, column: Int
    }

    private(set) var sections: [Section] = []

    /// What a name stands for here; nil where it is unknown.
    func shape(of name: String) -> TemplateShape? {
        for section in sections.reversed() where !section.isInverted {
            if case .entries(let names) = section.shape, let shape = names[name] { return shape }
        }
        return TemplateShape.root[name]
    }

    /// What `{{.}}` is here; nil where it is nothing that can be shown.
    var hasElement: Bool {
        // Within {{^list}} the library means the list itself.
        guard let section = sections.last, !section.isInverted else { return false }
        if case .entries = section.shape { return false }
        return true
    }

    mutating func open(_ section: Section) { sections.append(section) }
    mutating func close() { sections.removeLast() }

    /// Whether a list is open already.
    func isInside(_ name: String) -> Bool {
        sections.contains { section in
            if case .text = section.shape { return false }
            return section.name == name && !section.isInverted
        }
    }

    /// What to say of a name that is unknown here.
    func unknown(_ name: String) -> String {
        var names = Set(TemplateShape.root.keys)
        for section in sections {
            if case .entries(let more) = section.shape { names.formUnion(more.keys) }
        }
        let nearest = Suggestions.nearest(to: name, among: names)
        if !nearest.isEmpty { return "there is no \(name)" + Suggestions.question(nearest) }
        for (list, shape) in TemplateShape.root.sorted(by: { $0.key < $1.key }) {
            if case .entries(let inner) = shape, inner[name] != nil {
                return "there is no \(name) here; it is in the section {{#\(list)}}…{{/\(list)}}"
            }
        }
        return "there is no \(name); expected one of \(names.sorted().joined(separator: ", "))"
    }
}
