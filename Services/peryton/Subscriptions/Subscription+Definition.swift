import Foundation
import Messages

extension Subscription {
    /// What its owner says of it, under the names of a definition; what is not there is left out.
    var definition: DefinitionValue {
        var fields: [DefinitionValue.Field] = [.init("name", .text(name))]
        func add(_ name: String, _ value: DefinitionValue, if isThere: Bool) {
            if isThere { fields.append(.init(name, value)) }
        }
        add("comment", .text(comment), if: !comment.isEmpty)
        add("paused", .flag(true), if: isPaused)
        add("streams", .texts(streams), if: !streams.isEmpty)
        add("tail", .number(tailProbabilityLimit), if: tailProbabilityLimit != 0)
        add("score", .number(scoreLimit), if: scoreLimit != 0)
        add("nightly", .number(nightlyBudget), if: nightlyBudget != 0)
        add("where", .list(areas.map(\.definition)), if: !areas.isEmpty)
        add("watchlists", .texts(watchlists), if: !watchlists.isEmpty)
        add("condition", .text(condition), if: !condition.isEmpty)
        add("per-object", .fields(perObject.fields), if: !perObject.fields.isEmpty)
        add("calm", .fields(calm.fields), if: !calm.fields.isEmpty)
        add("neighbours", .fields(neighbourFields), if: !neighbourTable.isEmpty)
        add("picture", .fields(pictureFields), if: !picture.isEmpty)
        add("to", .list(channels.map(\.definition)), if: !channels.isEmpty)
        return .fields(fields)
    }

    /// The definition with all that the service fills in where it is left out, for comparisons.
    var comparableDefinition: DefinitionValue {
        var filled = self
        if filled.channels.isEmpty { filled.channels = [Channel(kind: "nats")] }
        for index in filled.channels.indices {
            if filled.channels[index].name == filled.channels[index].kind { filled.channels[index].name = "" }
            if filled.channels[index].format == "json" { filled.channels[index].format = "" }
            // A secret that is given cannot be compared with one that is kept and never shown.
            if !filled.channels[index].secret.isEmpty { filled.channels[index].hasSecret = true }
            filled.channels[index].secret = ""
        }
        if filled.picture == "cutout", filled.pictureSizeArcminutes == 0 { filled.pictureSizeArcminutes = 1 }
        if filled.calm.priority == "normal" { filled.calm.priority = "" }
        if filled.calm.timeZone == "UTC" { filled.calm.timeZone = "" }
        return filled.definition
    }

    private var neighbourFields: [DefinitionValue.Field] {
        [.init("table", .text(neighbourTable))]
            + (neighbourRadiusArcseconds == 0 ? [] : [.init("radius", .number(neighbourRadiusArcseconds))])
    }

    private var pictureFields: [DefinitionValue.Field] {
        [.init("kind", .text(picture))]
            + (pictureSizeArcminutes == 0 ? [] : [.init("size", .number(pictureSizeArcminutes))])
            + (pictureBands.isEmpty ? [] : [.init("bands", .text(pictureBands))])
    }
}

extension SkyArea {
    fileprivate var definition: DefinitionValue {
        var fields: [DefinitionValue.Field] = []
        switch shape {
        case "moc":
            let isNamed = moc.isEmpty
            fields.append(.init("moc", .text(isNamed ? (label.isEmpty ? "kept" : label) : moc)))
            if !isNamed, !label.isEmpty { fields.append(.init("label", .text(label))) }
        case "skymap":
            fields.append(.init("skymap", .text(label.isEmpty ? "kept" : label)))
            fields.append(.init("level", .number(credibleLevel)))
        default:
            fields.append(.init(shape, .numbers(degrees)))
            if !label.isEmpty { fields.append(.init("label", .text(label))) }
        }
        if isOutside { fields.append(.init("outside", .flag(true))) }
        if !coverage.isEmpty { fields.append(.init("coverage", .text(Data(coverage).base64EncodedString()))) }
        return .fields(fields)
    }
}

extension ObjectRule {
    fileprivate var fields: [DefinitionValue.Field] {
        (cooldownHours == 0 ? [] : [.init("cooldown", .text(TimeText.text(hours: cooldownHours)))])
            + (isFirstOnly ? [.init("first-only", .flag(true))] : [])
            + (scoreRise == 0 ? [] : [.init("score-rise", .number(scoreRise))])
    }
}

extension Calm {
    fileprivate var fields: [DefinitionValue.Field] {
        (hourlyCap == 0 ? [] : [.init("cap", .number(Double(hourlyCap)))])
            + [("quiet", quietHours), ("time-zone", timeZone), ("digest", digest), ("priority", priority)]
            .filter { !$0.1.isEmpty }.map { .init($0.0, .text($0.1)) }
    }
}

extension Channel {
    fileprivate var definition: DefinitionValue {
        let hasAddress = !address.isEmpty
        let addresses = address.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        var rest: [DefinitionValue.Field] = []
        if !name.isEmpty, name != kind { rest.append(.init("name", .text(name))) }
        if !format.isEmpty { rest.append(.init("format", .text(format))) }
        // What the service keeps and never shows; a secret itself is never written.
        if hasSecret || !secret.isEmpty { rest.append(.init("secret", .text("kept"))) }
        if !subjectTemplate.isEmpty { rest.append(.init("subject-template", .text(subjectTemplate))) }
        if !textTemplate.isEmpty { rest.append(.init("template", .text(textTemplate))) }
        guard hasAddress || !rest.isEmpty else { return .text(kind) }
        let value: DefinitionValue =
            kind == "email" && hasAddress ? .texts(addresses) : hasAddress ? .text(address) : .flag(true)
        return .fields([.init(kind, value)] + rest)
    }
}
