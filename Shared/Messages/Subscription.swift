import CMessages

/// Who wants to hear of which anomalies.
public struct Subscription: Message {
    /// Project that it belongs to.
    public var project: String
    /// Name within the project, `[a-z0-9][a-z0-9-]{0,62}`.
    public var name: String
    /// User whom it belongs to.
    public var owner: String
    /// Streams it listens to; empty: every stream of the project.
    public var streams: [String]
    /// Notices are sent for anomalies at or under this tail probability, (0, 1].
    public var tailProbabilityLimit: Double
    /// Counts up with every edit.
    public var version: UInt32
    /// Whether it is switched off.
    public var isPaused: Bool
    /// When it was made.
    public var createdAt: UnixTime
    /// Table of the catalogue whose rows near the anomaly come with the notice; empty: none.
    public var neighbourTable: String
    /// How near, arcseconds.
    public var neighbourRadiusArcseconds: Double
    /// Picture that comes with the notice: "stamp", "cutout"; empty: none.
    public var picture: String
    /// Width of a cutout, arcminutes; 0: 1.
    public var pictureSizeArcminutes: Double
    /// Bands of a cutout: one for a grey picture, three, red first, for a colour one; empty: the anomaly's own band.
    public var pictureBands: String

    /// Makes the message.
    public init(
        project: String,
        name: String,
        owner: String,
        streams: [String] = [],
        tailProbabilityLimit: Double,
        version: UInt32 = 0,
        isPaused: Bool = false,
        createdAt: UnixTime = .unknown,
        neighbourTable: String = "",
        neighbourRadiusArcseconds: Double = 0,
        picture: String = "",
        pictureSizeArcminutes: Double = 0,
        pictureBands: String = ""
    ) {
        self.project = project
        self.name = name
        self.owner = owner
        self.streams = streams
        self.tailProbabilityLimit = tailProbabilityLimit
        self.version = version
        self.isPaused = isPaused
        self.createdAt = createdAt
        self.neighbourTable = neighbourTable
        self.neighbourRadiusArcseconds = neighbourRadiusArcseconds
        self.picture = picture
        self.pictureSizeArcminutes = pictureSizeArcminutes
        self.pictureBands = pictureBands
    }
}

extension Subscription: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__Subscription {
        var raw = Peryton__V1__Subscription()
        peryton__v1__subscription__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__Subscription, owner memory: UnpackedMemory) throws(MessageError) {
        project = try Unpack.string(raw.project, "Subscription", "project")
        name = try Unpack.string(raw.name, "Subscription", "name")
        owner = try Unpack.string(raw.owner, "Subscription", "owner")
        streams = try Unpack.strings(raw.streams, raw.n_streams, "Subscription", "streams")
        tailProbabilityLimit = raw.tail_probability_limit
        version = raw.version
        isPaused = raw.paused != 0
        createdAt = UnixTime(microseconds: raw.created_at_unix_us)
        neighbourTable = try Unpack.string(raw.neighbour_table, "Subscription", "neighbour_table")
        neighbourRadiusArcseconds = raw.neighbour_radius_arcsec
        picture = try Unpack.string(raw.picture, "Subscription", "picture")
        pictureSizeArcminutes = raw.picture_size_arcmin
        pictureBands = try Unpack.string(raw.picture_bands, "Subscription", "picture_bands")
    }

    func fill(_ raw: inout Peryton__V1__Subscription, arena: PackArena) {
        raw.project = arena.string(project)
        raw.name = arena.string(name)
        raw.owner = arena.string(owner)
        raw.n_streams = streams.count
        raw.streams = arena.strings(streams)
        raw.tail_probability_limit = tailProbabilityLimit
        raw.version = version
        raw.paused = isPaused ? 1 : 0
        raw.created_at_unix_us = createdAt.microseconds
        raw.neighbour_table = arena.string(neighbourTable)
        raw.neighbour_radius_arcsec = neighbourRadiusArcseconds
        raw.picture = arena.string(picture)
        raw.picture_size_arcmin = pictureSizeArcminutes
        raw.picture_bands = arena.string(pictureBands)
    }
}
