import CMessages

/// A test message through every channel of a subscription: rpc.subscription-notifier.subscription-test.
public struct ChannelTests: Message {
    /// One for each channel.
    public var deliveries: [DeliveryRecord]

    /// Makes the message.
    public init(
        deliveries: [DeliveryRecord] = []
    ) {
        self.deliveries = deliveries
    }
}

extension ChannelTests: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__ChannelTests {
        var raw = Peryton__V1__ChannelTests()
        peryton__v1__channel_tests__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__ChannelTests, owner memory: UnpackedMemory) throws(MessageError) {
        deliveries = try Unpack.messages(raw.deliveries, raw.n_deliveries, memory)
    }

    func fill(_ raw: inout Peryton__V1__ChannelTests, arena: PackArena) {
        raw.n_deliveries = deliveries.count
        raw.deliveries = arena.messages(deliveries)
    }
}

/// One attempt to bring a notice, or a digest of them, to its subscriber.
public struct DeliveryRecord: Message {
    /// Name of the channel.
    public var channel: String
    /// Alert keys of what was in it, <project>/<stream>/<alert id>; empty for a test.
    public var alertKeys: [String]
    /// When the attempt ended.
    public var at: UnixTime
    /// How many attempts there were for it, this one included.
    public var attempt: UInt32
    /// "delivered", "retry" (it is tried again) or "undelivered" (it is given up).
    public var outcome: String
    /// What the other side said: HTTP status, SMTP reply, Kafka partition and offset, JetStream sequence; or what failed.
    public var detail: String
    /// How long the attempt took, milliseconds.
    public var milliseconds: Double
    /// SHA-256 of what was sent, 64 hexadecimal digits.
    public var contentSHA256: String

    /// Makes the message.
    public init(
        channel: String = "",
        alertKeys: [String] = [],
        at: UnixTime = .unknown,
        attempt: UInt32 = 0,
        outcome: String = "",
        detail: String = "",
        milliseconds: Double = 0,
        contentSHA256: String = ""
    ) {
        self.channel = channel
        self.alertKeys = alertKeys
        self.at = at
        self.attempt = attempt
        self.outcome = outcome
        self.detail = detail
        self.milliseconds = milliseconds
        self.contentSHA256 = contentSHA256
    }
}

extension DeliveryRecord: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__DeliveryRecord {
        var raw = Peryton__V1__DeliveryRecord()
        peryton__v1__delivery_record__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__DeliveryRecord, owner memory: UnpackedMemory) throws(MessageError) {
        channel = try Unpack.string(raw.channel, "DeliveryRecord", "channel")
        alertKeys = try Unpack.strings(raw.alert_keys, raw.n_alert_keys, "DeliveryRecord", "alert_keys")
        at = UnixTime(microseconds: raw.at_unix_us)
        attempt = raw.attempt
        outcome = try Unpack.string(raw.outcome, "DeliveryRecord", "outcome")
        detail = try Unpack.string(raw.detail, "DeliveryRecord", "detail")
        milliseconds = raw.milliseconds
        contentSHA256 = try Unpack.string(raw.content_sha256, "DeliveryRecord", "content_sha256")
    }

    func fill(_ raw: inout Peryton__V1__DeliveryRecord, arena: PackArena) {
        raw.channel = arena.string(channel)
        raw.n_alert_keys = alertKeys.count
        raw.alert_keys = arena.strings(alertKeys)
        raw.at_unix_us = at.microseconds
        raw.attempt = attempt
        raw.outcome = arena.string(outcome)
        raw.detail = arena.string(detail)
        raw.milliseconds = milliseconds
        raw.content_sha256 = arena.string(contentSHA256)
    }
}

/// A question for a subscription's deliveries: rpc.subscription-notifier.subscription-deliveries.
public struct DeliveriesRequest: Message {
    /// Name of the subscription.
    public var name: String
    /// Only of this alert; empty: of all.
    public var alertID: String
    /// The most; 0: 100.
    public var limit: UInt32

    /// Makes the message.
    public init(
        name: String = "",
        alertID: String = "",
        limit: UInt32 = 0
    ) {
        self.name = name
        self.alertID = alertID
        self.limit = limit
    }
}

extension DeliveriesRequest: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__DeliveriesRequest {
        var raw = Peryton__V1__DeliveriesRequest()
        peryton__v1__deliveries_request__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__DeliveriesRequest, owner memory: UnpackedMemory) throws(MessageError) {
        name = try Unpack.string(raw.name, "DeliveriesRequest", "name")
        alertID = try Unpack.string(raw.alert_id, "DeliveriesRequest", "alert_id")
        limit = raw.limit
    }

    func fill(_ raw: inout Peryton__V1__DeliveriesRequest, arena: PackArena) {
        raw.name = arena.string(name)
        raw.alert_id = arena.string(alertID)
        raw.limit = limit
    }
}

/// Deliveries, newest first.
public struct DeliveryList: Message {
    /// The attempts.
    public var deliveries: [DeliveryRecord]
    /// What was given up and waits for the owner, oldest first.
    public var undelivered: [Undelivered]

    /// Makes the message.
    public init(
        deliveries: [DeliveryRecord] = [],
        undelivered: [Undelivered] = []
    ) {
        self.deliveries = deliveries
        self.undelivered = undelivered
    }
}

extension DeliveryList: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__DeliveryList {
        var raw = Peryton__V1__DeliveryList()
        peryton__v1__delivery_list__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__DeliveryList, owner memory: UnpackedMemory) throws(MessageError) {
        deliveries = try Unpack.messages(raw.deliveries, raw.n_deliveries, memory)
        undelivered = try Unpack.messages(raw.undelivered, raw.n_undelivered, memory)
    }

    func fill(_ raw: inout Peryton__V1__DeliveryList, arena: PackArena) {
        raw.n_deliveries = deliveries.count
        raw.deliveries = arena.messages(deliveries)
        raw.n_undelivered = undelivered.count
        raw.undelivered = arena.messages(undelivered)
    }
}

/// A notice that could not be brought to its subscriber.
public struct Undelivered: Message {
    /// Names it for subscription-redeliver.
    public var id: String
    /// Name of the channel.
    public var channel: String
    /// Alert key.
    public var alertKey: String
    /// What failed last.
    public var reason: String
    /// How often it was tried.
    public var attempts: UInt32
    /// When it was given up.
    public var at: UnixTime
    /// One line about the anomaly.
    public var summary: String

    /// Makes the message.
    public init(
        id: String = "",
        channel: String = "",
        alertKey: String = "",
        reason: String = "",
        attempts: UInt32 = 0,
        at: UnixTime = .unknown,
        summary: String = ""
    ) {
        self.id = id
        self.channel = channel
        self.alertKey = alertKey
        self.reason = reason
        self.attempts = attempts
        self.at = at
        self.summary = summary
    }
}

extension Undelivered: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__Undelivered {
        var raw = Peryton__V1__Undelivered()
        peryton__v1__undelivered__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__Undelivered, owner memory: UnpackedMemory) throws(MessageError) {
        id = try Unpack.string(raw.id, "Undelivered", "id")
        channel = try Unpack.string(raw.channel, "Undelivered", "channel")
        alertKey = try Unpack.string(raw.alert_key, "Undelivered", "alert_key")
        reason = try Unpack.string(raw.reason, "Undelivered", "reason")
        attempts = raw.attempts
        at = UnixTime(microseconds: raw.at_unix_us)
        summary = try Unpack.string(raw.summary, "Undelivered", "summary")
    }

    func fill(_ raw: inout Peryton__V1__Undelivered, arena: PackArena) {
        raw.id = arena.string(id)
        raw.channel = arena.string(channel)
        raw.alert_key = arena.string(alertKey)
        raw.reason = arena.string(reason)
        raw.attempts = attempts
        raw.at_unix_us = at.microseconds
        raw.summary = arena.string(summary)
    }
}

/// Sends again what was given up: rpc.subscription-notifier.subscription-redeliver; or lets it go.
public struct RedeliverRequest: Message {
    /// Name of the subscription.
    public var name: String
    /// Which; empty: all.
    public var ids: [String]
    /// Whether they are let go and not sent.
    public var drops: Bool

    /// Makes the message.
    public init(
        name: String = "",
        ids: [String] = [],
        drops: Bool = false
    ) {
        self.name = name
        self.ids = ids
        self.drops = drops
    }
}

extension RedeliverRequest: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__RedeliverRequest {
        var raw = Peryton__V1__RedeliverRequest()
        peryton__v1__redeliver_request__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__RedeliverRequest, owner memory: UnpackedMemory) throws(MessageError) {
        name = try Unpack.string(raw.name, "RedeliverRequest", "name")
        ids = try Unpack.strings(raw.ids, raw.n_ids, "RedeliverRequest", "ids")
        drops = raw.drop != 0
    }

    func fill(_ raw: inout Peryton__V1__RedeliverRequest, arena: PackArena) {
        raw.name = arena.string(name)
        raw.n_ids = ids.count
        raw.ids = arena.strings(ids)
        raw.drop = drops ? 1 : 0
    }
}

/// How many there were.
public struct RedeliverReceipt: Message {
    /// Notices that are tried again, or were let go.
    public var notices: UInt32

    /// Makes the message.
    public init(
        notices: UInt32 = 0
    ) {
        self.notices = notices
    }
}

extension RedeliverReceipt: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__RedeliverReceipt {
        var raw = Peryton__V1__RedeliverReceipt()
        peryton__v1__redeliver_receipt__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__RedeliverReceipt, owner memory: UnpackedMemory) throws(MessageError) {
        notices = raw.notices
    }

    func fill(_ raw: inout Peryton__V1__RedeliverReceipt, arena: PackArena) {
        raw.notices = notices
    }
}
