import Foundation
import Messages
import Yams

/// A subscription as a file defines it.
struct Definition {
    var subscription: Subscription
    /// File and line where it begins.
    var place: String
}

/// Reads definitions: YAML, one subscription a document.
struct DefinitionReader {
    /// The file, for the words of errors.
    let path: String
    /// Folder that names of files in it start from.
    let folder: String

    private static let known = [
        "name", "comment", "paused", "streams", "tail", "score", "nightly", "where", "watchlists", "condition",
        "per-object", "calm", "neighbours", "picture", "to",
    ]

    /// Every subscription of a text.
    ///
    /// - Throws: `CommandFailure` with the line where something is not as it should be.
    func definitions(in text: String) throws -> [Definition] {
        var documents: [Node] = []
        do {
            var nodes = try Yams.compose_all(yaml: text)
            while let node = nodes.next() { documents.append(node) }
            // A sequence that fails just ends, and keeps why.
            if let error = nodes.error { throw error }
        } catch {
            throw Self.failure(path, error)
        }
        return try documents.filter { $0.null == nil }.map { node in
            let fields = try DefinitionFields(node, of: path, what: "a subscription", known: Self.known)
            return Definition(subscription: try subscription(fields), place: "\(path), line \(fields.line)")
        }
    }

    private func subscription(_ fields: DefinitionFields) throws -> Subscription {
        var subscription = Subscription(
            name: try fields.text("name") ?? "", streams: try fields.texts("streams") ?? [],
            tailProbabilityLimit: try fields.number("tail") ?? 0, isPaused: try fields.flag("paused") ?? false,
            scoreLimit: try fields.number("score") ?? 0, nightlyBudget: try fields.number("nightly") ?? 0,
            watchlists: try fields.texts("watchlists") ?? [], condition: try fields.text("condition") ?? "",
            comment: try fields.text("comment") ?? "")
        subscription.areas = try (fields.items("where") ?? []).map { try area($0) }
        subscription.channels = try (fields.items("to") ?? []).map { try channel($0) }
        if let rule = try fields.fields("per-object", known: ["cooldown", "first-only", "score-rise"]) {
            subscription.perObject = try Self.objectRule(rule)
        }
        if let calm = try fields.fields("calm", known: ["cap", "quiet", "time-zone", "digest", "priority"]) {
            subscription.calm = Calm(
                hourlyCap: try calm.count("cap") ?? 0, quietHours: try calm.text("quiet") ?? "",
                timeZone: try calm.text("time-zone") ?? "", digest: try calm.text("digest") ?? "",
                priority: try calm.text("priority") ?? "")
        }
        if let neighbours = try fields.fields("neighbours", known: ["table", "radius"]) {
            guard let table = try neighbours.text("table") else {
                throw fields.failure("neighbours", "neighbours name no table; expected table: dr1.main")
            }
            subscription.neighbourTable = table
            subscription.neighbourRadiusArcseconds = try neighbours.number("radius") ?? DefinitionOptions.usualRadius
        }
        if let picture = try fields.fields("picture", known: ["kind", "size", "bands"]) {
            subscription.picture = try picture.text("kind") ?? ""
            guard ["stamp", "cutout"].contains(subscription.picture) else {
                throw picture.failure("kind", "picture has no known kind; expected kind: stamp or kind: cutout")
            }
            subscription.pictureSizeArcminutes = try picture.number("size") ?? 0
            subscription.pictureBands = try picture.text("bands") ?? ""
        }
        return subscription
    }

    private static func objectRule(_ fields: DefinitionFields) throws -> ObjectRule {
        var rule = ObjectRule(
            isFirstOnly: try fields.flag("first-only") ?? false, scoreRise: try fields.number("score-rise") ?? 0)
        if let text = try fields.text("cooldown") {
            guard let hours = TimeText.hours(text) else {
                throw fields.failure("cooldown", "cooldown is '\(text)'; expected a duration, such as 12 h or 30 min")
            }
            rule.cooldownHours = hours
        }
        return rule
    }

    private static func failure(_ path: String, _ error: any Error) -> CommandFailure {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            DefinitionFields.failure(path, mark.line, "is no valid YAML: \(problem)")
        default:
            CommandFailure(
                "\(path): is no valid YAML: "
                    + "\(error)".split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
                    .joined(separator: " "))
        }
    }
}
