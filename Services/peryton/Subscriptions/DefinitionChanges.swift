import Messages

/// What differs between two definitions.
enum DefinitionChanges {
    /// One line for each part that differs: its name, how it was and how it is.
    ///
    /// - Throws: `CommandFailure` for a level that was changed beside the area that was made for another.
    static func lines(from old: Subscription, to new: Subscription) throws -> [String] {
        try checkLevels(old, new)
        let (before, after) = (fields(of: old), fields(of: new))
        let names = before.map(\.name) + after.map(\.name).filter { name in !before.contains { $0.name == name } }
        var lines: [String] = []
        for name in names {
            let (was, willBe) = (before.first { $0.name == name }?.value, after.first { $0.name == name }?.value)
            guard was != willBe else { continue }
            lines.append("\(name): \(try text(was)) → \(try text(willBe))")
        }
        return lines
    }

    /// A sky map's area is kept, the map is not: its level cannot be changed without the map.
    private static func checkLevels(_ old: Subscription, _ new: Subscription) throws {
        for area in new.areas where area.shape == "skymap" {
            let same = old.areas.filter {
                $0.shape == "skymap" && $0.coverage == area.coverage && $0.label == area.label
            }
            guard let kept = same.first, !same.contains(where: { $0.credibleLevel == area.credibleLevel }) else {
                continue
            }
            throw CommandFailure(
                "sky map \(area.label): its coverage is that of level \(DefinitionValue.text(of: kept.credibleLevel)), not "
                    + "\(DefinitionValue.text(of: area.credibleLevel)); give the map's file and leave coverage out")
        }
    }

    private static func fields(of subscription: Subscription) -> [DefinitionValue.Field] {
        guard case .fields(let fields) = subscription.comparableDefinition else { return [] }
        return fields
    }

    private static func text(_ value: DefinitionValue?) throws -> String {
        guard let value else { return "none" }
        let line = try value.withoutCoverage.line()
        return line.count <= mostCharacters ? line : line.prefix(mostCharacters - 1) + "…"
    }

    private static let mostCharacters = 200
}

extension DefinitionValue {
    /// The same for people: what a map covers is a size, not thousands of letters.
    var withoutCoverage: DefinitionValue {
        switch self {
        case .text, .number, .flag: self
        case .list(let values): .list(values.map(\.withoutCoverage))
        case .fields(let fields):
            .fields(
                fields.map { field in
                    guard field.name == "coverage", case .text(let text) = field.value else {
                        return Field(field.name, field.value.withoutCoverage)
                    }
                    return Field(field.name, .text(Numbers.bytes(UInt64(text.utf8.count / 4 * 3))))
                })
        }
    }
}
