/// What a subscriber says of a notice.
public enum FeedbackVerdict: Sendable, Equatable, CaseIterable {
    /// More of this.
    case yes
    /// Not an anomaly to this subscription.
    case no
    /// Odd, but seen often enough: a milder no.
    case boring
}

/// A row that a verdict was given on.
public struct LabelledRow: Sendable {
    /// Feature values as the forest takes them, NaN where one is missing.
    public let values: [Float]
    /// What was said of it.
    public let verdict: FeedbackVerdict

    /// A row with its verdict.
    public init(values: [Float], verdict: FeedbackVerdict) {
        self.values = values
        self.verdict = verdict
    }
}
