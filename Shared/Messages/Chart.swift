import CMessages

/// A finding chart, verb chart; the reply is ChartReply.
public struct ChartRequest: Message {
    /// Where to look, and how it is to be.
    public var target: CutoutTarget
    /// Band of the picture; empty: the one of the deepest image.
    public var band: String
    /// Faintest reference star, magnitudes; 0: 20.
    public var faintestMagnitude: Double
    /// The most reference stars; 0: 9.
    public var stars: UInt32

    /// Makes the message.
    public init(
        target: CutoutTarget,
        band: String = "",
        faintestMagnitude: Double = 0,
        stars: UInt32 = 0
    ) {
        self.target = target
        self.band = band
        self.faintestMagnitude = faintestMagnitude
        self.stars = stars
    }
}

extension ChartRequest: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__ChartRequest {
        var raw = Peryton__V1__ChartRequest()
        peryton__v1__chart_request__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__ChartRequest, owner memory: UnpackedMemory) throws(MessageError) {
        target = try Unpack.required(raw.target, memory, "ChartRequest", "target")
        band = try Unpack.string(raw.band, "ChartRequest", "band")
        faintestMagnitude = raw.faintest_mag
        stars = raw.stars
    }

    func fill(_ raw: inout Peryton__V1__ChartRequest, arena: PackArena) {
        raw.target = arena.message(target)
        raw.band = arena.string(band)
        raw.faintest_mag = faintestMagnitude
        raw.stars = stars
    }
}

/// A reference star of a finding chart.
public struct ReferenceStar: Message {
    /// What the chart calls it.
    public var label: String
    /// Identifier in the table.
    public var objectID: String
    /// Right ascension, ICRS, degrees.
    public var raDegrees: Double
    /// Declination, ICRS, degrees.
    public var decDegrees: Double
    /// Magnitude in the band of the chart.
    public var magnitude: Double
    /// What to move from the star to the target, arcseconds to the east and to the north.
    public var eastArcseconds: Double
    /// What to move from the star to the target, arcseconds to the north.
    public var northArcseconds: Double

    /// Makes the message.
    public init(
        label: String = "",
        objectID: String = "",
        raDegrees: Double = 0,
        decDegrees: Double = 0,
        magnitude: Double = 0,
        eastArcseconds: Double = 0,
        northArcseconds: Double = 0
    ) {
        self.label = label
        self.objectID = objectID
        self.raDegrees = raDegrees
        self.decDegrees = decDegrees
        self.magnitude = magnitude
        self.eastArcseconds = eastArcseconds
        self.northArcseconds = northArcseconds
    }
}

extension ReferenceStar: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__ReferenceStar {
        var raw = Peryton__V1__ReferenceStar()
        peryton__v1__reference_star__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__ReferenceStar, owner memory: UnpackedMemory) throws(MessageError) {
        label = try Unpack.string(raw.label, "ReferenceStar", "label")
        objectID = try Unpack.string(raw.object_id, "ReferenceStar", "object_id")
        raDegrees = raw.ra_deg
        decDegrees = raw.dec_deg
        magnitude = raw.magnitude
        eastArcseconds = raw.east_arcsec
        northArcseconds = raw.north_arcsec
    }

    func fill(_ raw: inout Peryton__V1__ReferenceStar, arena: PackArena) {
        raw.label = arena.string(label)
        raw.object_id = arena.string(objectID)
        raw.ra_deg = raDegrees
        raw.dec_deg = decDegrees
        raw.magnitude = magnitude
        raw.east_arcsec = eastArcseconds
        raw.north_arcsec = northArcseconds
    }
}

/// ChartReply.
public struct ChartReply: Message {
    /// The chart.
    public var file: CutoutFile
    /// Its reference stars, brightest first.
    public var stars: [ReferenceStar]
    /// What the asker should know, one line; empty: nothing.
    public var note: String

    /// Makes the message.
    public init(
        file: CutoutFile,
        stars: [ReferenceStar] = [],
        note: String = ""
    ) {
        self.file = file
        self.stars = stars
        self.note = note
    }
}

extension ChartReply: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__ChartReply {
        var raw = Peryton__V1__ChartReply()
        peryton__v1__chart_reply__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__ChartReply, owner memory: UnpackedMemory) throws(MessageError) {
        file = try Unpack.required(raw.file, memory, "ChartReply", "file")
        stars = try Unpack.messages(raw.stars, raw.n_stars, memory)
        note = try Unpack.string(raw.note, "ChartReply", "note")
    }

    func fill(_ raw: inout Peryton__V1__ChartReply, arena: PackArena) {
        raw.file = arena.message(file)
        raw.n_stars = stars.count
        raw.stars = arena.messages(stars)
        raw.note = arena.string(note)
    }
}
