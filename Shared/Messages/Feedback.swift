import CMessages

/// What a subscriber says of a notice: rpc.subscription-notifier.feedback-give.
public struct Feedback: Message {
    /// Name of the subscription.
    public var subscription: String
    /// The notice's alert.
    public var stream: String
    /// Its id.
    public var alertID: String
    /// "yes" (more of this), "no" (not an anomaly to me) or "boring" (odd, but seen often enough); empty: taken back.
    public var verdict: String
    /// In the subscriber's words.
    public var comment: String
    /// When it came.
    public var at: UnixTime
    /// The forest that scored it, "<stream>/<version>".
    public var forestID: String
    /// Object.
    public var objectID: String
    /// Score.
    public var score: Double
    /// Tail probability by the forest alone.
    public var tailProbability: Double
    /// Names of the features.
    public var featureNames: [String]
    /// Their values, NaN where missing.
    public var featureValues: [Double]

    /// Makes the message.
    public init(
        subscription: String = "",
        stream: String = "",
        alertID: String = "",
        verdict: String = "",
        comment: String = "",
        at: UnixTime = .unknown,
        forestID: String = "",
        objectID: String = "",
        score: Double = 0,
        tailProbability: Double = 0,
        featureNames: [String] = [],
        featureValues: [Double] = []
    ) {
        self.subscription = subscription
        self.stream = stream
        self.alertID = alertID
        self.verdict = verdict
        self.comment = comment
        self.at = at
        self.forestID = forestID
        self.objectID = objectID
        self.score = score
        self.tailProbability = tailProbability
        self.featureNames = featureNames
        self.featureValues = featureValues
    }
}

extension Feedback: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__Feedback {
        var raw = Peryton__V1__Feedback()
        peryton__v1__feedback__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__Feedback, owner memory: UnpackedMemory) throws(MessageError) {
        subscription = try Unpack.string(raw.subscription, "Feedback", "subscription")
        stream = try Unpack.string(raw.stream, "Feedback", "stream")
        alertID = try Unpack.string(raw.alert_id, "Feedback", "alert_id")
        verdict = try Unpack.string(raw.verdict, "Feedback", "verdict")
        comment = try Unpack.string(raw.comment, "Feedback", "comment")
        at = UnixTime(microseconds: raw.at_unix_us)
        forestID = try Unpack.string(raw.forest_id, "Feedback", "forest_id")
        objectID = try Unpack.string(raw.object_id, "Feedback", "object_id")
        score = raw.score
        tailProbability = raw.tail_probability
        featureNames = try Unpack.strings(raw.feature_names, raw.n_feature_names, "Feedback", "feature_names")
        featureValues = Unpack.numbers(raw.feature_values, raw.n_feature_values)
    }

    func fill(_ raw: inout Peryton__V1__Feedback, arena: PackArena) {
        raw.subscription = arena.string(subscription)
        raw.stream = arena.string(stream)
        raw.alert_id = arena.string(alertID)
        raw.verdict = arena.string(verdict)
        raw.comment = arena.string(comment)
        raw.at_unix_us = at.microseconds
        raw.forest_id = arena.string(forestID)
        raw.object_id = arena.string(objectID)
        raw.score = score
        raw.tail_probability = tailProbability
        raw.n_feature_names = featureNames.count
        raw.feature_names = arena.strings(featureNames)
        raw.n_feature_values = featureValues.count
        raw.feature_values = arena.numbers(featureValues)
    }
}

/// All feedback on a subscription, oldest first: rpc.subscription-notifier.feedback-list.
public struct FeedbackList: Message {
    /// What was said.
    public var feedback: [Feedback]

    /// Makes the message.
    public init(
        feedback: [Feedback] = []
    ) {
        self.feedback = feedback
    }
}

extension FeedbackList: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__FeedbackList {
        var raw = Peryton__V1__FeedbackList()
        peryton__v1__feedback_list__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__FeedbackList, owner memory: UnpackedMemory) throws(MessageError) {
        feedback = try Unpack.messages(raw.feedback, raw.n_feedback, memory)
    }

    func fill(_ raw: inout Peryton__V1__FeedbackList, arena: PackArena) {
        raw.n_feedback = feedback.count
        raw.feedback = arena.messages(feedback)
    }
}
