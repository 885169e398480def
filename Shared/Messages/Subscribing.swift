import CMessages

/// Makes a subscription or edits the caller's own: rpc.subscription-notifier.subscription-create.
public struct SubscriptionOrder: Message {
    /// What is wanted; project, owner, version and times are set by the service.
    public var subscription: Subscription
    /// Whether it may send more than the operator's limit for one night, as a trial over the last one tells.
    public var isEvenIfMany: Bool
    /// The version that is edited; 0: whichever there is, or none.
    public var editedVersion: UInt32
    /// Past matches within so many days are looked at; 0: none.
    public var lookBackDays: Double
    /// Whether those are delivered; otherwise they are only listed in the reply.
    public var deliversLookBack: Bool

    /// Makes the message.
    public init(
        subscription: Subscription,
        isEvenIfMany: Bool = false,
        editedVersion: UInt32 = 0,
        lookBackDays: Double = 0,
        deliversLookBack: Bool = false
    ) {
        self.subscription = subscription
        self.isEvenIfMany = isEvenIfMany
        self.editedVersion = editedVersion
        self.lookBackDays = lookBackDays
        self.deliversLookBack = deliversLookBack
    }
}

extension SubscriptionOrder: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__SubscriptionOrder {
        var raw = Peryton__V1__SubscriptionOrder()
        peryton__v1__subscription_order__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__SubscriptionOrder, owner memory: UnpackedMemory) throws(MessageError) {
        subscription = try Unpack.required(raw.subscription, memory, "SubscriptionOrder", "subscription")
        isEvenIfMany = raw.even_if_many != 0
        editedVersion = raw.edited_version
        lookBackDays = raw.look_back_days
        deliversLookBack = raw.delivers_look_back != 0
    }

    func fill(_ raw: inout Peryton__V1__SubscriptionOrder, arena: PackArena) {
        raw.subscription = arena.message(subscription)
        raw.even_if_many = isEvenIfMany ? 1 : 0
        raw.edited_version = editedVersion
        raw.look_back_days = lookBackDays
        raw.delivers_look_back = deliversLookBack ? 1 : 0
    }
}

/// What came of it.
public struct SubscriptionReceipt: Message {
    /// The subscription as it is kept now.
    public var subscription: Subscription
    /// What it would have done with the last day's anomalies.
    public var lastNight: Trial?
    /// What it did with those of the look-back.
    public var lookBack: Trial?

    /// Makes the message.
    public init(
        subscription: Subscription,
        lastNight: Trial? = nil,
        lookBack: Trial? = nil
    ) {
        self.subscription = subscription
        self.lastNight = lastNight
        self.lookBack = lookBack
    }
}

extension SubscriptionReceipt: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__SubscriptionReceipt {
        var raw = Peryton__V1__SubscriptionReceipt()
        peryton__v1__subscription_receipt__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__SubscriptionReceipt, owner memory: UnpackedMemory) throws(MessageError) {
        subscription = try Unpack.required(raw.subscription, memory, "SubscriptionReceipt", "subscription")
        lastNight = try Unpack.message(raw.last_night, memory)
        lookBack = try Unpack.message(raw.look_back, memory)
    }

    func fill(_ raw: inout Peryton__V1__SubscriptionReceipt, arena: PackArena) {
        raw.subscription = arena.message(subscription)
        raw.last_night = lastNight.map { arena.message($0) }
        raw.look_back = lookBack.map { arena.message($0) }
    }
}

/// A question for one version of a subscription: rpc.subscription-notifier.subscription-show.
public struct SubscriptionRequest: Message {
    /// Name of the subscription.
    public var name: String
    /// 0: the newest.
    public var version: UInt32

    /// Makes the message.
    public init(
        name: String = "",
        version: UInt32 = 0
    ) {
        self.name = name
        self.version = version
    }
}

extension SubscriptionRequest: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__SubscriptionRequest {
        var raw = Peryton__V1__SubscriptionRequest()
        peryton__v1__subscription_request__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__SubscriptionRequest, owner memory: UnpackedMemory) throws(MessageError) {
        name = try Unpack.string(raw.name, "SubscriptionRequest", "name")
        version = raw.version
    }

    func fill(_ raw: inout Peryton__V1__SubscriptionRequest, arena: PackArena) {
        raw.name = arena.string(name)
        raw.version = version
    }
}

/// A subscription with what there is to know of it.
public struct SubscriptionState: Message {
    /// The version that was asked for.
    public var subscription: Subscription
    /// Every version that can be asked for, oldest first.
    public var versions: [UInt32]
    /// Its channels.
    public var channels: [ChannelState]
    /// Under a budget: the tail probability at or under which notices go now; 0 without one.
    public var budgetThreshold: Double
    /// How many notices its yes, no and boring have come for.
    public var feedback: UInt32

    /// Makes the message.
    public init(
        subscription: Subscription,
        versions: [UInt32] = [],
        channels: [ChannelState] = [],
        budgetThreshold: Double = 0,
        feedback: UInt32 = 0
    ) {
        self.subscription = subscription
        self.versions = versions
        self.channels = channels
        self.budgetThreshold = budgetThreshold
        self.feedback = feedback
    }
}

extension SubscriptionState: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__SubscriptionState {
        var raw = Peryton__V1__SubscriptionState()
        peryton__v1__subscription_state__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__SubscriptionState, owner memory: UnpackedMemory) throws(MessageError) {
        subscription = try Unpack.required(raw.subscription, memory, "SubscriptionState", "subscription")
        versions = Unpack.numbers(raw.versions, raw.n_versions)
        channels = try Unpack.messages(raw.channels, raw.n_channels, memory)
        budgetThreshold = raw.budget_threshold
        feedback = raw.feedback
    }

    func fill(_ raw: inout Peryton__V1__SubscriptionState, arena: PackArena) {
        raw.subscription = arena.message(subscription)
        raw.n_versions = versions.count
        raw.versions = arena.numbers(versions)
        raw.n_channels = channels.count
        raw.channels = arena.messages(channels)
        raw.budget_threshold = budgetThreshold
        raw.feedback = feedback
    }
}

/// How a channel does.
public struct ChannelState: Message {
    /// Its name.
    public var channel: String
    /// Its kind.
    public var kind: String
    /// Notices that wait to be sent, those being tried again included.
    public var pending: UInt64
    /// Notices that were sent.
    public var delivered: UInt64
    /// Attempts that failed.
    public var failures: UInt64
    /// Notices that were given up and wait for their owner.
    public var undelivered: UInt64
    /// When one was sent last.
    public var deliveredAt: UnixTime
    /// What failed last.
    public var lastError: String
    /// And when.
    public var failedAt: UnixTime

    /// Makes the message.
    public init(
        channel: String = "",
        kind: String = "",
        pending: UInt64 = 0,
        delivered: UInt64 = 0,
        failures: UInt64 = 0,
        undelivered: UInt64 = 0,
        deliveredAt: UnixTime = .unknown,
        lastError: String = "",
        failedAt: UnixTime = .unknown
    ) {
        self.channel = channel
        self.kind = kind
        self.pending = pending
        self.delivered = delivered
        self.failures = failures
        self.undelivered = undelivered
        self.deliveredAt = deliveredAt
        self.lastError = lastError
        self.failedAt = failedAt
    }
}

extension ChannelState: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__ChannelState {
        var raw = Peryton__V1__ChannelState()
        peryton__v1__channel_state__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__ChannelState, owner memory: UnpackedMemory) throws(MessageError) {
        channel = try Unpack.string(raw.channel, "ChannelState", "channel")
        kind = try Unpack.string(raw.kind, "ChannelState", "kind")
        pending = raw.pending
        delivered = raw.delivered
        failures = raw.failures
        undelivered = raw.undelivered
        deliveredAt = UnixTime(microseconds: raw.delivered_at_unix_us)
        lastError = try Unpack.string(raw.last_error, "ChannelState", "last_error")
        failedAt = UnixTime(microseconds: raw.failed_at_unix_us)
    }

    func fill(_ raw: inout Peryton__V1__ChannelState, arena: PackArena) {
        raw.channel = arena.string(channel)
        raw.kind = arena.string(kind)
        raw.pending = pending
        raw.delivered = delivered
        raw.failures = failures
        raw.undelivered = undelivered
        raw.delivered_at_unix_us = deliveredAt.microseconds
        raw.last_error = arena.string(lastError)
        raw.failed_at_unix_us = failedAt.microseconds
    }
}

/// A subscription's switch: rpc.subscription-notifier.subscription-pause.
public struct PauseRequest: Message {
    /// Name of the subscription.
    public var name: String
    /// Whether it is off.
    public var isPaused: Bool
    /// As in SubscriptionOrder, for switching on.
    public var isEvenIfMany: Bool

    /// Makes the message.
    public init(
        name: String = "",
        isPaused: Bool = false,
        isEvenIfMany: Bool = false
    ) {
        self.name = name
        self.isPaused = isPaused
        self.isEvenIfMany = isEvenIfMany
    }
}

extension PauseRequest: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__PauseRequest {
        var raw = Peryton__V1__PauseRequest()
        peryton__v1__pause_request__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__PauseRequest, owner memory: UnpackedMemory) throws(MessageError) {
        name = try Unpack.string(raw.name, "PauseRequest", "name")
        isPaused = raw.paused != 0
        isEvenIfMany = raw.even_if_many != 0
    }

    func fill(_ raw: inout Peryton__V1__PauseRequest, arena: PackArena) {
        raw.name = arena.string(name)
        raw.paused = isPaused ? 1 : 0
        raw.even_if_many = isEvenIfMany ? 1 : 0
    }
}
