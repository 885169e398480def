import CMessages

/// One way to a subscriber.
public struct Channel: Message {
    /// Name within the subscription, [a-z0-9][a-z0-9-]{0,62}; empty: its kind.
    public var name: String
    /// "nats", "webhook", "email", "slack", "kafka", "voevent" (VOEvent transport protocol) or "voevent-file".
    public var kind: String
    /// Webhook and Slack: URL; e-mail: addresses, parted by commas; Kafka: topic; voevent: host:port of a broker.
    public var address: String
    /// What a webhook or Kafka message contains: "json" (or empty), "gcn" (as the General Coordinates Network's), "voevent" (VOEvent 2.0) or "protobuf" (this Notice).
    public var format: String
    /// Of a webhook the key of its HMAC-SHA256 signature, of Slack the secret end of the URL, behind the address; never sent back.
    public var secret: String
    /// Whether there is a secret.
    ///
    /// An edit with this and without a secret keeps the old one.
    public var hasSecret: Bool
    /// Mustache template of the text (e-mail, Slack); empty: the usual text.
    public var textTemplate: String
    /// Mustache template of an e-mail's subject; empty: the usual one.
    public var subjectTemplate: String

    /// Makes the message.
    public init(
        name: String = "",
        kind: String = "",
        address: String = "",
        format: String = "",
        secret: String = "",
        hasSecret: Bool = false,
        textTemplate: String = "",
        subjectTemplate: String = ""
    ) {
        self.name = name
        self.kind = kind
        self.address = address
        self.format = format
        self.secret = secret
        self.hasSecret = hasSecret
        self.textTemplate = textTemplate
        self.subjectTemplate = subjectTemplate
    }
}

extension Channel: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__Channel {
        var raw = Peryton__V1__Channel()
        peryton__v1__channel__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__Channel, owner memory: UnpackedMemory) throws(MessageError) {
        name = try Unpack.string(raw.name, "Channel", "name")
        kind = try Unpack.string(raw.kind, "Channel", "kind")
        address = try Unpack.string(raw.address, "Channel", "address")
        format = try Unpack.string(raw.format, "Channel", "format")
        secret = try Unpack.string(raw.secret, "Channel", "secret")
        hasSecret = raw.has_secret != 0
        textTemplate = try Unpack.string(raw.text_template, "Channel", "text_template")
        subjectTemplate = try Unpack.string(raw.subject_template, "Channel", "subject_template")
    }

    func fill(_ raw: inout Peryton__V1__Channel, arena: PackArena) {
        raw.name = arena.string(name)
        raw.kind = arena.string(kind)
        raw.address = arena.string(address)
        raw.format = arena.string(format)
        raw.secret = arena.string(secret)
        raw.has_secret = hasSecret ? 1 : 0
        raw.text_template = arena.string(textTemplate)
        raw.subject_template = arena.string(subjectTemplate)
    }
}
