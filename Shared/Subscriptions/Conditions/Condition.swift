/// A condition that an anomaly has to meet: a checked expression over its fields.
///
/// ```
/// magnitude < 19 and feature.drb > 0.9 and top_feature != "distnr"
/// ```
/// - Fields are those of `Field`; numbers have no units; texts stand in `"` or `'`, with `\` before a quote or `\`.
/// - Truths are joined by `and`, `or`, `not` (`&&`, `||`, `!`); `not` goes with the whole test after it.
/// - Numbers are compared by `<`, `<=`, `>`, `>=`, `=`, `!=` (`==`, `<>`), `between 1 and 2`, `in (1, 2)`, texts by `=`,
///   `!=`, `in`, and `like`, in whose pattern `*` stands for any signs and `?` for one; case matters.
/// - `+`, `-`, `*`, `/`, abs, sqrt, log10, ln, exp, min, max, floor, ceil, round work on numbers, in double precision. A
///   number that is compared with a single-precision field itself is rounded to single precision.
/// - A comparison with a missing value is unknown, and so is `not` of it; only what is true matches. `is missing` and
///   `is not missing` ask for it. A number that cannot be told, 1/0, is missing.
///
/// It is data, not code: it can do nothing but compare. Its text, its depth and its number of terms have limits, and it
/// has no loops, so that no condition costs much.
public struct Condition: Sendable, Equatable {
    /// As its owner wrote it.
    public let text: String
    /// What it says, checked and with constants worked out.
    let expression: TruthExpression
    /// The fields that it asks about, each once, in the order that they are first named.
    public let orderedFields: [Field]

    /// The fields that it asks about.
    public var fields: Set<Field> { Set(orderedFields) }

    /// Reads and checks a condition before it is saved.
    ///
    /// Refused are, next to what cannot be read: names that the streams do not have, tests of the tail probability above
    /// the anomaly limit of a stream, and what holds for no anomaly or for every one.
    public init(_ text: String, vocabulary: ConditionVocabulary) throws(ConditionError) {
        try self.init(text, vocabulary)
    }

    /// Reads a condition that was checked when it was saved.
    ///
    /// Streams may have changed since: features that no stream has any more are missing, and limits are not looked at.
    public init(saved text: String) throws(ConditionError) {
        try self.init(text, nil)
    }

    private init(_ text: String, _ vocabulary: ConditionVocabulary?) throws(ConditionError) {
        guard text.utf8.count <= ConditionLimits.bytes else {
            // The error keeps no more of it than could have been read.
            throw ConditionError(
                text: String(decoding: text.utf8.prefix(ConditionLimits.bytes), as: UTF8.self),
                offset: ConditionLimits.bytes,
                message: "a condition has at most \(ConditionLimits.bytes) bytes, this has \(text.utf8.count)")
        }
        do throws(ConditionFault) {
            let whole = try ConditionParser.parse(text)
            expression = try ConditionChecker(text: text, vocabulary: vocabulary).truth(whole)
            try Self.checkUse(expression, whole.span)
        } catch {
            throw ConditionError(
                text: text, offset: error.span.start, length: error.span.end - error.span.start,
                message: error.message)
        }
        self.text = text
        orderedFields = expression.orderedFields
    }

    /// Refuses what says the same of every anomaly.
    private static func checkUse(
        _ expression: TruthExpression, _ span: ConditionToken.Span
    ) throws(ConditionFault) {
        if let constant = expression.constant {
            throw ConditionFault(
                span: span, message: constant ? "this holds for every anomaly" : "this can never hold")
        }
        let necessities = Necessities.of(expression)
        let numbers = necessities.numbers.filter { $0.value.lowest > $0.value.highest }.keys
        let texts = necessities.texts.filter { $0.value.isEmpty }.keys
        if let field = (Array(numbers) + Array(texts)).map(\.name).min() {
            throw ConditionFault(span: span, message: "this can never hold: no \(field) meets all of it")
        }
    }
}
