import CMessages

/// One alert of one stream: what a survey says changed in the sky.
public struct Alert: Message {
    /// Project that the stream belongs to.
    public var project: String
    /// Stream that the alert belongs to.
    public var stream: String
    /// The survey's own id of the alert (ZTF: candid), as text so that no digit is lost.
    public var alertID: String
    /// The survey's own id of the object (ZTF: objectId).
    public var objectID: String
    /// Time of the exposure's start, Modified Julian Date, UTC, days.
    public var mjdUTC: Double
    /// ICRS right ascension, degrees, 0 ≤ ra < 360.
    public var raDegrees: Double
    /// ICRS declination, degrees, −90 ≤ dec ≤ 90.
    public var decDegrees: Double
    /// Photometric band: "g", "r", "i", and so on.
    public var band: String
    /// Difference magnitude, AB mag.
    public var magnitude: Float
    /// One-sigma error of the magnitude, mag.
    public var magnitudeError: Float
    /// The numbers that the forest judges by.
    public var features: FeatureVector
    /// The object's history, oldest first, without this alert.
    public var lightCurve: [LightCurvePoint]
    /// What stamps the packet carried.
    public var stamps: [StampReference]
    /// When the publisher handed the packet over.
    public var publishedAt: UnixTime
    /// When ingest had read the packet.
    public var receivedAt: UnixTime
    /// W3C trace context (traceparent), empty where none.
    public var traceParent: String
    /// Name of the survey that made the packet: "ZTF", "LSST", and so on.
    public var survey: String

    /// Makes the message.
    public init(
        project: String = "",
        stream: String = "",
        alertID: String = "",
        objectID: String = "",
        mjdUTC: Double = .nan,
        raDegrees: Double = .nan,
        decDegrees: Double = .nan,
        band: String = "",
        magnitude: Float = .nan,
        magnitudeError: Float = .nan,
        features: FeatureVector = FeatureVector(featureSet: "", version: 0),
        lightCurve: [LightCurvePoint] = [],
        stamps: [StampReference] = [],
        publishedAt: UnixTime = .unknown,
        receivedAt: UnixTime = .unknown,
        traceParent: String = "",
        survey: String = ""
    ) {
        self.project = project
        self.stream = stream
        self.alertID = alertID
        self.objectID = objectID
        self.mjdUTC = mjdUTC
        self.raDegrees = raDegrees
        self.decDegrees = decDegrees
        self.band = band
        self.magnitude = magnitude
        self.magnitudeError = magnitudeError
        self.features = features
        self.lightCurve = lightCurve
        self.stamps = stamps
        self.publishedAt = publishedAt
        self.receivedAt = receivedAt
        self.traceParent = traceParent
        self.survey = survey
    }
}

extension Alert: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__Alert {
        var raw = Peryton__V1__Alert()
        peryton__v1__alert__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__Alert, owner memory: UnpackedMemory) throws(MessageError) {
        project = try Unpack.string(raw.project, "Alert", "project")
        stream = try Unpack.string(raw.stream, "Alert", "stream")
        alertID = try Unpack.string(raw.alert_id, "Alert", "alert_id")
        objectID = try Unpack.string(raw.object_id, "Alert", "object_id")
        mjdUTC = raw.mjd_utc
        raDegrees = raw.ra_degrees
        decDegrees = raw.dec_degrees
        band = try Unpack.string(raw.band, "Alert", "band")
        magnitude = raw.magnitude
        magnitudeError = raw.magnitude_error
        features = try Unpack.message(raw.features, memory) ?? FeatureVector(featureSet: "", version: 0)
        lightCurve = try Unpack.messages(raw.light_curve, raw.n_light_curve, memory)
        stamps = try Unpack.messages(raw.stamps, raw.n_stamps, memory)
        publishedAt = UnixTime(microseconds: raw.published_at_unix_us)
        receivedAt = UnixTime(microseconds: raw.received_at_unix_us)
        traceParent = try Unpack.string(raw.trace_parent, "Alert", "trace_parent")
        survey = try Unpack.string(raw.survey, "Alert", "survey")
    }

    func fill(_ raw: inout Peryton__V1__Alert, arena: PackArena) {
        raw.project = arena.string(project)
        raw.stream = arena.string(stream)
        raw.alert_id = arena.string(alertID)
        raw.object_id = arena.string(objectID)
        raw.mjd_utc = mjdUTC
        raw.ra_degrees = raDegrees
        raw.dec_degrees = decDegrees
        raw.band = arena.string(band)
        raw.magnitude = magnitude
        raw.magnitude_error = magnitudeError
        raw.features = arena.message(features)
        raw.n_light_curve = lightCurve.count
        raw.light_curve = arena.messages(lightCurve)
        raw.n_stamps = stamps.count
        raw.stamps = arena.messages(stamps)
        raw.published_at_unix_us = publishedAt.microseconds
        raw.received_at_unix_us = receivedAt.microseconds
        raw.trace_parent = arena.string(traceParent)
        raw.survey = arena.string(survey)
    }
}
