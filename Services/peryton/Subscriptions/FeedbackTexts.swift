import Foundation
import Messages

/// Feedback on notices as people and programs read it.
enum FeedbackTexts {
    /// One line for each.
    static func list(_ feedback: [Feedback]) -> String {
        var table = TextTable(["WHEN", "VERDICT", "ALERT", "OBJECT", "SCORE", "TAIL P", "FOREST", "COMMENT"])
        for item in feedback {
            table.add([
                item.at.text, item.verdict, ValueText.printable("\(item.stream)/\(item.alertID)"),
                ValueText.printable(item.objectID), String(format: "%.3f", item.score),
                String(format: "%.2g", item.tailProbability), item.forestID, ValueText.printable(item.comment),
            ])
        }
        return table.text
    }

    /// A line of names, then one line for each, with all features; a feature that one does not have is empty.
    static func csv(_ feedback: [Feedback]) -> [String] {
        var features: [String] = []
        var known: Set<String> = []
        for item in feedback {
            for name in item.featureNames where known.insert(name).inserted { features.append(name) }
        }
        let names = [
            "at", "verdict", "stream", "alert_id", "object_id", "score", "tail_probability", "forest", "comment",
        ]
        let heading = (names + features).map { CSVText.field($0) }.joined(separator: ",")
        return [heading]
            + feedback.map { item in
                let values = Dictionary(zip(item.featureNames, item.featureValues)) { first, _ in first }
                let texts = [
                    item.at.textIfKnown ?? "", item.verdict, item.stream, item.alertID, item.objectID, "\(item.score)",
                    "\(item.tailProbability)", item.forestID, item.comment,
                ].map { CSVText.field($0) }
                let numbers = features.map { name in
                    values[name].map { $0.isNaN ? "" : "\($0)" } ?? ""
                }
                return (texts + numbers).joined(separator: ",")
            }
    }
}

/// Feedback as JSON.
struct FeedbackJSON: Encodable {
    var at: String?
    var subscription: String
    var verdict: String
    var stream: String
    var alertId: String
    var objectId: String
    var score: Double
    var tailProbability: Double
    var forest: String
    var comment: String
    var features: DefinitionValue

    init(_ feedback: Feedback) {
        at = feedback.at.textIfKnown
        subscription = feedback.subscription
        verdict = feedback.verdict
        stream = feedback.stream
        alertId = feedback.alertID
        objectId = feedback.objectID
        score = feedback.score
        tailProbability = feedback.tailProbability
        forest = feedback.forestID
        comment = feedback.comment
        features = .fields(
            zip(feedback.featureNames, feedback.featureValues).map { .init($0, .number($1)) })
    }
}
