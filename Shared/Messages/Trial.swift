import CMessages

/// Asks what a subscription would send: rpc.subscription-notifier.subscription-try.
public struct TrialRequest: Message {
    /// The subscription, which need not be there; one with nothing but a name is the caller's own of that name.
    public var subscription: Subscription
    /// Anomalies of exposures from this time on, MJD, UTC, days; 0: from the first.
    public var fromMJDUTC: Double
    /// And before this one; 0: to the last.
    public var toMJDUTC: Double
    /// Anomalies to look at in place of those in JetStream.
    public var anomalies: [Anomaly]
    /// Name of a trial of several requests, in which budgets and rests go on from one to the next; empty: of one.
    public var trialID: String
    /// The most matches in the reply; 0: 20.
    public var limit: UInt32

    /// Makes the message.
    public init(
        subscription: Subscription,
        fromMJDUTC: Double = 0,
        toMJDUTC: Double = 0,
        anomalies: [Anomaly] = [],
        trialID: String = "",
        limit: UInt32 = 0
    ) {
        self.subscription = subscription
        self.fromMJDUTC = fromMJDUTC
        self.toMJDUTC = toMJDUTC
        self.anomalies = anomalies
        self.trialID = trialID
        self.limit = limit
    }
}

extension TrialRequest: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__TrialRequest {
        var raw = Peryton__V1__TrialRequest()
        peryton__v1__trial_request__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__TrialRequest, owner memory: UnpackedMemory) throws(MessageError) {
        subscription = try Unpack.required(raw.subscription, memory, "TrialRequest", "subscription")
        fromMJDUTC = raw.from_mjd_utc
        toMJDUTC = raw.to_mjd_utc
        anomalies = try Unpack.messages(raw.anomalies, raw.n_anomalies, memory)
        trialID = try Unpack.string(raw.trial_id, "TrialRequest", "trial_id")
        limit = raw.limit
    }

    func fill(_ raw: inout Peryton__V1__TrialRequest, arena: PackArena) {
        raw.subscription = arena.message(subscription)
        raw.from_mjd_utc = fromMJDUTC
        raw.to_mjd_utc = toMJDUTC
        raw.n_anomalies = anomalies.count
        raw.anomalies = arena.messages(anomalies)
        raw.trial_id = arena.string(trialID)
        raw.limit = limit
    }
}

/// What a subscription did, or would have done, with anomalies of the past.
public struct Trial: Message {
    /// Anomalies that were looked at.
    public var anomalies: UInt64
    /// Those that it matches.
    public var matched: UInt64
    /// Those of them that are sent: budgets, caps and rests hold back the others.
    public var sent: UInt64
    /// Those held back, by reason.
    public var heldBack: [HeldBack]
    /// What was sent hour by hour, hours without any left out.
    public var hours: [HourCount]
    /// The first matches, in the order that they came in.
    public var matches: [TrialMatch]

    /// Makes the message.
    public init(
        anomalies: UInt64 = 0,
        matched: UInt64 = 0,
        sent: UInt64 = 0,
        heldBack: [HeldBack] = [],
        hours: [HourCount] = [],
        matches: [TrialMatch] = []
    ) {
        self.anomalies = anomalies
        self.matched = matched
        self.sent = sent
        self.heldBack = heldBack
        self.hours = hours
        self.matches = matches
    }
}

extension Trial: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__Trial {
        var raw = Peryton__V1__Trial()
        peryton__v1__trial__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__Trial, owner memory: UnpackedMemory) throws(MessageError) {
        anomalies = raw.anomalies
        matched = raw.matched
        sent = raw.sent
        heldBack = try Unpack.messages(raw.held_back, raw.n_held_back, memory)
        hours = try Unpack.messages(raw.hours, raw.n_hours, memory)
        matches = try Unpack.messages(raw.matches, raw.n_matches, memory)
    }

    func fill(_ raw: inout Peryton__V1__Trial, arena: PackArena) {
        raw.anomalies = anomalies
        raw.matched = matched
        raw.sent = sent
        raw.n_held_back = heldBack.count
        raw.held_back = arena.messages(heldBack)
        raw.n_hours = hours.count
        raw.hours = arena.messages(hours)
        raw.n_matches = matches.count
        raw.matches = arena.messages(matches)
    }
}

/// Matches that are not sent.
public struct HeldBack: Message {
    /// "budget", "budget-hour", "hourly-cap", "cooldown", "first-only", "score-rise" or "repeat".
    public var reason: String
    /// How many.
    public var count: UInt64

    /// Makes the message.
    public init(
        reason: String = "",
        count: UInt64 = 0
    ) {
        self.reason = reason
        self.count = count
    }
}

extension HeldBack: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__HeldBack {
        var raw = Peryton__V1__HeldBack()
        peryton__v1__held_back__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__HeldBack, owner memory: UnpackedMemory) throws(MessageError) {
        reason = try Unpack.string(raw.reason, "HeldBack", "reason")
        count = raw.count
    }

    func fill(_ raw: inout Peryton__V1__HeldBack, arena: PackArena) {
        raw.reason = arena.string(reason)
        raw.count = count
    }
}

/// What was sent within an hour of exposure time.
public struct HourCount: Message {
    /// Its start, MJD, UTC, days.
    public var mjdUTC: Double
    /// How many.
    public var sent: UInt64

    /// Makes the message.
    public init(
        mjdUTC: Double = 0,
        sent: UInt64 = 0
    ) {
        self.mjdUTC = mjdUTC
        self.sent = sent
    }
}

extension HourCount: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__HourCount {
        var raw = Peryton__V1__HourCount()
        peryton__v1__hour_count__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__HourCount, owner memory: UnpackedMemory) throws(MessageError) {
        mjdUTC = raw.mjd_utc
        sent = raw.sent
    }

    func fill(_ raw: inout Peryton__V1__HourCount, arena: PackArena) {
        raw.mjd_utc = mjdUTC
        raw.sent = sent
    }
}

/// A match of a trial.
public struct TrialMatch: Message {
    /// The anomaly's alert.
    public var stream: String
    /// Its id.
    public var alertID: String
    /// Its object.
    public var objectID: String
    /// Exposure time, MJD, UTC, days.
    public var mjdUTC: Double
    /// Right ascension, ICRS, degrees.
    public var raDegrees: Double
    /// Declination, ICRS, degrees.
    public var decDegrees: Double
    /// Score.
    public var score: Double
    /// Tail probability.
    public var tailProbability: Double
    /// One line about it, as in Peryton-Summary.
    public var summary: String
    /// Why it matched.
    public var matchReasons: [String]
    /// Why it was not sent, as in HeldBack; empty where it was.
    public var heldBack: String

    /// Makes the message.
    public init(
        stream: String = "",
        alertID: String = "",
        objectID: String = "",
        mjdUTC: Double = 0,
        raDegrees: Double = 0,
        decDegrees: Double = 0,
        score: Double = 0,
        tailProbability: Double = 0,
        summary: String = "",
        matchReasons: [String] = [],
        heldBack: String = ""
    ) {
        self.stream = stream
        self.alertID = alertID
        self.objectID = objectID
        self.mjdUTC = mjdUTC
        self.raDegrees = raDegrees
        self.decDegrees = decDegrees
        self.score = score
        self.tailProbability = tailProbability
        self.summary = summary
        self.matchReasons = matchReasons
        self.heldBack = heldBack
    }
}

extension TrialMatch: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__TrialMatch {
        var raw = Peryton__V1__TrialMatch()
        peryton__v1__trial_match__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__TrialMatch, owner memory: UnpackedMemory) throws(MessageError) {
        stream = try Unpack.string(raw.stream, "TrialMatch", "stream")
        alertID = try Unpack.string(raw.alert_id, "TrialMatch", "alert_id")
        objectID = try Unpack.string(raw.object_id, "TrialMatch", "object_id")
        mjdUTC = raw.mjd_utc
        raDegrees = raw.ra_deg
        decDegrees = raw.dec_deg
        score = raw.score
        tailProbability = raw.tail_probability
        summary = try Unpack.string(raw.summary, "TrialMatch", "summary")
        matchReasons = try Unpack.strings(raw.match_reasons, raw.n_match_reasons, "TrialMatch", "match_reasons")
        heldBack = try Unpack.string(raw.held_back, "TrialMatch", "held_back")
    }

    func fill(_ raw: inout Peryton__V1__TrialMatch, arena: PackArena) {
        raw.stream = arena.string(stream)
        raw.alert_id = arena.string(alertID)
        raw.object_id = arena.string(objectID)
        raw.mjd_utc = mjdUTC
        raw.ra_deg = raDegrees
        raw.dec_deg = decDegrees
        raw.score = score
        raw.tail_probability = tailProbability
        raw.summary = arena.string(summary)
        raw.n_match_reasons = matchReasons.count
        raw.match_reasons = arena.strings(matchReasons)
        raw.held_back = arena.string(heldBack)
    }
}
