import CMessages

/// A question about one named thing, or about all of them.
public struct NameRequest: Message {
    /// The name; empty: all.
    public var name: String

    /// Makes the message.
    public init(name: String = "") {
        self.name = name
    }
}

extension NameRequest: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__NameRequest {
        var raw = Peryton__V1__NameRequest()
        peryton__v1__name_request__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__NameRequest, owner memory: UnpackedMemory) throws(MessageError) {
        name = try Unpack.string(raw.name, "NameRequest", "name")
    }

    func fill(_ raw: inout Peryton__V1__NameRequest, arena: PackArena) {
        raw.name = arena.string(name)
    }
}

/// Streams of a project.
public struct StreamList: Message {
    /// By name.
    public var streams: [StreamDeclaration]

    /// Makes the message.
    public init(streams: [StreamDeclaration]) {
        self.streams = streams
    }
}

extension StreamList: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__StreamList {
        var raw = Peryton__V1__StreamList()
        peryton__v1__stream_list__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__StreamList, owner memory: UnpackedMemory) throws(MessageError) {
        streams = try Unpack.messages(raw.streams, raw.n_streams, memory)
    }

    func fill(_ raw: inout Peryton__V1__StreamList, arena: PackArena) {
        raw.n_streams = streams.count
        raw.streams = arena.messages(streams)
    }
}

/// Forests of a project.
public struct ForestList: Message {
    /// By stream and version.
    public var forests: [ForestRecord]

    /// Makes the message.
    public init(forests: [ForestRecord]) {
        self.forests = forests
    }
}

extension ForestList: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__ForestList {
        var raw = Peryton__V1__ForestList()
        peryton__v1__forest_list__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__ForestList, owner memory: UnpackedMemory) throws(MessageError) {
        forests = try Unpack.messages(raw.forests, raw.n_forests, memory)
    }

    func fill(_ raw: inout Peryton__V1__ForestList, arena: PackArena) {
        raw.n_forests = forests.count
        raw.forests = arena.messages(forests)
    }
}

/// Subscriptions of a project.
public struct SubscriptionList: Message {
    /// By name.
    public var subscriptions: [Subscription]

    /// Makes the message.
    public init(subscriptions: [Subscription]) {
        self.subscriptions = subscriptions
    }
}

extension SubscriptionList: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__SubscriptionList {
        var raw = Peryton__V1__SubscriptionList()
        peryton__v1__subscription_list__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__SubscriptionList, owner memory: UnpackedMemory) throws(MessageError) {
        subscriptions = try Unpack.messages(raw.subscriptions, raw.n_subscriptions, memory)
    }

    func fill(_ raw: inout Peryton__V1__SubscriptionList, arena: PackArena) {
        raw.n_subscriptions = subscriptions.count
        raw.subscriptions = arena.messages(subscriptions)
    }
}

/// Jobs of a project.
public struct JobList: Message {
    /// Newest first.
    public var jobs: [Job]

    /// Makes the message.
    public init(jobs: [Job]) {
        self.jobs = jobs
    }
}

extension JobList: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__JobList {
        var raw = Peryton__V1__JobList()
        peryton__v1__job_list__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__JobList, owner memory: UnpackedMemory) throws(MessageError) {
        jobs = try Unpack.messages(raw.jobs, raw.n_jobs, memory)
    }

    func fill(_ raw: inout Peryton__V1__JobList, arena: PackArena) {
        raw.n_jobs = jobs.count
        raw.jobs = arena.messages(jobs)
    }
}
