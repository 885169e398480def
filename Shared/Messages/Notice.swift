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

    /// Makes the message.
    public init(
        project: String,
        subscription: String,
        subscriptionVersion: UInt32,
        anomaly: Anomaly,
        matchedAt: UnixTime
    ) {
        self.project = project
        self.subscription = subscription
        self.subscriptionVersion = subscriptionVersion
        self.anomaly = anomaly
        self.matchedAt = matchedAt
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
    }

    func fill(_ raw: inout Peryton__V1__Notice, arena: PackArena) {
        raw.project = arena.string(project)
        raw.subscription = arena.string(subscription)
        raw.subscription_version = subscriptionVersion
        raw.anomaly = arena.message(anomaly)
        raw.matched_at_unix_us = matchedAt.microseconds
    }
}
