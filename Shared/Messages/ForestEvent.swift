import CMessages

/// What can happen to a forest.
public enum ForestEventKind: Int, Sendable, CaseIterable {
    /// A kind that this version does not know.
    case unknown = 0
    /// It was trained and stored.
    case trained = 1
    /// The scorers use it from now on.
    case live = 2
    /// Recent scores have moved away from its calibration.
    case drifting = 3
}

/// Broadcast on `forest.event.<project>`.
public struct ForestEvent: Message {
    /// What happened.
    public var kind: ForestEventKind
    /// To which forest.
    public var forest: ForestRecord
    /// When.
    public var at: UnixTime
    /// For drift: how far recent tail probabilities are from those that the calibration foretells, 0…1.
    public var driftDistance: Double
    /// For drift: the stream's limit.
    public var driftLimit: Double
    /// For drift: on how many alerts it was measured.
    public var driftAlerts: UInt64

    /// Makes the message.
    public init(
        kind: ForestEventKind,
        forest: ForestRecord,
        at: UnixTime,
        driftDistance: Double = 0,
        driftLimit: Double = 0,
        driftAlerts: UInt64 = 0
    ) {
        self.kind = kind
        self.forest = forest
        self.at = at
        self.driftDistance = driftDistance
        self.driftLimit = driftLimit
        self.driftAlerts = driftAlerts
    }
}

extension ForestEvent: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__ForestEvent {
        var raw = Peryton__V1__ForestEvent()
        peryton__v1__forest_event__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__ForestEvent, owner memory: UnpackedMemory) throws(MessageError) {
        kind = ForestEventKind(rawValue: Int(raw.kind.rawValue)) ?? .unknown
        forest = try Unpack.required(raw.forest, memory, "ForestEvent", "forest")
        at = UnixTime(microseconds: raw.at_unix_us)
        driftDistance = raw.drift_distance
        driftLimit = raw.drift_limit
        driftAlerts = raw.drift_alerts
    }

    func fill(_ raw: inout Peryton__V1__ForestEvent, arena: PackArena) {
        raw.kind = Peryton__V1__ForestEventKind(rawValue: Peryton__V1__ForestEventKind.RawValue(kind.rawValue))
        raw.forest = arena.message(forest)
        raw.at_unix_us = at.microseconds
        raw.drift_distance = driftDistance
        raw.drift_limit = driftLimit
        raw.drift_alerts = driftAlerts
    }
}
