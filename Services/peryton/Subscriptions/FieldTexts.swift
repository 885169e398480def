import Alerts
import Subscriptions

/// What conditions may ask about, as a table.
enum FieldTexts {
    /// The fields, those that go by the names of features, and the functions.
    static func table(features: [Feature]) -> String {
        let own = (Field.all + Field.families).map { field in
            [field.name, field.type.rawValue, field.unit, field.meaning]
        }
        let named = features.map { feature in
            [
                "feature.\(feature.name)", "number", feature.unit == "1" ? "" : feature.unit,
                feature.description.firstSentence,
            ]
        }
        var table = TextTable(["FIELD", "TYPE", "UNIT", "MEANING"])
        for row in own + named { table.add(row) }
        return "\(table.text)\n\nFunctions: \(Condition.functionNames.joined(separator: ", "))."
    }
}

extension String {
    /// Up to the first full stop.
    fileprivate var firstSentence: String { split(separator: ". ").first.map(String.init) ?? self }
}
