import CMessages

/// One feature's share in an alert's oddness.
public struct Contribution: Message {
    /// Name of the feature, for example "distnr".
    public var feature: String
    /// The alert's value of it, in the feature's unit; NaN where missing.
    public var value: Float
    /// What is ordinary: the median of the training rows, same unit.
    public var typical: Float
    /// Share of the feature in the isolation of the alert; the shares of all features add up to 1.
    public var share: Float
    /// Unit of value and typical, empty for a pure number.
    public var unit: String

    /// Makes the message.
    public init(feature: String, value: Float, typical: Float, share: Float, unit: String = "") {
        self.feature = feature
        self.value = value
        self.typical = typical
        self.share = share
        self.unit = unit
    }
}

extension Contribution: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__Contribution {
        var raw = Peryton__V1__Contribution()
        peryton__v1__contribution__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__Contribution, owner memory: UnpackedMemory) throws(MessageError) {
        feature = try Unpack.string(raw.feature, "Contribution", "feature")
        value = raw.value
        typical = raw.typical
        share = raw.share
        unit = try Unpack.string(raw.unit, "Contribution", "unit")
    }

    func fill(_ raw: inout Peryton__V1__Contribution, arena: PackArena) {
        raw.feature = arena.string(feature)
        raw.value = value
        raw.typical = typical
        raw.share = share
        raw.unit = arena.string(unit)
    }
}

/// A score at or under the stream's anomaly limit, with all that a subscription can ask about.
public struct Anomaly: Message {
    /// The verdict.
    public var score: Score
    /// The alert without its stamps.
    public var alert: Alert
    /// Every feature, the largest share first.
    public var explanation: [Contribution]
    /// The stream's limit when the alert was scored, a tail probability.
    public var anomalyLimit: Double

    /// Makes the message.
    public init(score: Score, alert: Alert, explanation: [Contribution] = [], anomalyLimit: Double) {
        self.score = score
        self.alert = alert
        self.explanation = explanation
        self.anomalyLimit = anomalyLimit
    }
}

extension Anomaly: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__Anomaly {
        var raw = Peryton__V1__Anomaly()
        peryton__v1__anomaly__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__Anomaly, owner memory: UnpackedMemory) throws(MessageError) {
        score = try Unpack.required(raw.score, memory, "Anomaly", "score")
        alert = try Unpack.required(raw.alert, memory, "Anomaly", "alert")
        explanation = try Unpack.messages(raw.explanation, raw.n_explanation, memory)
        anomalyLimit = raw.anomaly_limit
    }

    func fill(_ raw: inout Peryton__V1__Anomaly, arena: PackArena) {
        raw.score = arena.message(score)
        raw.alert = arena.message(alert)
        raw.n_explanation = explanation.count
        raw.explanation = arena.messages(explanation)
        raw.anomaly_limit = anomalyLimit
    }
}
