import CMessages

/// The verdict of one forest on one alert.
public struct Score: Message {
    /// Project of the alert.
    public var project: String
    /// Stream of the alert.
    public var stream: String
    /// The survey's own id of the alert.
    public var alertID: String
    /// The survey's own id of the object.
    public var objectID: String
    /// The forest: "<stream>/<version>".
    public var forestID: String
    /// Anomaly score s(x, n) of the isolation forest, in (0, 1); higher is odder.
    ///
    /// NaN where too many of the alert's features are missing to judge it; its tail probability is then 1.
    public var score: Double
    /// How often an ordinary alert of the stream scores as high, in (0, 1].
    public var tailProbability: Double
    /// Whether the alert was one of the rows that the forest was trained on.
    public var inTrainingSample: Bool
    /// When the publisher handed the packet over.
    public var publishedAt: UnixTime
    /// When ingest had read the packet.
    public var receivedAt: UnixTime
    /// When the scorer had its verdict.
    public var scoredAt: UnixTime

    /// Makes the message.
    public init(
        project: String,
        stream: String,
        alertID: String,
        objectID: String,
        forestID: String,
        score: Double,
        tailProbability: Double,
        inTrainingSample: Bool,
        publishedAt: UnixTime = .unknown,
        receivedAt: UnixTime = .unknown,
        scoredAt: UnixTime = .unknown
    ) {
        self.project = project
        self.stream = stream
        self.alertID = alertID
        self.objectID = objectID
        self.forestID = forestID
        self.score = score
        self.tailProbability = tailProbability
        self.inTrainingSample = inTrainingSample
        self.publishedAt = publishedAt
        self.receivedAt = receivedAt
        self.scoredAt = scoredAt
    }
}

extension Score: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__Score {
        var raw = Peryton__V1__Score()
        peryton__v1__score__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__Score, owner memory: UnpackedMemory) throws(MessageError) {
        project = try Unpack.string(raw.project, "Score", "project")
        stream = try Unpack.string(raw.stream, "Score", "stream")
        alertID = try Unpack.string(raw.alert_id, "Score", "alert_id")
        objectID = try Unpack.string(raw.object_id, "Score", "object_id")
        forestID = try Unpack.string(raw.forest_id, "Score", "forest_id")
        score = raw.score
        tailProbability = raw.tail_probability
        inTrainingSample = raw.in_training_sample != 0
        publishedAt = UnixTime(microseconds: raw.published_at_unix_us)
        receivedAt = UnixTime(microseconds: raw.received_at_unix_us)
        scoredAt = UnixTime(microseconds: raw.scored_at_unix_us)
    }

    func fill(_ raw: inout Peryton__V1__Score, arena: PackArena) {
        raw.project = arena.string(project)
        raw.stream = arena.string(stream)
        raw.alert_id = arena.string(alertID)
        raw.object_id = arena.string(objectID)
        raw.forest_id = arena.string(forestID)
        raw.score = score
        raw.tail_probability = tailProbability
        raw.in_training_sample = inTrainingSample ? 1 : 0
        raw.published_at_unix_us = publishedAt.microseconds
        raw.received_at_unix_us = receivedAt.microseconds
        raw.scored_at_unix_us = scoredAt.microseconds
    }
}
