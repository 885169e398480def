import CMessages

/// One measurement, or one upper limit, of an object's history.
public struct LightCurvePoint: Message {
    /// Time of the exposure's start, Modified Julian Date, UTC, days.
    public var mjdUTC: Double
    /// Photometric band: "g", "r", "i", and so on.
    public var band: String
    /// Difference magnitude, AB mag; NaN for an upper limit.
    public var magnitude: Float
    /// One-sigma error of the magnitude, mag; NaN for an upper limit.
    public var magnitudeError: Float
    /// Five-sigma limiting magnitude of the exposure, AB mag; NaN where unknown.
    public var limitingMagnitude: Float

    /// Makes the message.
    public init(
        mjdUTC: Double,
        band: String,
        magnitude: Float = .nan,
        magnitudeError: Float = .nan,
        limitingMagnitude: Float = .nan
    ) {
        self.mjdUTC = mjdUTC
        self.band = band
        self.magnitude = magnitude
        self.magnitudeError = magnitudeError
        self.limitingMagnitude = limitingMagnitude
    }
}

extension LightCurvePoint: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__LightCurvePoint {
        var raw = Peryton__V1__LightCurvePoint()
        peryton__v1__light_curve_point__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__LightCurvePoint, owner memory: UnpackedMemory) throws(MessageError) {
        mjdUTC = raw.mjd_utc
        band = try Unpack.string(raw.band, "LightCurvePoint", "band")
        magnitude = raw.magnitude
        magnitudeError = raw.magnitude_error
        limitingMagnitude = raw.limiting_magnitude
    }

    func fill(_ raw: inout Peryton__V1__LightCurvePoint, arena: PackArena) {
        raw.mjd_utc = mjdUTC
        raw.band = arena.string(band)
        raw.magnitude = magnitude
        raw.magnitude_error = magnitudeError
        raw.limiting_magnitude = limitingMagnitude
    }
}
