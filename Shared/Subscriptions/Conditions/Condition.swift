/// A condition that an anomaly has to meet: a checked expression over its fields.
///
/// `magnitude < 19 and feature.drb > 0.9 and top_feature != "distnr"`
public struct Condition: Sendable, Equatable {
    /// As its owner wrote it.
    public let text: String
    /// What it says, checked and with constants worked out.
    let expression: TruthExpression
    /// The fields that it asks about, each once, in the order that they are first named.
    public let orderedFields: [Field]

    /// The fields that it asks about.
    public var fields: Set<Field> { Set(orderedFields) }

    /// Reads and checks a condition.
    public init(_ text: String, vocabulary: ConditionVocabulary) throws(ConditionError) {
        throw ConditionError(text: text, offset: 0, message: "not yet")
    }
}
