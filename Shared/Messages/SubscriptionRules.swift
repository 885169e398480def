import CMessages

/// What holds for repeats of one object.
public struct ObjectRule: Message {
    /// After a notice no other of the object for so long, hours of exposure time; 0: no rest.
    public var cooldownHours: Double
    /// Whether only the first anomaly of an object is told of.
    public var isFirstOnly: Bool
    /// After a notice only anomalies whose score is higher by so much, [0, 1); 0: no matter.
    public var scoreRise: Double

    /// Makes the message.
    public init(
        cooldownHours: Double = 0,
        isFirstOnly: Bool = false,
        scoreRise: Double = 0
    ) {
        self.cooldownHours = cooldownHours
        self.isFirstOnly = isFirstOnly
        self.scoreRise = scoreRise
    }
}

extension ObjectRule: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__ObjectRule {
        var raw = Peryton__V1__ObjectRule()
        peryton__v1__object_rule__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__ObjectRule, owner memory: UnpackedMemory) throws(MessageError) {
        cooldownHours = raw.cooldown_hours
        isFirstOnly = raw.first_only != 0
        scoreRise = raw.score_rise
    }

    func fill(_ raw: inout Peryton__V1__ObjectRule, arena: PackArena) {
        raw.cooldown_hours = cooldownHours
        raw.first_only = isFirstOnly ? 1 : 0
        raw.score_rise = scoreRise
    }
}

/// When notices go, and how many at a time.
public struct Calm: Message {
    /// The most notices in any hour of exposure time; 0: no cap.
    public var hourlyCap: UInt32
    /// Local times between which nothing is sent but to NATS, "22:00-07:00"; empty: none.
    public var quietHours: String
    /// IANA name of the time zone of quiet_hours and digest, "America/Santiago"; empty: UTC.
    public var timeZone: String
    /// Notices are gathered and sent together: every so many minutes ("30 min"), or daily at a local time ("08:00"); empty: each by itself.
    public var digest: String
    /// "low", "normal" (or empty) or "high"; high ignores quiet hours and digest, low is sent after all others.
    public var priority: String

    /// Makes the message.
    public init(
        hourlyCap: UInt32 = 0,
        quietHours: String = "",
        timeZone: String = "",
        digest: String = "",
        priority: String = ""
    ) {
        self.hourlyCap = hourlyCap
        self.quietHours = quietHours
        self.timeZone = timeZone
        self.digest = digest
        self.priority = priority
    }
}

extension Calm: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__Calm {
        var raw = Peryton__V1__Calm()
        peryton__v1__calm__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__Calm, owner memory: UnpackedMemory) throws(MessageError) {
        hourlyCap = raw.hourly_cap
        quietHours = try Unpack.string(raw.quiet_hours, "Calm", "quiet_hours")
        timeZone = try Unpack.string(raw.time_zone, "Calm", "time_zone")
        digest = try Unpack.string(raw.digest, "Calm", "digest")
        priority = try Unpack.string(raw.priority, "Calm", "priority")
    }

    func fill(_ raw: inout Peryton__V1__Calm, arena: PackArena) {
        raw.hourly_cap = hourlyCap
        raw.quiet_hours = arena.string(quietHours)
        raw.time_zone = arena.string(timeZone)
        raw.digest = arena.string(digest)
        raw.priority = arena.string(priority)
    }
}
