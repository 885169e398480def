/// What the streams of a subscription have: by this a condition is checked when it is saved.
public struct ConditionVocabulary: Sendable {
    /// Names of the features of all the streams.
    public let features: Set<String>
    /// Each stream's anomaly limit, a tail probability, by the stream's name.
    public let anomalyLimits: [String: Double]

    /// A vocabulary of features and of streams with their anomaly limits.
    public init(features: Set<String>, anomalyLimits: [String: Double]) {
        self.features = features
        self.anomalyLimits = anomalyLimits
    }
}
