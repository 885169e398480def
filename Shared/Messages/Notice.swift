import CMessages

/// One anomaly matched by one subscription.
public struct Notice: Message {
    /// Project of the subscription.
    public var project: String
    /// Name of the subscription.
    public var subscription: String
    /// Version that matched.
    public var subscriptionVersion: UInt32
    /// What was matched.
    public var anomaly: Anomaly
    /// When.
    public var matchedAt: UnixTime
    /// The rows of the subscription's table near the anomaly, nearest first, as in `CrossMatchReply`.
    public var neighbours: TableData?
    /// Why there are no neighbours where there should be some; one line.
    public var neighboursMissing: String
    /// What the subscription's picture shows, with content.
    public var pictures: [CutoutFile]
    /// Why there is no picture, or not every one, where there should be; one line.
    public var picturesMissing: String

    /// Makes the message.
    public init(
        project: String,
        subscription: String,
        subscriptionVersion: UInt32,
        anomaly: Anomaly,
        matchedAt: UnixTime,
        neighbours: TableData? = nil,
        neighboursMissing: String = "",
        pictures: [CutoutFile] = [],
        picturesMissing: String = ""
    ) {
        self.project = project
        self.subscription = subscription
        self.subscriptionVersion = subscriptionVersion
        self.anomaly = anomaly
        self.matchedAt = matchedAt
        self.neighbours = neighbours
        self.neighboursMissing = neighboursMissing
        self.pictures = pictures
        self.picturesMissing = picturesMissing
    }
}

extension Notice: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__Notice {
        var raw = Peryton__V1__Notice()
        peryton__v1__notice__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__Notice, owner memory: UnpackedMemory) throws(MessageError) {
        project = try Unpack.string(raw.project, "Notice", "project")
        subscription = try Unpack.string(raw.subscription, "Notice", "subscription")
        subscriptionVersion = raw.subscription_version
        anomaly = try Unpack.required(raw.anomaly, memory, "Notice", "anomaly")
        matchedAt = UnixTime(microseconds: raw.matched_at_unix_us)
        neighbours = try Unpack.message(raw.neighbours, memory)
        neighboursMissing = try Unpack.string(raw.neighbours_missing, "Notice", "neighbours_missing")
        pictures = try Unpack.messages(raw.pictures, raw.n_pictures, memory)
        picturesMissing = try Unpack.string(raw.pictures_missing, "Notice", "pictures_missing")
    }

    func fill(_ raw: inout Peryton__V1__Notice, arena: PackArena) {
        raw.project = arena.string(project)
        raw.subscription = arena.string(subscription)
        raw.subscription_version = subscriptionVersion
        raw.anomaly = arena.message(anomaly)
        raw.matched_at_unix_us = matchedAt.microseconds
        raw.neighbours = neighbours.map { arena.message($0) }
        raw.neighbours_missing = arena.string(neighboursMissing)
        raw.n_pictures = pictures.count
        raw.pictures = arena.messages(pictures)
        raw.pictures_missing = arena.string(picturesMissing)
    }
}
